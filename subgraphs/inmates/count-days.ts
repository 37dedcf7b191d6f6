import { bucketsOf } from '../../schema/practice/calendar.ts';
import type { Question } from '../../schema/practice/question.ts';
import { EMPTY_KEY } from '../../schema/practice/state.ts';
import type { GroupKey } from '../../schema/practice/state.ts';
import { AGE_GROUPS } from '../../schema/vocabulary.ts';
import type { PracticeDimension } from '../../schema/vocabulary.ts';
import type { Sql } from '../platform/database.ts';
import { bucketTable, knownAt, Parameters, placeAndPerson } from '../platform/practice-sql.ts';
import { presence } from './presence.ts';

/** Inmate-days of a unit under one combination of the dimensions asked for. */
export type DaysGroup = { readonly unit: string; readonly key: GroupKey; readonly days: number };

const COLUMNS: Partial<Record<PracticeDimension, { readonly column: string; readonly key: keyof GroupKey }>> =
  {
    FACILITY: { column: 'facility', key: 'facility' },
    SECURITY_LEVEL: { column: 'security_level', key: 'securityLevel' },
    SEX: { column: 'sex', key: 'sex' },
    AGE_GROUP: { column: 'age_group', key: 'ageGroup' },
    CUSTODY: { column: 'custody', key: 'custody' },
    CITIZENSHIP: { column: 'citizenship', key: 'citizenship' },
  };

/** Inmate-days counted from the stays themselves, up to the cutoff. */
export async function countDays(
  sql: Sql,
  {
    question,
    cutoff,
    stillThere = false,
  }: {
    readonly question: Question;
    readonly cutoff: string;
    /** Only of persons who are still in the unit. */
    readonly stillThere?: boolean;
  },
): Promise<DaysGroup[]> {
  const parameters = new Parameters();
  const buckets = bucketsOf(question.period, question.by);
  const dimensions = question.by.flatMap((dimension) => COLUMNS[dimension] ?? []);
  const cutoffOn = `(${parameters.add(cutoff, 'timestamptz')} at time zone 'Europe/Oslo')::date`;
  const known = knownAt(parameters, question.asOf);
  const stays = `
    select pseudonym, unit, source, source_key, facility, security_level, custody, arrived_on,
           least(coalesce(left_on, 'infinity'), ${cutoffOn}) as left_on
      from stay_version
     where ${known} and ${parameters.oneOf('unit', question.units)}
       and arrived_on < ${parameters.add(question.period.to, 'date')}
       and (left_on is null or left_on > ${parameters.add(question.period.from, 'date')})
       ${stillThere ? `and (pseudonym, unit) in (select pseudonym, unit from stay_version where ${known} and left_on is null)` : ''}`;
  const { person, age } = attributesAsked(question);
  const rows = await sql.query(
    `with present as (
       select stay.unit, stay.facility, stay.security_level, stay.custody,
              ${person ? `coalesce(person.sex, 'UNKNOWN') as sex, coalesce(person.citizenship, 'UNKNOWN') as citizenship,` : ''}
              ${
                age
                  ? 'age.age_group, greatest(stay.present_from, age.from_on) as from_day, least(stay.present_to, age.to_on) as to_day'
                  : 'stay.present_from as from_day, stay.present_to as to_day'
              }
         from (${presence(stays)}) as stay
              ${person || age ? `left join (select * from person_version where ${known}) as person using (pseudonym)` : ''}
              ${age ? `cross join lateral (${ageGroups(parameters)}) as age` : ''}
     )
     select bucket, unit, ${dimensions.map(({ column, key }) => `${column} as "${key}", `).join('')}
            sum(least(to_day, to_on) - greatest(from_day, from_on))::int as days
       from present
       join ${bucketTable(parameters, buckets)} as bucket
         on from_day < to_on and to_day > from_on and from_day < to_day
      where ${placeAndPerson(parameters, question).join(' and ')}
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

/** What of the person the question is about: a stay is told apart by age only where that is asked, since each age group is a part of it. */
function attributesAsked({ by, sexes, citizenships, ageGroups: ages }: Question) {
  return {
    person: by.includes('SEX') || by.includes('CITIZENSHIP') || sexes !== null || citizenships !== null,
    age: by.includes('AGE_GROUP') || ages !== null,
  };
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
