import type { Database, Transaction } from '../../platform/database.ts';
import { Parameters } from '../../platform/practice-sql.ts';
import type { Written } from '../../platform/records/record-kind.ts';
import { lockForWriting } from '../../platform/records/write-lock.ts';
import { sumsByLength } from './records-touching.ts';

const WITH_AN_END = '(ended_on is not null or not is_interval) and not withdrawn';

/**
 * Brings `practice_month` up to date with the versions just written: what a version that now holds counts is
 * added, what one it replaced counted is taken away. Every transaction that writes measures calls it, under
 * the write lock.
 */
export async function keepMonths(sql: Transaction, { versions }: Written): Promise<void> {
  const parameters = new Parameters();
  await addToMonths(sql, parameters, changedVersions(parameters, versions));
}

/** Counts all months from the records where none is kept: in a database older than them, or emptied because their rules changed. */
export async function keepFirstMonths(database: Database): Promise<void> {
  await database.transaction(async (sql) => {
    await lockForWriting(sql);
    await sql.query('set local statement_timeout = 0');
    const [kept] = await sql.query('select from practice_month limit 1');
    if (kept === undefined) await addToMonths(sql, new Parameters(), ALL_VERSIONS);
  });
}

/** What of a version its months count by; the rest would be carried through every step for nothing. */
const COUNTED = `kind, is_interval, started_on, started_at, ended_on, ended_at, length_seconds,
  legal_basis, facility, decided_at, decision_level, repaired_start`;

const ALL_VERSIONS = `select ${COUNTED}, 1 as weight from measure_version where superseded_at = 'infinity' and ${WITH_AN_END}`;

async function addToMonths(sql: Transaction, parameters: Parameters, changed: string): Promise<void> {
  const sums = sumsByLength(parameters, {
    versions: 'changed',
    weight: 'weight',
    buckets: 'months',
    oneBucket: false,
    starts: '(select array_agg(from_on order by bucket) from months)',
    end: `'infinity'`,
    // None of these is without an end.
    cutoff: new Date(0).toISOString(),
    conditions: [],
    lengthConditions: [],
    columns: ['kind'],
  });
  await sql.prepared(
    `with changed as materialized (${changed}),
          months as materialized (${MONTHS_TOUCHED}),
          sums as materialized (${sums}),
          kept as (${ADD_TO_MONTHS})
     ${ADD_TO_LENGTHS}`,
    parameters.values,
  );
}

/** Each by a search of its own: of a table that is just being filled PostgreSQL knows nothing, and would read all of it. */
function changedVersions(parameters: Parameters, versions: Written['versions']): string {
  const ids = versions.map(({ id }) => id);
  const numbers = versions.map(({ version }) => version);
  const weights = versions.map(({ holds }) => (holds ? 1 : -1));
  return `
    select ${COUNTED}, weight
      from unnest(${parameters.add(ids, 'uuid[]')}, ${parameters.add(numbers, 'int[]')}, ${parameters.add(weights, 'int[]')})
           as written(id, version, weight)
     cross join lateral (select * from measure_version
                          where id = written.id and version = written.version offset 0) as version
     where ${WITH_AN_END}`;
}

const MONTHS_TOUCHED = `
    select (row_number() over (order by from_on) - 1)::int as bucket, from_on::date, to_on::date,
           from_on at time zone 'Europe/Oslo' as from_at, to_on at time zone 'Europe/Oslo' as to_at
      from (select from_on, from_on + interval '1 month' as to_on
              from generate_series((select date_trunc('month', min(started_on)::timestamp) from changed),
                                   (select max(coalesce(ended_on, started_on))::timestamp from changed),
                                   interval '1 month') as series(from_on)) as month`;

const ADD_TO_MONTHS = `
    insert into practice_month (month, kind, started, in_force_at_end, seconds, ended, ended_seconds, repaired_records)
    select from_on, kind, sum(started), sum(in_force_at_end), sum(seconds), sum(ended), sum(ended_seconds),
           sum(repaired_records)
      from sums join months using (bucket)
     group by from_on, kind
        on conflict (month, kind) do update
       set revision = practice_month.revision + 1,
           started = practice_month.started + excluded.started,
           in_force_at_end = practice_month.in_force_at_end + excluded.in_force_at_end,
           seconds = practice_month.seconds + excluded.seconds,
           ended = practice_month.ended + excluded.ended,
           ended_seconds = practice_month.ended_seconds + excluded.ended_seconds,
           repaired_records = practice_month.repaired_records + excluded.repaired_records`;

const ADD_TO_LENGTHS = `
    insert into practice_month_length (month, kind, bin, ended)
    select from_on, kind, bin, sum(ended)
      from sums join months using (bucket)
     where bin is not null
     group by from_on, kind, bin
    having sum(ended) <> 0
        on conflict (month, kind, bin) do update set ended = practice_month_length.ended + excluded.ended`;
