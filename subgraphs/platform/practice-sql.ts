import type { Bucket } from '../../schema/practice/calendar.ts';
import type { Question } from '../../schema/practice/question.ts';

/** Collects values for `$n` parameters while a statement is put together. */
export class Parameters {
  readonly values: unknown[] = [];

  add(value: unknown, type: string): string {
    this.values.push(value);
    return `$${this.values.length}::${type}`;
  }

  /** `column = any(values)`, or nothing when no values were asked for. */
  oneOf(column: string, values: readonly unknown[] | null): string {
    return values === null ? 'true' : `${column} = any(${this.add(values, 'text[]')})`;
  }
}

/** Where and who the question is about, as measures and stays alike have it. */
export function placeAndPerson(parameters: Parameters, question: Question): string[] {
  return [
    parameters.oneOf('facility', question.facilities),
    parameters.oneOf('security_level', question.securityLevels),
    parameters.oneOf('sex', question.sexes),
    parameters.oneOf('age_group', question.ageGroups),
    parameters.oneOf('custody', question.custodies),
    parameters.oneOf('citizenship', question.citizenships),
  ];
}

/** The versions that were the latest at `asOf`, or are so now; withdrawn ones left out. */
export function knownAt(parameters: Parameters, asOf: string | null): string {
  if (asOf === null) return `superseded_at = 'infinity' and not withdrawn`;
  const moment = parameters.add(asOf, 'timestamptz');
  return `recorded_at <= ${moment} and superseded_at > ${moment} and not withdrawn`;
}

/** The buckets as a table: number, first day, day after the last, and both as instants in Oslo. */
export function bucketTable(parameters: Parameters, buckets: readonly Bucket[]): string {
  const from = parameters.add(
    buckets.map((bucket) => bucket.from),
    'date[]',
  );
  const to = parameters.add(
    buckets.map((bucket) => bucket.to),
    'date[]',
  );
  return `(select ordinal::int - 1 as bucket, from_on, to_on,
            from_on::timestamp at time zone 'Europe/Oslo' as from_at,
            to_on::timestamp at time zone 'Europe/Oslo' as to_at
       from unnest(${from}, ${to}) with ordinality as given(from_on, to_on, ordinal))`;
}
