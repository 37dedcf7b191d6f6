import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendRecords } from '../local/send-records.ts';
import { generateSynthetic } from '../local/synthetic/generate.ts';
import { KEY_FIGURES } from '../schema/key-figures/key-figures.ts';
import { findRule } from '../schema/rules/rule-set.ts';
import { findLegalBasis } from '../schema/legal-bases.ts';
import { UNITS } from '../schema/units.ts';
import { systemToken, tokenFor } from './harness/access.ts';
import type { Grant } from '../local/access.ts';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';

const CODES = UNITS.map(({ code }) => code);
const YEAR = { from: '2025-01-01', to: '2026-01-01' };
const QUERY = readFileSync(new URL('../schema/operations/key-figures.graphql', import.meta.url), 'utf8');
const THROUGH = Date.parse('2026-01-01T00:00:00+01:00');
const HOUR = 3_600_000;

let federation: Federation;
let measures: readonly any[];
beforeAll(async () => {
  federation = await startFederation();
  const items = [...generateSynthetic({ scale: 0.2, seed: 5, years: 1, to: '2026-01-01' })].filter(
    (item) => item.kind === 'RECORD' && ['persons', 'stays', 'measures'].includes(item.target),
  );
  measures = items.flatMap((item) =>
    item.kind === 'RECORD' && item.target === 'measures' ? [item.record] : [],
  );
  await sendRecords(items, {
    token: systemToken,
    gateway: federation.url,
    source: 'synthetic',
    through: '2026-01-01T00:00:00+01:00',
    signal: new AbortController().signal,
  });
});
afterAll(() => federation?.close());

async function ask(variables: object, grant?: Grant) {
  const headers = grant && { authorization: `Bearer ${await tokenFor(grant)}`, 'accept-language': 'en' };
  return federation.ask(QUERY, { ...YEAR, language: 'EN', ...variables }, headers);
}
async function keyFigures(variables: object = {}, grant?: Grant) {
  const { data, errors } = await ask(variables, grant);
  expect(errors).toBeUndefined();
  return data.keyFigures;
}
const valueOf = (answer: any, code: string, unit: string | null = null) =>
  answer.figures
    .find(({ definition }: any) => definition.code === code)
    .values.find((value: any) => (value.unit?.code ?? null) === unit);

const lengthOf = ({ start, end }: any) => ((end ? Date.parse(end) : THROUGH) - Date.parse(start)) / HOUR;
const ended = (some: readonly any[]) =>
  some.flatMap((one) => (one.end ? [lengthOf(one)] : [])).toSorted((one, other) => one - other);
const quantile = (sorted: readonly number[], part: number) =>
  sorted[Math.ceil(part * sorted.length) - 1] ?? Number.NaN;
const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0);
const share = (part: readonly unknown[], all: readonly unknown[]) => part.length / all.length;

