import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { judge } from '../commands/conformance/plain-judge.ts';
import { LENGTH_BANDS } from '../schema/practice/lengths.ts';
import { measureRecord } from '../schema/records/measure.ts';
import { RULE_SET } from '../schema/rules/rule-set.ts';
import units from '../schema/units.json' with { type: 'json' };
import * as vocabulary from '../schema/vocabulary.ts';
import { startFederation } from './harness/federation.ts';
import {
  plainInmateDays,
  populatedUnits,
  randomPersons,
  randomStays,
  registerKey,
  STAY_TABLE,
  tellStays,
} from './harness/plain-inmate-days.ts';
import type { Federation } from './harness/federation.ts';

/** The federated answer equals the plainest SQL over one table that holds what all units hold. */
const SEED = Number(process.env['EQUALITY_SEED'] ?? randomBytes(4).readInt32LE());
const THROUGH = '2025-01-01T00:00:00Z';
const DAY = 86_400;
const FACILITIES = ['Nord', 'Sør', 'Ærfugl fengsel'];
const BASES = {
  EXCLUSION: ['37-1-b', '37-8', '39'],
  COERCIVE_MEASURE: ['38-1'],
  CONTROL_MEASURE: ['28'],
};

const dateOf = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);
const clock = (seconds: number) => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
const inSummer = (day: string) =>
  (day > '2024-03-31' && day <= '2024-10-27') || (day > '2025-03-30' && day <= '2025-10-26');
const midnight = (day: string) => `${day}T00:00:00${inSummer(day) ? '+02:00' : '+01:00'}`;
const epoch = (text: string) => Date.parse(text) / 1000;
const upTo = (most: number) => fc.integer({ min: 0, max: most });
/** Usually nothing. */
const seldom = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
const some = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1 });

const start = fc.oneof(
  { weight: 4, arbitrary: upTo(390 * DAY).map((after) => epoch('2023-12-01T00:00:00Z') + after) },
  { weight: 1, arbitrary: upTo(4 * DAY).map((after) => epoch('2024-03-29T00:00:00Z') + after) },
  { weight: 1, arbitrary: upTo(4 * DAY).map((after) => epoch('2024-10-25T00:00:00Z') + after) },
);
const length = fc.oneof(
  upTo(3 * 3600),
  upTo(40 * DAY),
  upTo(390 * DAY),
  fc.constantFrom(0, 1, 3, 6, 14, 15, 30, 42, 365).map((days) => days * DAY),
  fc.constantFrom(1, 14, 15, 42).map((days) => days * DAY + 1),
);
const content = fc
  .record({
    means: fc.constantFrom(...vocabulary.MEANS_CODES),
    start,
    length,
    shape: fc.constantFrom('DAY', 'DAY', 'TIME', 'TIME', 'MIDNIGHT_END', 'MIDNIGHTS'),
    ended: fc.constantFrom(true, true, true, true, false),
    basis: fc.option(upTo(5)),
    repair: fc.option(fc.constant({ start: 'as written' }), { freq: 1 }),
    extent: fc.option(fc.constantFrom(...vocabulary.EXTENTS)),
    facility: fc.option(fc.constantFrom(...FACILITIES)),
    securityLevel: fc.constantFrom(...vocabulary.SECURITY_LEVELS),
    person: fc.option(
      upTo(80).map((number) => `p${number}`),
      { freq: 40 },
    ),
    sex: fc.constantFrom(...vocabulary.SEXES),
    ageGroup: fc.constantFrom(...vocabulary.AGE_GROUP_CODES),
    custody: fc.constantFrom(...vocabulary.CUSTODIES),
    citizenship: fc.constantFrom(...vocabulary.CITIZENSHIP_GROUPS),
    vulnerability: fc.oneof(fc.constant([]), fc.subarray([...vocabulary.VULNERABILITIES])),
    decision: fc.option(
      fc.record({
        level: fc.option(fc.constantFrom(...vocabulary.DECISION_LEVELS)),
        decidedAt: fc.option(fc.constant('2024-01-01T00:00:00Z')),
      }),
      { freq: 8 },
    ),
  })
  .map(({ start: from, length: lasting, shape, ended, basis, ...rest }) => {
    const { kind, course } = vocabulary.MEANS[rest.means];
    const legalBasis = basis === null ? null : BASES[kind][basis % BASES[kind].length];
    let [begin, end] = [clock(from), clock(from + lasting)];
    if (shape === 'DAY') [begin, end] = [dateOf(from), dateOf(from + lasting)];
    if (shape === 'MIDNIGHTS') begin = midnight(dateOf(from));
    if (shape.startsWith('MIDNIGHT')) end = midnight(dateOf(from + lasting));
    if (epoch(end) < epoch(begin)) end = begin;
    return { ...rest, legalBasis, kind, start: begin, end: ended && course === 'INTERVAL' ? end : null };
  });

