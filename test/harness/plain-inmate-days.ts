import * as fc from 'fast-check';
import type { Client } from 'pg';
import * as vocabulary from '../../schema/vocabulary.ts';

/** Random persons and stays, and their inmate-days by counting every night of everybody in one table. */
export const STAY_TABLE = `create table stay (source_key text, pseudonym text, known_from timestamptz, known_to timestamptz, unit text,
  region text, facility text, security_level text, custody text, arrived date, departed date, sex text, birth date,
  citizenship text)`;

const DAY = 86_400_000;
const day = (from: string, days: number) =>
  new Date(Date.parse(from) + days * DAY).toISOString().slice(0, 10);

/** Born so that many change age group while they stay; some the register does not know, or not when born. */
const person = fc.record({
  known: fc.constantFrom(true, true, true, true, false),
  sex: fc.constantFrom(...vocabulary.SEXES),
  birthDate: fc.option(
    fc
      .tuple(fc.constantFrom(18, 25, 35, 50, 30), fc.integer({ min: 0, max: 500 }))
      .map(([years, days]) => day(`${2023 - years}-12-01`, days)),
  ),
  citizenship: fc.constantFrom(...vocabulary.CITIZENSHIP_GROUPS),
});
const stay = fc.record({
  who: fc.integer({ min: 0, max: 79 }),
  unit: fc.integer({ min: 0, max: 8 }),
  // The measures' own, so that a filter or a group by facility meets both.
  facility: fc.option(fc.constantFrom('Nord', 'Sør', 'Ærfugl fengsel')),
  securityLevel: fc.constantFrom(...vocabulary.SECURITY_LEVELS),
  custody: fc.constantFrom(...vocabulary.CUSTODIES),
  arrived: fc.integer({ min: 0, max: 600 }),
  length: fc.option(fc.integer({ min: 0, max: 200 })),
});

export function randomPersons(seed: number) {
  return fc.sample(person, { seed, numRuns: 80 }).map((one, index) => ({ ...one, pseudonym: `q${index}` }));
}

/** The later rounds change some stays, and withdraw some; three units have none. */
export function randomStays(seed: number, round: number, units: readonly string[]) {
  return fc.sample(stay, { seed: seed + round, numRuns: 150 }).map((one, index) => ({
    sourceKey: `s${index + round * 50}`,
    pseudonym: `q${one.who}`,
    unit: units[one.unit] ?? '',
    facility: one.facility,
    securityLevel: one.securityLevel,
    custody: one.custody,
    arrivedOn: day('2023-08-01', one.arrived),
    leftOn: one.length === null ? null : day('2023-08-01', one.arrived + one.length),
    withdrawn: round > 0 && index % 9 === 0,
  }));
}

export type Stays = ReturnType<typeof randomStays>;
type Persons = ReturnType<typeof randomPersons>;

export async function tellStays(
  table: Client,
  {
    stays,
    persons,
    from,
    regionOf,
  }: { stays: Stays; persons: Persons; from: string; regionOf: (unit: string) => string | undefined },
): Promise<void> {
  const rows = stays.map((one) => {
    const known = persons.find(
      ({ pseudonym, known: inRegister }) => inRegister && pseudonym === one.pseudonym,
    );
    const { sex = 'UNKNOWN', birthDate = null, citizenship = 'UNKNOWN' } = known ?? {};
    return { ...one, region: regionOf(one.unit), sex, birthDate, citizenship };
  });
  const json = JSON.stringify(rows);
  await table.query(
    `update stay set known_to = $2 where known_to is null
       and source_key in (select "sourceKey" from jsonb_to_recordset($1::jsonb) as r("sourceKey" text))`,
    [json, from],
  );
  await table.query(
    `insert into stay select "sourceKey", pseudonym, $2, null, unit, region, facility, "securityLevel", custody, "arrivedOn", "leftOn",
       sex, "birthDate", citizenship
       from jsonb_to_recordset($1::jsonb) as r("sourceKey" text, pseudonym text, unit text, region text, facility text, "securityLevel" text,
         custody text, "arrivedOn" date, "leftOn" date, sex text, "birthDate" date, citizenship text, withdrawn bool)
      where not withdrawn`,
    [json, from],
  );
}

/** Dimensions the register knows, and the column of a night. */
const NIGHT_COLUMNS: Readonly<Record<string, string>> = {
  UNIT: 'unit',
  REGION: 'region',
  FACILITY: 'facility',
  SECURITY_LEVEL: 'security_level',
  SEX: 'sex',
  AGE_GROUP: 'age_group',
  CUSTODY: 'custody',
  CITIZENSHIP: 'citizenship',
  YEAR: 'extract(year from night)::int',
  QUARTER: `to_char(night, 'YYYY-"Q"Q')`,
  MONTH: `to_char(night, 'YYYY-MM')`,
};

/** Nights by group: everybody present at 24:00, one row for each person and unit, told by the stay that began last. What the register does not know is left out of the key. */
export async function plainInmateDays(
  table: Client,
  { filter, by, through }: { filter: any; by: readonly string[]; through: string },
): Promise<ReadonlyMap<string, number>> {
  const listedBy: Record<string, unknown> = {
    unit: filter.units,
    region: filter.regions,
    facility: filter.facilities,
    security_level: filter.securityLevels,
    sex: filter.sexes,
    age_group: filter.ageGroups,
    custody: filter.custodies,
    citizenship: filter.citizenships,
  };
  const values: unknown[] = [filter.period.from, filter.period.to, filter.asOf ?? 'infinity', through];
  const among = Object.entries(listedBy)
    .filter(([, listed]) => listed !== undefined)
    .map(([column, listed]) => `and ${column} = any($${values.push(listed)}::text[])`);
  const key = by.map((name) => NIGHT_COLUMNS[name] ?? 'null');
  const { rows } = await table.query(
    `with present as (
       select distinct on (pseudonym, unit, night) stay.*, night::date, case
         when birth is null then 'UNKNOWN'
         when extract(year from age(night, birth)) < 18 then 'UNDER_18'
         when extract(year from age(night, birth)) < 25 then 'AGE_18_24'
         when extract(year from age(night, birth)) < 35 then 'AGE_25_34'
         when extract(year from age(night, birth)) < 50 then 'AGE_35_49' else 'AGE_50_PLUS' end as age_group
       from stay join generate_series($1::date::timestamp, $2::date - 1, '1 day') night
         on arrived <= night and (departed is null or night < departed)
       where known_from <= $3::timestamptz and (known_to is null or known_to > $3::timestamptz)
         and night < ($4::timestamptz at time zone 'Europe/Oslo')::date
       order by pseudonym, unit, night, arrived desc, source_key collate "C" desc
     )
     select jsonb_build_array(${key.join(', ')}) as key, count(*)::int as days from present where true ${among.join(' ')} group by 1`,
    values,
  );
  return new Map(rows.map(({ key: of, days }) => [JSON.stringify(of), days]));
}

/** Units with any stay known at the moment. */
export async function populatedUnits(table: Client, asOf: string | undefined): Promise<string[]> {
  const { rows } = await table.query(
    `select distinct unit from stay where known_from <= $1::timestamptz and (known_to is null or known_to > $1::timestamptz)`,
    [asOf ?? 'infinity'],
  );
  return rows.map(({ unit }) => unit);
}

/** Of a group's key, what the register knows. */
export function registerKey(by: readonly string[], key: readonly unknown[]): string {
  return JSON.stringify(
    key.map((value, index) => (NIGHT_COLUMNS[by[index] ?? ''] === undefined ? null : value)),
  );
}