/** What the key figures are, counted from the records by nothing but their definitions. */
function counted(some: readonly any[]): Record<string, number> {
  const exclusions = some.filter(({ kind }) => kind === 'EXCLUSION');
  const whole = exclusions.filter(({ extent }) => extent === 'WHOLE');
  const over = (list: readonly any[], days: number) => list.filter((one) => lengthOf(one) > days * 24).length;
  const by = (...means: string[]) => some.filter((one) => means.includes(one.means));
  const building = exclusions.filter(({ legalBasis }) =>
    ['37-8', '37-9-building', '37-10'].includes(legalBasis),
  );
  return {
    EXCLUSIONS_STARTED: exclusions.length,
    EXCLUSIONS_STARTED_MINORS: exclusions.filter(({ ageGroup }) => ageGroup === 'UNDER_18').length,
    WHOLE_EXCLUSIONS_STARTED: whole.length,
    PARTIAL_EXCLUSIONS_STARTED: exclusions.filter(({ extent }) => extent === 'PARTIAL').length,
    EXCLUSIONS_OF_REMAND: exclusions.filter(({ custody }) => custody === 'REMAND').length,
    EXCLUSIONS_OF_SENTENCED: exclusions.filter(({ custody }) => custody === 'SENTENCED').length,
    PERSONS_EXCLUDED: new Set(exclusions.map(({ person }) => person)).size,
    WHOLE_EXCLUSIONS_IN_FORCE: whole.filter(({ end }) => !end || Date.parse(end) >= THROUGH).length,
    WHOLE_EXCLUSIONS_MEAN_HOURS: sum(ended(whole)) / ended(whole).length,
    WHOLE_EXCLUSIONS_MEDIAN_HOURS: quantile(ended(whole), 0.5),
    WHOLE_EXCLUSIONS_P90_HOURS: quantile(ended(whole), 0.9),
    EXCLUSIONS_BUILDING_SHARE: share(building, exclusions),
    WHOLE_EXCLUSIONS_OVER_14_DAYS: over(whole, 14),
    WHOLE_EXCLUSIONS_OVER_42_DAYS: over(whole, 42),
    WHOLE_EXCLUSIONS_OVER_365_DAYS: over(whole, 365),
    SECURITY_CELL_USES: by('SECURITY_CELL').length,
    SECURITY_CELL_OVER_3_DAYS: over(by('SECURITY_CELL'), 3),
    RESTRAINT_BED_USES: by('RESTRAINT_BED').length,
    SEARCHES: by('PERSON_SEARCH', 'CELL_SEARCH', 'PROPERTY_SEARCH').length,
    DRUG_TESTS: by('DRUG_TEST').length,
  };
}

test('every key figure is what its definition gives from the records, by unit and in all', async () => {
  const answer = await keyFigures();
  expect(answer).toMatchObject({
    edition: 'EXACT',
    period: YEAR,
    periodBefore: { from: '2024-01-01', to: '2025-01-01' },
    coverage: { complete: true, missing: [] },
  });
  expect(answer.figures.map(({ definition }: any) => definition.code)).toEqual(
    KEY_FIGURES.map(({ code }) => code),
  );
  for (const unit of [null, ...CODES]) {
    const expected = counted(measures.filter((one) => unit === null || one.unit === unit));
    for (const [code, wanted] of Object.entries(expected)) {
      const { value, reason } = valueOf(answer, code, unit);
      // Lengths are kept in bins of at most 1 %, counts and means are exact.
      const allowed = /MEDIAN|P90/.test(code) ? wanted * 0.0101 + 1 / 60 : wanted * 1e-9;
      const isRight = Number.isFinite(wanted)
        ? value !== null && Math.abs(value - wanted) <= allowed
        : reason === 'NOTHING_TO_COUNT';
      expect({ code, unit, value, wanted, isRight }).toEqual({ code, unit, value, wanted, isRight: true });
    }
  }
});

test('rates, hours and documentation are those of practice', async () => {
  const answer = await keyFigures();
  const practice = await federation.ask(
    `query ($filter: PracticeFilter!, $cells: PracticeFilter!, $all: PracticeFilter!) {
      exclusions: practice(filter: $filter) { total { ratePer1000InmateDays inmateDays } }
      cells: practice(filter: $cells) { total { hours } } all: practice(filter: $all) { total { completeRecords started } } }`,
    {
      filter: { period: YEAR, kinds: ['EXCLUSION'] },
      cells: { period: YEAR, means: ['SECURITY_CELL'] },
      all: { period: YEAR },
    },
  );
  const { exclusions, cells, all } = practice.data;
  expect(valueOf(answer, 'EXCLUSIONS_RATE')).toMatchObject({
    value: exclusions.total.ratePer1000InmateDays,
    denominator: exclusions.total.inmateDays,
  });
  expect(valueOf(answer, 'SECURITY_CELL_HOURS').value).toBeCloseTo(cells.total.hours, 9);
  expect(valueOf(answer, 'COMPLETE_RECORDS_SHARE')).toMatchObject({
    numerator: all.total.completeRecords,
    denominator: all.total.started,
  });
});