const day = fc.oneof(
  upTo(450).map((days) => dateOf(epoch('2023-11-15') + days * DAY)),
  fc.constantFrom('2024-01-01', '2024-03-31', '2024-04-01', '2024-10-27', '2024-10-28', '2025-01-01'),
);
const codes = units.map((unit) => unit.code);
const question = fc.record({
  first: day,
  second: day,
  by: fc.subarray([...vocabulary.PRACTICE_DIMENSIONS], { maxLength: 3 }),
  moment: fc.constantFrom(undefined, 0, 1, 2),
  countInmates: fc.boolean(),
  conditions: fc.record({
    kinds: seldom(some(vocabulary.MEASURE_KINDS)),
    means: seldom(some(vocabulary.MEANS_CODES)),
    units: seldom(some(codes)),
    regions: seldom(some([...new Set(units.map((unit) => unit.region))])),
    facilities: seldom(some(FACILITIES)),
    securityLevels: seldom(some(vocabulary.SECURITY_LEVELS)),
    legalBases: seldom(some(Object.values(BASES).flat())),
    extents: seldom(some(vocabulary.EXTENTS)),
    sexes: seldom(some(vocabulary.SEXES)),
    ageGroups: seldom(some(vocabulary.AGE_GROUP_CODES)),
    custodies: seldom(some(vocabulary.CUSTODIES)),
    citizenships: seldom(some(vocabulary.CITIZENSHIP_GROUPS)),
    vulnerabilities: seldom(some(vocabulary.VULNERABILITY_GROUPS)),
    length: seldom(
      fc.constantFrom({ overDays: 14 }, { upToDays: 15 }, { overDays: 0.5, upToDays: 42 }, { upToDays: 0 }),
    ),
  }),
});

/** Dimension → column of the truth, field of the answer. */
const DIMENSIONS: Record<string, readonly [column: string, field: string]> = {
  ...Object.fromEntries(
    vocabulary.PRACTICE_DIMENSIONS.map((name) => [
      name,
      [name.toLowerCase(), name.toLowerCase().replaceAll(/_(.)/g, (_, letter) => letter.toUpperCase())],
    ]),
  ),
  VULNERABILITY: ['flag', 'vulnerability'],
};
const TIMES: Record<string, string> = {
  YEAR: 'extract(year from d)::int',
  QUARTER: `to_char(d, 'YYYY-"Q"Q')`,
  MONTH: `to_char(d, 'YYYY-MM')`,
};
const FIGURES = `started ongoing inForceAtEnd hours meanHours medianHours p90Hours inmates completeRecords
  deviations { rule { code } count } repairedRecords inmateDays ratePer1000InmateDays rateReason
  lengths { count ongoing }`;
const QUERY = `query ($filter: PracticeFilter!, $by: [PracticeDimension!], $countInmates: Boolean) {
  practice(filter: $filter, by: $by, countInmates: $countInmates) { coverage { complete } total { ${FIGURES} }
    groups { unit { code } legalBasis { code } ${Object.values(DIMENSIONS)
      .map(([, field]) => field)
      .filter((field) => field !== 'unit' && field !== 'legalBasis')
      .join(' ')} figures { ${FIGURES} } } } }`;

let federation: Federation;
let table: Client;
const moments: string[] = [];
let persons: ReturnType<typeof randomPersons>;
let compared = 0;

