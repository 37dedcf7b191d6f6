import { RULE_SET } from '../schema/rules/rule-set.ts';
import { OF_PROGRAM, openDatabase } from '../subgraphs/platform/database.ts';
import { lookAnew } from '../subgraphs/unit/findings/look-anew.ts';
import { runAsOwner } from './million-records.ts';
import { print, secondsOf } from './report.ts';
import { withStack } from './stack.ts';

const UNIT = 'oslo';
const EXCLUSIONS_OF_ONE = 10;

/**
 * How long one unit takes to look for isolation in total over all its exclusions for the first time, every rule on it,
 * with what is found written down; beside it plain SQL that only counts the isolations over 14 days.
 */
export async function benchIsolation({ rows }: { rows: number }): Promise<void> {
  await withStack([UNIT], async (stack) => {
    await runAsOwner(stack.superuserUrl(UNIT), [FILL(rows), 'vacuum analyze measure_version']);
    const database = openDatabase(stack.databaseOf(UNIT)['DATABASE_URL'] ?? '', { connections: 2 }).within(
      OF_PROGRAM,
    );
    const seconds = await secondsOf(() => lookAnew(database, { unit: UNIT, set: RULE_SET }));
    const [found] = await database.query(
      `select count(*) as count from finding where rule like 'CUMULATIVE%'`,
    );
    const plain = await secondsOf(() => database.query(OVER_14_DAYS));
    await database.close();
    print(
      `isolation in total over ${rows.toLocaleString('en')} exclusions of ${(rows / EXCLUSIONS_OF_ONE).toLocaleString('en')} persons: ` +
        `${seconds.toFixed(1)} s, ${Math.round(rows / seconds).toLocaleString('en')} exclusions a second, ` +
        `${Number(found?.['count']).toLocaleString('en')} found; plain SQL that only counts those over 14 days ${plain.toFixed(1)} s`,
    );
  });
}

/** Each person's exclusions follow each other after some hours to some days, for some hours to some days. */
const FILL = (rows: number) => `
  insert into measure_version (id, version, recorded_at, withdrawn, content_hash, source, source_key, kind, means, is_interval,
         legal_basis, extent, facility, security_level, started_on, started_at, ended_on, ended_at, person, sex, age_group, custody, citizenship, vulnerability)
  select md5('isolation' || n)::uuid, 1, '2026-01-02', false, '', 'bench', n::text, 'EXCLUSION', 'EXCLUSION', true, '37-1-b', 'WHOLE',
         'Avdeling ' || n % 7, 'HIGH', (started at time zone 'Europe/Oslo')::date, started, (ended at time zone 'Europe/Oslo')::date, ended,
         'p' || n / ${EXCLUSIONS_OF_ONE}, 'MALE', 'AGE_25_34', 'REMAND', 'NORWEGIAN', '{}'
    from generate_series(0, ${rows - 1}) as n
   cross join lateral (select timestamptz '2020-01-01Z' + n / ${EXCLUSIONS_OF_ONE} % 1500 * interval '1 day'
                              + n % ${EXCLUSIONS_OF_ONE} * interval '70 hours' as started) as begun
   cross join lateral (select started + (20 + n % 60 * 7919 % 60) * interval '1 hour' as ended) as lasting`;

const OVER_14_DAYS = `
  with gap as (
    select person, started_at, ended_at,
           max(ended_at) over (partition by person order by started_at, id rows between unbounded preceding and 1 preceding) as before
      from measure_version where superseded_at = 'infinity' and not withdrawn and means = 'EXCLUSION' and extent = 'WHOLE'),
  numbered as (
    select *, count(*) filter (where before is null or started_at - before > interval '24 hours') over (partition by person order by started_at) as number from gap)
  select count(*) from (
    select from numbered group by person, number
    having sum(greatest(interval '0', ended_at - greatest(started_at, case when started_at - before > interval '24 hours' then started_at else coalesce(before, started_at) end)))
           > interval '14 days') as long`;
