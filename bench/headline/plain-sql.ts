import { BIN_EDGES, LENGTH_BANDS } from '../../schema/practice/lengths.ts';
import type { PracticeDimension } from '../../schema/vocabulary.ts';
import { PERIOD } from './ten-years.ts';

/** A group with its figures, as either SQL gives it. */
export type PlainRow = Readonly<Record<string, string | number | null>>;

const COLUMN: Partial<Record<PracticeDimension, string>> = {
  UNIT: 'unit',
  KIND: 'kind',
  MONTH: 'month',
  MEANS: 'means',
  SEX: 'sex',
  CUSTODY: 'custody',
  AGE_GROUP: 'age_group',
  FACILITY: 'facility',
};

const MONTHS = `
  select from_on, from_on::timestamp as first_moment, to_on, from_on::timestamp at time zone 'Europe/Oslo' as from_at, to_on::timestamp at time zone 'Europe/Oslo' as to_at
    from (select day::date as from_on, (day + interval '1 month')::date as to_on
            from generate_series(timestamp '${PERIOD.from}', timestamp '${PERIOD.to}' - interval '1 month', interval '1 month') as day) as month`;

const WHOLE_PERIOD = `
  select date '${PERIOD.from}' as from_on, date '${PERIOD.to}' as to_on,
         timestamp '${PERIOD.from}' at time zone 'Europe/Oslo' as from_at, timestamp '${PERIOD.to}' at time zone 'Europe/Oslo' as to_at`;

const TOUCHING_MONTHS = `
  cross join lateral generate_series(date_trunc('month', started_on::timestamp),
                                     (case when not is_interval then started_on else least(coalesce(ended_on, 'infinity'), '${PERIOD.to}') end)::timestamp,
                                     interval '1 month') as touched(first_moment)
  join month using (first_moment)`;

const STAYING_MONTHS = `
  cross join lateral generate_series(date_trunc('month', arrived_on::timestamp), coalesce(left_on, '${PERIOD.to}')::timestamp, interval '1 month') as stayed(first_moment)
  join month using (first_moment)`;

const bands = (column: (over: number, upTo: number | null) => string) =>
  LENGTH_BANDS.map(
    ({ fromDays, toDays }, band) =>
      `${column(fromDays * 86_400, toDays === null ? null : toDays * 86_400)} as band_${band}`,
  ).join(', ');

/** The question over the records of all units in one table: what an analyst writes who has them all. */
export function overRecords(asked: {
  readonly by: readonly PracticeDimension[];
  /** On records and on stays alike. */
  readonly condition: string;
  readonly cutoff: string;
  readonly countInmates: boolean;
}): string {
  const { by, condition, cutoff } = asked;
  const columns = by.map((dimension) => COLUMN[dimension] ?? dimension);
  const byMonth = by.includes('MONTH');
  const rated = columns.filter((column) => ['unit', 'month', 'sex'].includes(column)).join(', ');
  const inmates = asked.countInmates ? 'count(distinct person) filter (where begun) as inmates,' : '';
  return `
    with month as materialized (${byMonth ? MONTHS : WHOLE_PERIOD}), touching as (
      select measure.*, to_char(from_on, 'YYYY-MM') as month, started_on >= from_on as begun,
             is_interval and (ended_on is null or ended_on >= to_on) as in_force,
             case when is_interval then extract(epoch from least(coalesce(ended_at, '${cutoff}'), to_at) - greatest(started_at, from_at))::bigint end as seconds,
             case when is_interval then coalesce(length_seconds, extract(epoch from timestamptz '${cutoff}' - started_at)::bigint) end as length
        from measure ${byMonth ? TOUCHING_MONTHS : 'cross join month'}
       where started_on < '${PERIOD.to}' and ${condition}
    ), figures as (
      select ${columns.join(', ')},
             count(*) filter (where begun) as started,
             count(*) filter (where begun and is_interval and ended_on is null) as ongoing,
             count(*) filter (where in_force) as in_force_at_end,
             coalesce(sum(greatest(seconds, 0)), 0) / 3600.0 as hours,
             avg(length_seconds) filter (where begun and is_interval) / 3600 as mean_hours,
             percentile_disc(0.5) within group (order by length_seconds) filter (where begun and is_interval and ended_on is not null) / 3600.0 as median_hours,
             percentile_disc(0.9) within group (order by length_seconds) filter (where begun and is_interval and ended_on is not null) / 3600.0 as p90_hours,
             count(*) filter (where begun and legal_basis is not null and facility is not null and decided_at is not null and decision_level is not null) as complete_records,
             count(*) filter (where begun and repaired_start is not null) as repaired_records,
             ${inmates}
             ${bands((over, upTo) => `count(*) filter (where begun and ended_on is not null and length > ${over === 0 ? -1 : over}${upTo === null ? '' : ` and length <= ${upTo}`})`)}
        from touching group by ${columns.join(', ')}
    ), nights as (
      select unit, to_char(from_on, 'YYYY-MM') as month, ${by.includes('SEX') ? 'sex' : `''`} as sex,
             sum(least(coalesce(left_on, '${PERIOD.to}'), to_on) - greatest(arrived_on, from_on)) as days
        from stay ${by.includes('SEX') ? 'left join person using (pseudonym)' : ''} ${byMonth ? STAYING_MONTHS : 'cross join month'}
       where arrived_on < to_on and coalesce(left_on, '${PERIOD.to}') > from_on and ${condition}
       group by 1, 2, 3
    )
    select figures.*, days as inmate_days, 1000.0 * started / days as rate
      from figures ${rated === '' ? 'cross join (select sum(days) as days from nights) as nights' : `left join (select ${rated}, sum(days) as days from nights group by ${rated}) as nights using (${rated})`}`;
}

