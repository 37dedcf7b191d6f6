import { bucketsOf } from '../../schema/practice/calendar.ts';
import type { Question } from '../../schema/practice/question.ts';
import { EMPTY_KEY } from '../../schema/practice/state.ts';
import type { GroupKey, InmatesState } from '../../schema/practice/state.ts';
import { AGE_GROUPS } from '../../schema/vocabulary.ts';
import type { PracticeDimension } from '../../schema/vocabulary.ts';
import type { Database, Sql } from '../platform/database.ts';
import { bucketTable, knownAt, Parameters } from '../platform/practice-sql.ts';
import { dataThrough } from '../platform/records/declarations.ts';
import { seeOneMoment } from '../platform/records/write-lock.ts';
import { tellMoment } from '../platform/watermark.ts';

/**
 * Inmate-days (innsattdøgn): persons present at 24:00, summed over the days of the period that have
 * passed. A stay [arrived, left) is present at 24:00 of each of its days.
 */
export async function inmateDays(database: Database, question: Question): Promise<InmatesState> {
  return database.transaction(async (sql) => {
    await seeOneMoment(sql, question.asOf);
    const through = await dataThrough(sql, 'stays', question.asOf);
    const moments = [question.asOf, through, question.now].filter((moment) => moment !== null);
    const cutoff = new Date(Math.min(...moments.map((moment) => Date.parse(moment)))).toISOString();
    await tellMoment(sql, { open: Date.parse(cutoff) === Date.parse(question.now) });
    const totals = await countDays(sql, { question: { ...question, by: [] }, cutoff });
    return {
      dataThrough: through,
      populatedUnits: await populatedUnits(sql, question.asOf),
      groups: await countDays(sql, { question, cutoff }),
      totals: totals.map(({ unit, days }) => ({ unit, days })),
    };
  });
}

const COLUMNS: Partial<Record<PracticeDimension, { readonly column: string; readonly key: keyof GroupKey }>> =
  {
    FACILITY: { column: 'facility', key: 'facility' },
    SECURITY_LEVEL: { column: 'security_level', key: 'securityLevel' },
    SEX: { column: 'sex', key: 'sex' },
    AGE_GROUP: { column: 'age_group', key: 'ageGroup' },
    CUSTODY: { column: 'custody', key: 'custody' },
    CITIZENSHIP: { column: 'citizenship', key: 'citizenship' },
  };

async function countDays(sql: Sql, { question, cutoff }: { question: Question; cutoff: string }) {
  const parameters = new Parameters();
  const buckets = bucketsOf(question.period, question.by);
  const dimensions = question.by.flatMap((dimension) => COLUMNS[dimension] ?? []);
  const cutoffOn = `(${parameters.add(cutoff, 'timestamptz')} at time zone 'Europe/Oslo')::date`;
  const rows = await sql.query(
    `with person as (
       select distinct on (pseudonym) pseudonym, sex, birth_date, citizenship
         from person_version where ${knownAt(parameters, question.asOf)} order by pseudonym, recorded_at desc
     ), stay as (
       select pseudonym, unit, facility, security_level, custody, arrived_on,
              least(coalesce(left_on, 'infinity'), ${cutoffOn}) as left_on
         from stay_version
        where ${knownAt(parameters, question.asOf)} and ${parameters.oneOf('unit', question.units)}
     ), present as (
       select stay.unit, stay.facility, stay.security_level, stay.custody,
              coalesce(person.sex, 'UNKNOWN') as sex, coalesce(person.citizenship, 'UNKNOWN') as citizenship,
              age.age_group, greatest(stay.arrived_on, age.from_on) as arrived_on, least(stay.left_on, age.to_on) as left_on
         from stay left join person using (pseudonym)
         cross join lateral (${ageGroups(parameters)}) as age
     )
     select bucket, unit, ${dimensions.map(({ column, key }) => `${column} as "${key}", `).join('')}
            sum(least(left_on, to_on) - greatest(arrived_on, from_on))::int as days
       from present
       join ${bucketTable(parameters, buckets)} as bucket
         on arrived_on < to_on and left_on > from_on and arrived_on < left_on
      where ${conditions(parameters, question)}
      group by ${['bucket', 'unit', ...dimensions.map(({ column }) => column)].join(', ')}`,
    parameters.values,
  );
  return rows.map((row) => {
    const bucket = buckets[Number(row['bucket'])];
    const key: GroupKey = {
      ...EMPTY_KEY,
      year: bucket?.year ?? null,
      quarter: bucket?.quarter ?? null,
      month: bucket?.month ?? null,
    };
    for (const dimension of dimensions) Object.assign(key, { [dimension.key]: row[dimension.key] ?? null });
    return { unit: String(row['unit']), key, days: Number(row['days']) };
  });
}

/** The person's age groups with the days they hold for; a birthday moves the person to the next. */
function ageGroups(parameters: Parameters): string {
  const codes = parameters.add(Object.keys(AGE_GROUPS), 'text[]');
  const from = parameters.add(
    Object.values(AGE_GROUPS).map((group) => group.from),
    'int[]',
  );
  const to = parameters.add(
    Object.values(AGE_GROUPS).map((group) => group.to),
    'int[]',
  );
  return `
    select code as age_group, (person.birth_date + make_interval(years => from_age))::date as from_on,
           (person.birth_date + make_interval(years => to_age))::date as to_on
      from unnest(${codes}, ${from}, ${to}) as bounds(code, from_age, to_age)
     where person.birth_date is not null
    union all
    select 'UNKNOWN', '-infinity', 'infinity' where person.birth_date is null`;
}

function conditions(parameters: Parameters, question: Question): string {
  return [
    parameters.oneOf('facility', question.facilities),
    parameters.oneOf('security_level', question.securityLevels),
    parameters.oneOf('sex', question.sexes),
    parameters.oneOf('age_group', question.ageGroups),
    parameters.oneOf('custody', question.custodies),
    parameters.oneOf('citizenship', question.citizenships),
  ].join(' and ');
}

async function populatedUnits(sql: Sql, asOf: string | null): Promise<string[]> {
  const parameters = new Parameters();
  const rows = await sql.query<{ unit: string }>(
    `select distinct unit from stay_version where ${knownAt(parameters, asOf)}`,
    parameters.values,
  );
  return rows.map(({ unit }) => unit);
}