/** The same records to the federation and to the one table; only exclusions have an extent. */
async function deliver(records: readonly any[]) {
  const from = await momentApart();
  const sums = await federation.importRecords('measures', records, { 'x-through': THROUGH });
  expect(sums).toMatchObject({ read: records.length, quarantined: 0 });
  const rows = records.map((record) => ({
    ...record,
    extent: record.kind === 'EXCLUSION' ? (record.extent ?? 'UNKNOWN') : null,
    region: units.find((unit) => unit.code === record.unit)?.region,
    is_interval: vocabulary.MEANS[record.means as vocabulary.Means].course === 'INTERVAL',
    is_day: record.start.length === 10,
    repaired: record.repair !== null && record.repair !== undefined,
    ...shortcomingsOf(record),
  }));
  await table.query(
    `with row as (select * from jsonb_to_recordset($1::jsonb) as r(unit text, "sourceKey" text))
     update record set known_to = $2 from row
     where record.unit = row.unit and source_key = "sourceKey" and known_to is null`,
    [JSON.stringify(rows), from],
  );
  await table.query(
    `insert into record select unit, region, "sourceKey", $2, null, kind, means, is_interval, "legalBasis", extent,
       facility, "securityLevel", case when is_day then start::date else (start::timestamptz at time zone 'Europe/Oslo')::date end,
       case when not is_day then start::timestamptz end,
       case when is_day then "end"::date else ("end"::timestamptz at time zone 'Europe/Oslo')::date end,
       case when not is_day then "end"::timestamptz end,
       sex, "ageGroup", custody, citizenship, vulnerability, person, incomplete, broken, repaired
     from jsonb_to_recordset($1::jsonb) as r(unit text, region text, "sourceKey" text, kind text, means text,
       is_interval bool, "legalBasis" text, extent text, facility text, "securityLevel" text, is_day bool, start text,
       "end" text, sex text, "ageGroup" text, custody text, citizenship text, vulnerability text[], person text,
       incomplete bool, broken text, repaired bool, withdrawn bool) where withdrawn is not true`,
    [JSON.stringify(rows), from],
  );
  const stays = randomStays(SEED, moments.length, codes);
  const staysFrom = await momentApart();
  const told = await federation.importRecords('stays', stays, { 'x-through': THROUGH });
  expect(told).toMatchObject({ read: stays.length, quarantined: 0 });
  const regionOf = (code: string) => units.find((unit) => unit.code === code)?.region;
  await tellStays(table, { stays, persons, from: staysFrom, regionOf });
  moments.push(await momentApart());
}

/** What rules a record breaks by the end of what is declared, judged one by one: codes, as often as broken. */
function shortcomingsOf({ unit: _unit, ...record }: { readonly unit: string }) {
  const read = measureRecord.parse({ ...record, source: 'one table' });
  const broken = judge({ record: read, entries: {} }, RULE_SET, THROUGH);
  return {
    incomplete: broken.some(({ documentation }) => documentation),
    broken: broken.map(({ rule }) => rule).join(' '),
  };
}

async function momentApart(): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, 10));
  const moment = new Date().toISOString();
  await new Promise((resolve) => setTimeout(resolve, 10));
  return moment;
}

type Conditions =
  typeof question extends fc.Arbitrary<infer T extends { conditions: object }> ? T['conditions'] : never;
type Filter = Partial<Conditions> & {
  readonly period: { readonly from: string; readonly to: string };
  readonly asOf?: string | undefined;
};
type Lengths = Readonly<
  Record<'hours', number> & Record<'meanHours' | 'medianHours' | 'p90Hours', number | null>
>;
/** Figures as the one table has them; `deviations` are codes, as often as broken. */
type Wanted = Lengths & {
  readonly started: number;
  readonly ongoing: number;
  readonly inForceAtEnd: number;
  readonly deviations: string | null;
};
type Rate = {
  readonly inmateDays: number | null;
  readonly ratePer1000InmateDays: number | null;
  readonly rateReason: string | null;
};
type Answered = Lengths &
  Rate & { readonly deviations: { readonly rule: { readonly code: string }; readonly count: number }[] };