test('the year before stands beside, and is that year’s own answer', async () => {
  const next = await keyFigures({ from: '2026-01-01', to: '2027-01-01' });
  const own = await keyFigures();
  for (const { code } of KEY_FIGURES)
    expect([code, valueOf(next, code).before.value]).toEqual([code, valueOf(own, code).value]);
});

const CUBE_FIGURES = ['EXCLUSIONS_STARTED', 'WHOLE_EXCLUSIONS_STARTED', 'PARTIAL_EXCLUSIONS_STARTED'];
const MINISTRY: Grant = { sub: 'test', role: 'ministry' };

test('readers of published figures get by unit what the cube has, and nothing of few in all', async () => {
  const answer = await keyFigures({}, MINISTRY);
  expect(answer.edition).toBe('PUBLISHED');
  const cube = await federation.ask(
    `query ($period: PeriodInput!) { publishedFigures(period: $period) { quarters { groups { unit { code } kind extent sex figures { status started } } } } }`,
    { period: YEAR },
  );
  const inCube = (unit: string | null, extent: string | null) => {
    const cells = cube.data.publishedFigures.quarters.map(({ groups }: any) =>
      groups.find(
        (group: any) =>
          (group.unit?.code ?? null) === unit &&
          group.kind === 'EXCLUSION' &&
          group.extent === extent &&
          group.sex === null,
      ),
    );
    return cells.every(({ figures }: any) => figures.status === 'PUBLISHED')
      ? sum(cells.map(({ figures }: any) => figures.started))
      : null;
  };
  for (const unit of [null, ...CODES]) {
    for (const [code, extent] of [
      ['EXCLUSIONS_STARTED', null],
      ['WHOLE_EXCLUSIONS_STARTED', 'WHOLE'],
      ['PARTIAL_EXCLUSIONS_STARTED', 'PARTIAL'],
    ] as const)
      expect([unit, code, valueOf(answer, code, unit).value]).toEqual([unit, code, inCube(unit, extent)]);
  }
  for (const unit of CODES)
    expect(valueOf(answer, 'SECURITY_CELL_USES', unit)).toMatchObject({
      status: 'WITHHELD',
      value: null,
      numerator: null,
      denominator: null,
      reason: 'NOT_PUBLISHED_BY_UNIT',
    });
  const exact = await keyFigures();
  const shownInAll = answer.figures.flatMap(({ definition, values }: any) =>
    values[0].status === 'PUBLISHED' ? [definition.code] : [],
  );
  expect(shownInAll).toContain('WHOLE_EXCLUSIONS_MEDIAN_HOURS');
  const few = KEY_FIGURES.filter(({ code, counts }) => {
    const { value } = valueOf(exact, code);
    return ['STARTED', 'OVER_DAYS', 'IN_FORCE_AT_END'].includes(counts.figure) && value > 0 && value < 10;
  });
  expect(few.length).toBeGreaterThan(1);
  for (const { code } of few) expect([code, valueOf(answer, code).value]).toEqual([code, null]);
  for (const code of shownInAll)
    expect([code, valueOf(answer, code).value]).toEqual([code, valueOf(exact, code).value]);
});

test('no unit can subtract its own part from what is published of all and be left with few', async () => {
  const published = await keyFigures({}, MINISTRY);
  const exact = await keyFigures();
  const left = published.figures.flatMap(({ definition: { code } }: any) => {
    const ofAll = valueOf(published, code);
    // What the cube has is held against insiders there.
    if (ofAll.value === null || ofAll.denominator !== null || CUBE_FIGURES.includes(code)) return [];
    return CODES.map((unit) => [code, unit, ofAll.numerator - (valueOf(exact, code, unit).numerator ?? 0)]);
  });
  const counts = left.filter(([code]: any) => !/HOURS/.test(code));
  expect(counts.length).toBeGreaterThan(0);
  expect(counts.filter(([, , rest]: any) => rest > 0 && rest < 10)).toEqual([]);
});