/** The headline from the same rollup in one database. */
export function overRollup(cutoff: string): string {
  const edges = `(array[${BIN_EDGES.join(',')}]::bigint[])[bin + 1]`;
  return `
    with month as materialized (${MONTHS}), open as (
      select unit, kind, from_on as month, count(*) filter (where started_on >= from_on) as ongoing, count(*) as in_force,
             sum(greatest(0, extract(epoch from least('${cutoff}', to_at) - greatest(started_at, from_at)))::bigint) as seconds,
             count(*) filter (where started_on >= from_on and legal_basis is not null and facility is not null and decided_at is not null and decision_level is not null) as complete_records
        from measure join month on started_on < to_on
       where is_interval and ended_on is null group by unit, kind, from_on
    ), ranked as (
      select unit, kind, month, ended, ${edges} as edge,
             sum(ended) over (partition by unit, kind, month order by bin) as upto, sum(ended) over (partition by unit, kind, month) as total
        from practice_month_length where ended <> 0 and month >= '${PERIOD.from}' and month < '${PERIOD.to}'
    ), lengths as (
      select unit, kind, month,
             min(edge) filter (where upto >= ceil(total * 1 / 2.0)) / 3600.0 as median_hours,
             min(edge) filter (where upto >= ceil(total * 9 / 10.0)) / 3600.0 as p90_hours,
             ${bands((over, upTo) => `coalesce(sum(ended) filter (where edge > ${over === 0 ? -1 : over}${upTo === null ? '' : ` and edge <= ${upTo}`}), 0)`)}
        from ranked group by unit, kind, month
    ), nights as (
      select unit, month, sum(days) as days from (
        select unit, month, days from inmate_days_month
        union all
        select unit, from_on, least('${PERIOD.to}', to_on) - greatest(arrived_on, from_on) from stay join month on arrived_on < to_on where left_on is null) as counted
       group by unit, month
    )
    select unit, kind, to_char(month, 'YYYY-MM') as month,
           coalesce(kept.started, 0) + coalesce(ongoing, 0) as started, coalesce(ongoing, 0) as ongoing,
           coalesce(kept.in_force_at_end, 0) + coalesce(in_force, 0) as in_force_at_end,
           (coalesce(kept.seconds, 0) + coalesce(open.seconds, 0)) / 3600.0 as hours, ended_seconds::float8 / nullif(ended, 0) / 3600 as mean_hours,
           median_hours, p90_hours, coalesce(kept.complete_records, 0) + coalesce(open.complete_records, 0) as complete_records, coalesce(repaired_records, 0) as repaired_records,
           ${LENGTH_BANDS.map((_, band) => `coalesce(band_${band}, 0) as band_${band}`).join(', ')},
           days as inmate_days, 1000.0 * (coalesce(kept.started, 0) + coalesce(ongoing, 0)) / days as rate
      from practice_month as kept full join open using (unit, kind, month) left join lengths using (unit, kind, month) left join nights using (unit, month)
     where month >= '${PERIOD.from}' and month < '${PERIOD.to}'`;
}