/** Key of the group → figures, by the definitions and nothing else. */
async function truth(
  filter: Filter,
  by: readonly string[],
  countInmates: boolean,
): Promise<Map<string, Wanted>> {
  const { period, length: within, vulnerabilities: flags } = filter;
  const values: unknown[] = [period.from, period.to, filter.asOf ?? 'infinity', THROUGH, flags ?? null];
  values.push(within?.overDays ?? null, within?.upToDays ?? null, within !== undefined);
  const listedBy: Record<string, string[] | undefined> = { kind: filter.kinds, means: filter.means };
  Object.assign(listedBy, { unit: filter.units, region: filter.regions, facility: filter.facilities });
  Object.assign(listedBy, { security_level: filter.securityLevels, legal_basis: filter.legalBases });
  Object.assign(listedBy, { extent: filter.extents, sex: filter.sexes, age_group: filter.ageGroups });
  Object.assign(listedBy, { custody: filter.custodies, citizenship: filter.citizenships });
  const among = Object.entries(listedBy)
    .filter(([, listed]) => listed !== undefined)
    .map(([column, listed]) => `and ${column} = any($${values.push(listed)}::text[])`);
  const columns = by.map((name) => DIMENSIONS[name]?.[0]);
  const times = by.filter((name) => name in TIMES);
  const bands = LENGTH_BANDS.map(({ fromDays, toDays }) => {
    const inBand = `started and is_interval and (length > ${fromDays * DAY} or ${fromDays} = 0) ${toDays ? `and length <= ${toDays * DAY}` : ''}`;
    return `jsonb_build_object('count', count(*) filter (where ${inBand} and end_on is not null),
      'ongoing', count(*) filter (where ${inBand} and end_on is null))`;
  });
  const quantile = (share: string) =>
    `(array_agg(length order by length) filter (where full_length))[ceil(${share} * count(*) filter (where full_length))::int] / 3600.0`;
  const answer = await table.query(
    `with known as (
       select *, case when not is_interval then null
         when start_at is null then (coalesce(end_on, ($4::timestamptz at time zone 'Europe/Oslo')::date) - start_on) * 86400
         else extract(epoch from coalesce(end_at, $4::timestamptz) - start_at) end as length
       from record where known_from <= $3::timestamptz and (known_to is null or known_to > $3::timestamptz) ${among.join(' ')}
         and ($5::text[] is null or vulnerability && $5 or ('NONE' = any($5) and vulnerability = '{}'))
     ), bucket as (
       select ${times.map((name) => `${TIMES[name]} as ${name.toLowerCase()}, `).join('')} min(d)::date as a, max(d)::date + 1 as b
       from generate_series($1::date::timestamp, $2::date - 1, '1 day') d ${times.length ? `group by ${times.map((_, index) => index + 1).join()}` : ''}
     ), fact as (
       select *, start_on >= a and start_on < b as started, is_interval and end_on is not null and start_on >= a and start_on < b as full_length,
         case when not is_interval then 0 when start_at is null
           then greatest(0, least(coalesce(end_on, ($4::timestamptz at time zone 'Europe/Oslo')::date), b) - greatest(start_on, a)) * 24.0
           else greatest(0, extract(epoch from least(coalesce(end_at, $4::timestamptz), b::timestamp at time zone 'Europe/Oslo')
             - greatest(start_at, a::timestamp at time zone 'Europe/Oslo'))) / 3600.0 end as inside
       from known cross join bucket
         cross join unnest(${by.includes('VULNERABILITY') ? `case vulnerability when '{}' then '{NONE}' else vulnerability end` : `'{ANY}'::text[]`}) flag
       where not $8::bool or (is_interval and ($6::float8 is null or length > $6 * 86400) and ($7::float8 is null or length <= $7 * 86400))
     )
     select jsonb_build_array(${columns.join()}) as key, jsonb_build_object(
       'started', count(*) filter (where started),
       'ongoing', count(*) filter (where started and is_interval and end_on is null),
       'inForceAtEnd', count(*) filter (where is_interval and start_on < b and (end_on is null or end_on >= b)),
       'hours', coalesce(sum(inside), 0),
       'meanHours', avg(length) filter (where full_length) / 3600.0,
       'medianHours', ${quantile('0.5')}, 'p90Hours', ${quantile('0.9')},
       'inmates', case when ${countInmates} and count(*) filter (where started and person is null) = 0
         then count(distinct person) filter (where started) end,
       'repairedRecords', count(*) filter (where started and repaired),
       'completeRecords', count(*) filter (where started and not incomplete),
       'deviations', string_agg(broken, ' ') filter (where started and broken <> ''),
       'lengths', jsonb_build_array(${bands.join()})) as figures
     from fact ${columns.length ? `group by ${columns.join()}` : ''}`,
    values,
  );
  return new Map(answer.rows.map((row) => [JSON.stringify(row.key), row.figures]));
}

