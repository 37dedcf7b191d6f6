import type { Question } from '../../../schema/practice/question.ts';
import { BIN_EDGES } from '../../../schema/practice/lengths.ts';
import { placeAndPerson } from '../../platform/practice-sql.ts';
import type { Parameters } from '../../platform/practice-sql.ts';

/** Which versions are read, into which parts of time, and up to when those without an end are counted. */
export type Reading = {
  /** A table or subquery with the columns of `measure_version`. */
  readonly versions: string;
  /** How often a version counts: 1, or a column of `versions`. */
  readonly weight: string;
  /** A table (bucket, from_on, to_on, from_at, to_at), numbered from 0 in the order of time. */
  readonly buckets: string;
  /** Whether that table has one row. */
  readonly oneBucket: boolean;
  /** The array of all from_on, and the last to_on. */
  readonly starts: string;
  readonly end: string;
  readonly cutoff: string;
  /** Conditions on the record, and on it with its length so far. */
  readonly conditions: readonly string[];
  readonly lengthConditions: readonly string[];
  /** Columns to group by, the bucket apart; `flag` is one vulnerability flag of the record. */
  readonly columns: readonly string[];
};

/** As PostgreSQL writes an array: to write two thousand numbers anew for each statement takes longer than the rest of it. */
const EDGES = `{${BIN_EDGES.join(',')}}`;

/** Sums by bucket, columns, whether without an end, and bin of the length of intervals begun in the bucket. */
export function sumsByLength(parameters: Parameters, reading: Reading): string {
  const { weight } = reading;
  const grouped = ['bucket', ...reading.columns, 'open'].join(', ');
  // Floating point holds these whole numbers exactly, and PostgreSQL searches such an array fastest.
  const edges = parameters.add(EDGES, 'float8[]');
  const count = (condition: string) => `coalesce(sum(${weight}) filter (where ${condition}), 0)::int`;
  return `
    select ${grouped},
           case when begun and is_interval then width_bucket((length_so_far - 1)::float8, ${edges}) end as bin,
           ${count('begun')} as started,
           ${count('begun and open')} as ongoing,
           ${count('is_interval and (ended_on is null or ended_on >= to_on)')} as in_force_at_end,
           sum(seconds * ${weight})::bigint as seconds,
           ${count('begun and length_seconds is not null and is_interval')} as ended,
           coalesce(sum(length_seconds * ${weight}) filter (where begun and is_interval), 0)::bigint as ended_seconds,
           ${count('begun and repaired_start is not null')} as repaired_records
      from ${recordsTouching(parameters, reading)} as touching
     group by ${grouped}, bin`;
}

/** One row per record and bucket it touches, with the seconds of it inside the bucket. */
export function recordsTouching(parameters: Parameters, reading: Reading): string {
  const cutoffAt = parameters.add(reading.cutoff, 'timestamptz');
  const cutoffOn = `(${cutoffAt} at time zone 'Europe/Oslo')::date`;
  const { versions, starts, end } = reading;
  return `(
    select record.*, bucket.*${reading.columns.includes('flag') ? ', flag' : ''},
           started_on >= from_on as begun,
           is_interval and ended_on is null as open,
           case
             when not is_interval then 0
             when started_at is null then
               greatest(0, least(coalesce(ended_on, ${cutoffOn}), to_on) - greatest(started_on, from_on)) * 86400::bigint
             else greatest(0, floor(extract(epoch from least(coalesce(ended_at, ${cutoffAt}), to_at)))::bigint
                            - extract(epoch from greatest(started_at, from_at))::bigint)
           end as seconds
      from (
        select *, case
                    when not is_interval then null
                    when ended_on is not null then length_seconds
                    when started_at is null then greatest(0, ${cutoffOn} - started_on) * 86400::bigint
                    else greatest(0, floor(extract(epoch from ${cutoffAt}))::bigint - extract(epoch from started_at)::bigint)
                  end as length_so_far,
                  width_bucket(started_on, ${starts}) as first_touched,
                  case
                    when not is_interval then width_bucket(started_on, ${starts})
                    when ended_on is null then cardinality(${starts})
                    else width_bucket(ended_on, ${starts})
                  end as last_touched
          from ${versions} as version
         where ${[`started_on < ${end}`, ...reading.conditions].join(' and ')}
      ) as record
     cross join ${bucketsTouched(reading)}
      ${reading.columns.includes('flag') ? `cross join lateral unnest(case when vulnerability = '{}' then array['NONE'] else vulnerability end) as flag` : ''}
     where ${['true', ...reading.lengthConditions].join(' and ')}
  )`;
}

/** The one bucket is touched by every record read; looking for it would keep PostgreSQL from seeing that. */
function bucketsTouched({ buckets, oneBucket }: Reading): string {
  if (oneBucket) return `${buckets} as bucket`;
  return `lateral generate_series(greatest(first_touched, 1), last_touched) as touched(number)
      join ${buckets} as bucket on bucket.bucket = touched.number - 1`;
}

/** Which records the question is about, apart from when they were. */
export function recordConditions(parameters: Parameters, question: Question): string[] {
  return [
    parameters.oneOf('kind', question.kinds),
    parameters.oneOf('means', question.means),
    parameters.oneOf('legal_basis', question.legalBases),
    parameters.oneOf('extent', question.extents),
    ...placeAndPerson(parameters, question),
    question.vulnerabilities === null
      ? 'true'
      : `(case when vulnerability = '{}' then array['NONE'] else vulnerability end) && ${parameters.add(question.vulnerabilities, 'text[]')}`,
  ];
}

export function lengthConditions(parameters: Parameters, { overSeconds, upToSeconds }: Question): string[] {
  return [
    overSeconds === null ? 'true' : `length_so_far > ${parameters.add(overSeconds, 'float8')}`,
    upToSeconds === null ? 'true' : `length_so_far <= ${parameters.add(upToSeconds, 'float8')}`,
  ];
}
