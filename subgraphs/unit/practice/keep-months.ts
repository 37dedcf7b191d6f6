import type { Database, Sql } from '../../platform/database.ts';
import { Parameters } from '../../platform/practice-sql.ts';
import { lockForWriting } from '../../platform/records/write-lock.ts';
import { sumsByLength } from './records-touching.ts';

const WITH_AN_END = '(ended_on is not null or not is_interval) and not withdrawn';

/**
 * Brings `practice_month` up to date with the versions just written: what a version recorded at this moment
 * counts is added, what one superseded at this moment counted is taken away. Every transaction that writes
 * measures calls it, under the write lock.
 */
export async function keepMonths(
  sql: Sql,
  { ids, recordedAt }: { readonly ids: readonly string[]; readonly recordedAt: string },
): Promise<void> {
  const parameters = new Parameters();
  await addToMonths(sql, parameters, changedVersions(parameters, { ids, recordedAt }));
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

const ALL_VERSIONS = `select *, 1 as weight from measure_version where superseded_at = 'infinity' and ${WITH_AN_END}`;

async function addToMonths(sql: Sql, parameters: Parameters, changed: string): Promise<void> {
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
  await sql.query(
    `with changed as materialized (${changed}),
          months as materialized (${MONTHS_TOUCHED}),
          sums as materialized (${sums}),
          kept as (${ADD_TO_MONTHS})
     ${ADD_TO_LENGTHS}`,
    parameters.values,
  );
}

function changedVersions(
  parameters: Parameters,
  { ids, recordedAt }: { readonly ids: readonly string[]; readonly recordedAt: string },
): string {
  const moment = parameters.add(recordedAt, 'timestamptz');
  return `
    select *, case when superseded_at = 'infinity' then 1 else -1 end as weight
      from measure_version
     where id = any(${parameters.add(ids, 'uuid[]')})
       and ${WITH_AN_END}
       and ((recorded_at = ${moment} and superseded_at = 'infinity')
            or (superseded_at = ${moment} and recorded_at < ${moment}))`;
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