function compare(got: Answered, want: Wanted | undefined, about: string) {
  const { hours, meanHours, medianHours, p90Hours, deviations, ...exact } =
    want ?? expect.fail(`${about}: nothing is known`);
  expect({ about, got }).toMatchObject({ about, got: exact });
  expect({ about, deviations: countsOf(got.deviations) }).toEqual({ about, deviations: wordsIn(deviations) });
  const near = (left: number | null, right: number | null) =>
    left === right || (left !== null && right !== null && Math.abs(left - right) <= 1e-9 * Math.abs(right));
  const above = (left: number | null, right: number | null) =>
    near(left, right) ||
    (left !== null && right !== null && right % 24 !== 0 && left >= right && left <= right * 1.01 + 1 / 60);
  const fits = {
    hours: near(got.hours, hours),
    meanHours: near(got.meanHours, meanHours),
    medianHours: above(got.medianHours, medianHours),
    p90Hours: above(got.p90Hours, p90Hours),
  };
  const all = { hours: true, meanHours: true, medianHours: true, p90Hours: true };
  expect({ about, got, want, fits }).toMatchObject({ fits: all });
  compared += 1;
}

const countsOf = (deviations: Answered['deviations']) =>
  Object.fromEntries(deviations.map(({ rule, count }) => [rule.code, count]));
const wordsIn = (text: string | null) => {
  const words = Map.groupBy((text ?? '').split(' ').filter(Boolean), (word) => word);
  return Object.fromEntries([...words].map(([word, times]) => [word, times.length]));
};

const rateOf = ({ inmateDays, ratePer1000InmateDays, rateReason }: Rate) => ({
  inmateDays,
  ratePer1000InmateDays,
  rateReason,
});

/** Key of the group → inmate-days and rate, from the units it reaches over that have any stay. */
async function plainRates(filter: Filter, by: readonly string[]) {
  const none = (rateReason: string) => ({ inmateDays: null, ratePer1000InmateDays: null, rateReason });
  if (filter.vulnerabilities !== undefined || by.includes('VULNERABILITY'))
    return () => none('NOT_IN_REGISTER');
  const populated = await populatedUnits(table, filter.asOf);
  const asked = units.filter(
    ({ code, region }) =>
      (filter.units?.includes(code) ?? true) && (filter.regions?.includes(region) ?? true),
  );
  const both = asked.filter(({ code }) => populated.includes(code));
  const within = { ...filter, units: both.map(({ code }) => code) };
  const days = await plainInmateDays(table, { filter: within, by, through: THROUGH });
  const measures = await truth(within, by, false);
  return (key: string) => {
    const of = JSON.parse(key) as unknown[];
    const reached = both.filter(
      ({ code, region }) =>
        (!by.includes('UNIT') || of[by.indexOf('UNIT')] === code) &&
        (!by.includes('REGION') || of[by.indexOf('REGION')] === region),
    );
    if (reached.length === 0) return none('NO_POPULATION');
    const inmateDays = days.get(registerKey(by, of)) ?? 0;
    if (inmateDays === 0) return { inmateDays, ratePer1000InmateDays: null, rateReason: 'NO_INMATE_DAYS' };
    const started = measures.get(key)?.started ?? 0;
    return { inmateDays, ratePer1000InmateDays: (1000 * started) / inmateDays, rateReason: null };
  };
}

const isZero = (figures: Wanted) =>
  !figures.started && !figures.ongoing && !figures.inForceAtEnd && !figures.hours;

beforeAll(async () => {
  federation = await startFederation();
  const url = new URL(inject('adminUrl'));
  const database = `equality_${randomBytes(5).toString('hex')}`;
  const admin = new Client({ connectionString: url.toString() });
  await admin.connect();
  await admin.query(`create database ${database}`);
  await admin.end();
  url.pathname = `/${database}`;
  table = new Client({ connectionString: url.toString() });
  await table.connect();
  await table.query(`create table record (unit text, region text, source_key text, known_from timestamptz,
    known_to timestamptz, kind text, means text, is_interval bool, legal_basis text, extent text, facility text,
    security_level text, start_on date, start_at timestamptz, end_on date, end_at timestamptz, sex text, age_group text,
    custody text, citizenship text, vulnerability text[], person text, incomplete bool, broken text, repaired bool)`);
  await table.query(STAY_TABLE);
  persons = randomPersons(SEED);
  await federation.importRecords(
    'persons',
    persons.filter(({ known }) => known).map(({ known: _known, ...one }) => one),
  );
  const contents = fc.sample(content, { seed: SEED, numRuns: 1600 });
  // The same source keys in every unit; some of a later round withdraw.
  const round = (number: number, keys: readonly number[], offset: number) =>
    keys.map((key, index) => ({
      ...contents[offset + index],
      unit: codes[key % codes.length],
      sourceKey: `k${Math.floor(key / codes.length)}`,
      withdrawn: number > 0 && key % (number === 1 ? 12 : 15) === 0,
    }));
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
  await deliver(round(0, range(0, 600), 0));
  await deliver(round(1, [...range(0, 250), ...range(600, 800)], 600));
  await deliver(round(2, [...range(100, 350), ...range(800, 1100)], 1050));
});
afterAll(async () => {
  await table.end();
  await federation.close();
});

