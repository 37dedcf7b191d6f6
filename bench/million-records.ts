import { Client } from 'pg';
import { INMATES_SUBGRAPH } from '../schema/units.ts';
import type { Stack } from './stack.ts';

const PERSONS = 5000;

/** Fills a unit straight in its tables, two measures in three with a clock time, and the register with its persons. */
export async function fillTables(
  stack: Stack,
  { unit, rows }: { unit: string; rows: number },
): Promise<void> {
  await runAsOwner(stack.superuserUrl(INMATES_SUBGRAPH), [
    `insert into person_version (id, version, recorded_at, withdrawn, content_hash, pseudonym, sex, birth_date, citizenship)
     select gen_random_uuid(), 1, '2025-01-01Z', false, n::text, 'person-' || n,
            case when n % 17 = 0 then 'FEMALE' else 'MALE' end, date '1960-01-01' + n, 'NORWEGIAN'
       from generate_series(0, ${PERSONS - 1}) n`,
    'vacuum analyze person_version',
  ]);
  await runAsOwner(stack.superuserUrl(unit), [
    // Complete up to a moment, so that an ongoing measure is as long in every answer.
    `insert into source_declaration (target, source, data_through, recorded_at)
     values ('measures', 'bench', '2026-01-01Z', '2026-01-01Z')`,
    `insert into measure_version (id, version, recorded_at, withdrawn, content_hash, source, source_key, kind, means, extent,
            is_interval, legal_basis, facility, security_level, started_on, started_at, ended_on, ended_at,
            person, sex, age_group, custody, citizenship, vulnerability)
     select gen_random_uuid(), 1, '2026-01-01Z', false, n::text, 'bench', n::text, 'EXCLUSION', 'EXCLUSION', 'WHOLE',
            true, '37-1-b', 'Avdeling ' || n % 7, 'HIGH', started::date, case when n % 3 > 0 then started at time zone 'Europe/Oslo' end,
            ended::date, case when n % 3 > 0 then ended at time zone 'Europe/Oslo' end,
            'person-' || n % ${PERSONS}, 'MALE', 'AGE_25_34', 'REMAND', 'NORWEGIAN', '{}'
       from generate_series(1, ${rows}) n,
            lateral (select timestamp '2015-01-01' + n * interval '5 minutes' as started) s,
            lateral (select started + (n % 40 + 1) * interval '5 hours' as ended) e`,
    'vacuum analyze measure_version',
  ]);
}

export async function runAsOwner(connectionString: string, statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString });
  // What goes wrong is told by the query that meets it.
  client.on('error', () => undefined);
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}