test('an officer has exact figures of the own unit, and of all the same as everybody', async () => {
  const officer: Grant = { sub: 'test', role: 'officer', units: ['oslo'] };
  const own = await keyFigures({ units: ['oslo'] }, officer);
  expect(own.edition).toBe('EXACT');
  expect(own.figures[0].values.map(({ unit }: any) => unit?.code ?? null)).toEqual([null, 'oslo']);
  expect(await keyFigures({}, officer)).toEqual(await keyFigures({}, MINISTRY));
  const half = await ask({ to: '2025-07-01' }, officer);
  expect(half).toMatchObject({
    data: { keyFigures: null },
    errors: [{ extensions: { code: 'WHOLE_YEARS_ONLY' } }],
  });
});

test('every definition holds together', () => {
  expect(new Set(KEY_FIGURES.map(({ code }) => code)).size).toBe(KEY_FIGURES.length);
  const bases = KEY_FIGURES.flatMap(({ of, counts }) => [
    ...(of.legalBases ?? []),
    ...(counts.figure === 'SHARE' ? (counts.within.legalBases ?? []) : []),
  ]);
  expect(bases.filter((code) => findLegalBasis(code) === undefined)).toEqual([]);
  const rules = KEY_FIGURES.flatMap(({ counts }) => (counts.figure === 'KEPT_SHARE' ? [counts.rule] : []));
  expect(rules.filter((code) => findRule(code) === undefined)).toEqual([]);
});

test('what cannot be delivered says why', async () => {
  const answer = await keyFigures();
  expect(valueOf(answer, 'COMPLAINTS')).toMatchObject({
    status: 'WITHHELD',
    value: null,
    reason: 'NOT_COUNTED',
    message: 'Cannot be delivered: the units’ answers do not carry what the figure rests on.',
  });
  await federation.importRecords(
    'measures',
    Array.from({ length: 200 }, (_, index) => ({
      unit: 'finnmark',
      sourceKey: `unknown ${index}`,
      kind: 'EXCLUSION',
      means: 'EXCLUSION',
      start: '2025-05-01',
      end: '2025-05-02',
    })),
  );
  const after = await keyFigures();
  expect(valueOf(after, 'WHOLE_EXCLUSIONS_STARTED', 'finnmark').reason).toBe('RECORDS_INCOMPLETE');
  expect(valueOf(after, 'PERSONS_EXCLUDED', 'finnmark').reason).toBe('PERSON_MISSING');
  expect(valueOf(after, 'WHOLE_EXCLUSIONS_STARTED', 'oslo').status).toBe('PUBLISHED');
});

test('with a unit or the register missing, what rests on it cannot be delivered and the rest stands', async () => {
  await federation.stop('troms');
  const answer = await keyFigures();
  expect(valueOf(answer, 'EXCLUSIONS_STARTED')).toMatchObject({ value: null, reason: 'UNIT_MISSING' });
  expect(valueOf(answer, 'EXCLUSIONS_STARTED', 'troms')).toMatchObject({
    value: null,
    reason: 'UNIT_UNAVAILABLE',
  });
  expect(valueOf(answer, 'EXCLUSIONS_STARTED', 'oslo').value).toBeGreaterThan(0);
  const published = await keyFigures({}, MINISTRY);
  for (const { values } of published.figures)
    for (const { value, reason } of values) expect([value, reason]).toEqual([null, 'PUBLISHED_UNIT_MISSING']);
  await federation.restart('troms');
  await federation.stop('inmates');
  const rates = await keyFigures();
  expect(valueOf(rates, 'EXCLUSIONS_RATE')).toMatchObject({ value: null, reason: 'INMATES_UNAVAILABLE' });
  expect(valueOf(rates, 'EXCLUSIONS_STARTED').status).toBe('PUBLISHED');
  await federation.restart('inmates');
});