test('the federated answer is what one table would give', async () => {
  await fc.assert(
    fc.asyncProperty(question, async ({ first, second, by, moment, countInmates, conditions }) => {
      const { units: listed = codes, regions } = conditions;
      fc.pre(first !== second);
      fc.pre(units.some(({ code, region }) => listed.includes(code) && (regions?.includes(region) ?? true)));
      const period = first < second ? { from: first, to: second } : { from: second, to: first };
      const filter = { ...conditions, period, asOf: moment === undefined ? undefined : moments[moment] };
      await answersAsOneTable({ filter, by, countInmates });
    }),
    { numRuns: 40, seed: SEED, endOnFailure: true },
  );
  expect(compared).toBeGreaterThan(60);
});

/** Questions that can be answered from what is kept by month, without looking at the records. */
const wholeMonths = fc.record({
  from: fc.constantFrom('2023-12-01', '2024-01-01', '2024-03-01', '2024-06-01'),
  to: fc.constantFrom('2024-07-01', '2024-10-01', '2025-01-01', '2025-02-01'),
  by: fc.subarray(['UNIT', 'REGION', 'KIND', 'YEAR', 'QUARTER', 'MONTH'], { maxLength: 4 }),
  kinds: seldom(some(vocabulary.MEASURE_KINDS)),
  listed: seldom(some(codes)),
});

test('so is the answer from what is kept by month', async () => {
  const before = compared;
  await fc.assert(
    fc.asyncProperty(wholeMonths, async ({ from, to, by, kinds, listed }) => {
      const filter = { period: { from, to }, kinds, units: listed };
      await answersAsOneTable({ filter, by, countInmates: false });
    }),
    { numRuns: 25, seed: SEED, endOnFailure: true },
  );
  expect(compared - before).toBeGreaterThan(25);
});

type Asked = { filter: Filter; by: readonly string[]; countInmates: boolean };

async function answersAsOneTable({ filter, by, countInmates }: Asked): Promise<void> {
  const { data, errors } = await federation.ask(QUERY, { filter, by, countInmates });
  const about = `EQUALITY_SEED=${SEED} ${JSON.stringify({ filter, by, countInmates })}`;
  expect({ about, errors }).toEqual({ about, errors: undefined });
  expect(data.practice.coverage.complete).toBe(true);
  compare(data.practice.total, (await truth(filter, [], countInmates)).get('[]'), `${about} total`);
  const rates = await plainRates(filter, by);
  expect({ about, ...rateOf(data.practice.total) }).toEqual({
    about,
    ...(await plainRates(filter, []))('[]'),
  });
  if (by.length === 0) return;
  const groups = new Map<string, any>(
    data.practice.groups.map((group: any) => [
      JSON.stringify(
        by.map((name) => {
          const value = group[DIMENSIONS[name]?.[1] ?? ''];
          return value?.code ?? value;
        }),
      ),
      group.figures,
    ]),
  );
  expect(groups.size).toBe(data.practice.groups.length);
  const wanted = await truth(filter, by, countInmates);
  for (const [key, want] of wanted)
    if (!isZero(want)) compare(groups.get(key), want, `${about} group ${key}`);
  for (const [key, got] of groups)
    expect({ about, key, ...rateOf(got) }).toEqual({ about, key, ...rates(key) });
  const extra = [...groups].filter(([key, got]) => !wanted.has(key) && !isZero(got));
  expect({ about, extra }).toEqual({ about, extra: [] });
}
