import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendRecords } from '../local/send-records.ts';
import { generateSynthetic } from '../local/synthetic/generate.ts';
import { UNITS } from '../schema/units.ts';
import { EXTENTS, MEASURE_KINDS, SEXES } from '../schema/vocabulary.ts';
import { systemToken, tokenFor } from './harness/access.ts';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';
import { solveHidden } from './harness/linear-attacker.ts';
import type { KnownSum } from './harness/linear-attacker.ts';

const CODES = UNITS.map(({ code }) => code);
const YEAR = { from: '2025-01-01', to: '2026-01-01' };
const FIRST = { from: '2025-01-01', to: '2025-04-01' };

let federation: Federation;
/** By quarter of their start. */
let measures: ReadonlyMap<string, readonly any[]>;
beforeAll(async () => {
  federation = await startFederation();
  const items = [...generateSynthetic({ scale: 0.1, seed: 3, years: 1, to: '2026-01-01' })].filter(
    (item) => item.kind === 'RECORD' && ['persons', 'stays', 'measures'].includes(item.target),
  );
  const records = items.flatMap((item): any[] =>
    item.kind === 'RECORD' && item.target === 'measures' ? [item.record] : [],
  );
  measures = Map.groupBy(records, ({ start }) => quarterOf(start));
  await sendRecords(items, {
    token: systemToken,
    gateway: federation.url,
    source: 'synthetic',
    through: '2026-01-01T00:00:00+01:00',
    signal: new AbortController().signal,
  });
});
afterAll(() => federation?.close());

const QUERY = `query ($period: PeriodInput!) { publishedFigures(period: $period) {
  coverage { complete missing { unit { code } reason } }
  quarters { quarter status reason message(language: EN)
    groups { unit { code } kind extent sex figures { status reason started inmateDays ratePer1000InmateDays rateReason } } } } }`;

const MINISTRY = { role: 'ministry' } as const;
const OFFICER = { role: 'officer', units: ['oslo'] } as const;

async function ask(query: string, variables: object, grant: object) {
  const token = await tokenFor({ sub: 'test', ...(grant as typeof MINISTRY) });
  return federation.ask(query, variables as Record<string, unknown>, {
    authorization: `Bearer ${token}`,
    'accept-language': 'en',
  });
}
async function published(period: object, grant: object = MINISTRY) {
  const answer = await ask(QUERY, { period }, grant);
  expect(answer.errors).toBeUndefined();
  return answer.data.publishedFigures;
}

const osloMonth = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo', month: '2-digit' });
const quarterOf = (start: string) => `2025-Q${Math.ceil(Number(osloMonth.format(new Date(start))) / 3)}`;
const nameOf = ({ unit, kind, extent, sex }: any) => [unit?.code ?? unit, kind, extent, sex].join(' ');
const behind = (quarter: string, { unit, kind, extent, sex }: any) =>
  (measures.get(quarter) ?? []).filter(
    (one) =>
      (unit === null || one.unit === unit.code) &&
      (kind === null || one.kind === kind) &&
      (extent === null || (one.extent ?? 'UNKNOWN') === extent) &&
      (sex === null || (one.sex ?? 'UNKNOWN') === sex),
  );

const HIDDEN = {
  status: 'SUPPRESSED',
  reason: 'FEW_PERSONS',
  started: null,
  inmateDays: null,
  ratePer1000InmateDays: null,
  rateReason: 'FEW_PERSONS',
};

/** The sums a reader can write down, from what the figures mean. */
function everySum(): KnownSum[] {
  const cell = (unit: string | null, kind: string | null, extent: string | null, sex: string | null) =>
    nameOf({ unit, kind, extent, sex });
  const places = [null, ...CODES];
  const rows: [string | null, string | null, string | null][] = [[null, null, null]];
  const sums: KnownSum[] = [];
  const summed = (total: [any, any, any], parts: [any, any, any][]) => {
    rows.push(...parts);
    for (const unit of places)
      sums.push({ total: cell(unit, ...total), parts: parts.map((part) => cell(unit, ...part)) });
  };
  summed(
    [null, null, null],
    MEASURE_KINDS.map((kind) => [kind, null, null]),
  );
  summed(
    ['EXCLUSION', null, null],
    EXTENTS.map((extent) => ['EXCLUSION', extent, null]),
  );
  for (const [kind, extent] of [
    ...EXTENTS.map((one) => ['EXCLUSION', one]),
    ['COERCIVE_MEASURE', null],
    ['CONTROL_MEASURE', null],
  ])
    summed(
      [kind, extent, null],
      SEXES.map((sex) => [kind, extent, sex]),
    );
  for (const row of rows)
    sums.push({ total: cell(null, ...row), parts: CODES.map((unit) => cell(unit, ...row)) });
  return sums;
}

test('what is shown is what the records hold, and what rests on few persons is hidden', async () => {
  const { coverage, quarters } = await published(YEAR);
  expect(coverage).toEqual({ complete: true, missing: [] });
  expect(quarters.map(({ quarter, status }: any) => [quarter, status])).toEqual(
    ['2025-Q1', '2025-Q2', '2025-Q3', '2025-Q4'].map((quarter) => [quarter, 'PUBLISHED']),
  );
  for (const { quarter, groups } of quarters) {
    expect(groups).toHaveLength(13 * 26);
    for (const group of groups) {
      const { figures, kind, extent, sex, unit } = group;
      const counted = behind(quarter, group);
      const tells =
        (sex === 'FEMALE' || sex === 'MALE') && behind(quarter, { unit, kind, extent, sex: null }).length > 0;
      const fewPersons = new Set(counted.map(({ person }) => person)).size < 3;
      const mustHide = counted.length === 0 ? tells : fewPersons;
      const isShown = figures.status === 'PUBLISHED';
      expect(mustHide && isShown).toBe(false);
      const { inmateDays, rateReason } = figures;
      expect([nameOf(group), figures]).toEqual([
        nameOf(group),
        isShown
          ? {
              status: 'PUBLISHED',
              reason: null,
              started: counted.length,
              inmateDays,
              ratePer1000InmateDays: rateReason === null ? (1000 * counted.length) / inmateDays : null,
              rateReason,
            }
          : HIDDEN,
      ]);
    }
    expect(groups[0].figures.status).toBe('PUBLISHED');
  }
});

test('inmate-days are those of the register, hidden where they may be those of two persons', async () => {
  const [{ quarter, groups }] = (await published(FIRST)).quarters;
  const exact = await federation.ask(
    `query ($period: PeriodInput!) { practice(filter: { period: $period }, by: [UNIT, SEX]) { groups { unit { code } sex figures { inmateDays } } } }`,
    { period: FIRST },
  );
  const daysOf = (unit: string, sex: string) =>
    exact.data.practice.groups.find((group: any) => group.unit.code === unit && group.sex === sex)?.figures
      .inmateDays ?? 0;
  const all = groups.filter(({ unit, figures }: any) => unit !== null && figures.rateReason === null);
  expect(all.length).toBeGreaterThan(50);
  for (const { unit, sex, figures } of all) {
    const days = (sex === null ? ['FEMALE', 'MALE', 'UNKNOWN'] : [sex]).map((one) => daysOf(unit.code, one));
    expect(figures.inmateDays).toBe(days.reduce((sum, one) => sum + one, 0));
    expect(figures.inmateDays).toBeGreaterThan(2 * 90);
  }
  expect(quarter).toBe('2025-Q1');
});

test('no hidden figure follows from the sums, also not for a unit that knows its own', async () => {
  const sums = everySum();
  const { quarters } = await published(YEAR);
  for (const { groups } of quarters) {
    const hiddenGroups = groups.filter(({ figures }: any) => figures.status !== 'PUBLISHED');
    expect(hiddenGroups.length).toBeGreaterThan(20);
    for (const insider of [null, ...CODES]) {
      const hidden = hiddenGroups.filter(({ unit }: any) => insider === null || unit?.code !== insider);
      expect(solveHidden(sums, new Set(hidden.map(nameOf)))).toEqual([]);
    }
  }
});

test('every reader gets the same, and records that come later never uncover what was hidden', async () => {
  const before = await published(FIRST);
  expect(await published(FIRST, OFFICER)).toEqual(before);
  expect(await published(FIRST, { role: 'analyst' })).toEqual(before);
  const [{ groups }] = before.quarters;
  const few = groups.filter(
    ({ figures, unit, sex }: any) => figures.status === 'SUPPRESSED' && unit !== null && sex === 'FEMALE',
  );
  expect(few.length).toBeGreaterThan(3);
  const delivered = await federation.importRecords(
    'measures',
    few.flatMap((group: any) =>
      Array.from({ length: 5 }, (_, index) => ({
        unit: group.unit.code,
        sourceKey: `${nameOf(group)} ${index}`,
        kind: group.kind,
        means: MEANS[group.kind as keyof typeof MEANS],
        ...(group.kind === 'EXCLUSION' && { extent: group.extent }),
        start: '2025-02-01',
        end: group.kind === 'CONTROL_MEASURE' ? null : '2025-02-02',
        person: `${group.unit.code}${index}`,
        sex: 'FEMALE',
      })),
    ),
  );
  expect(delivered).toMatchObject({ accepted: 5 * few.length, quarantined: 0 });
  const [after] = (await published(FIRST)).quarters;
  const isHidden = ({ figures }: any) => figures.status !== 'PUBLISHED';
  const still = new Set(after.groups.filter(isHidden).map(nameOf));
  for (const group of groups.filter(isHidden)) expect(still).toContain(nameOf(group));
  expect(after.groups[0].figures.started).toBe(groups[0].figures.started + 5 * few.length);
});

const MEANS = {
  EXCLUSION: 'EXCLUSION',
  COERCIVE_MEASURE: 'HANDCUFFS',
  CONTROL_MEASURE: 'DRUG_TEST',
} as const;

test.each([
  ['a part of a quarter', { from: '2025-01-01', to: '2025-03-01' }, 'WHOLE_QUARTERS_ONLY'],
  ['a quarter that is not over', { from: '2199-10-01', to: '2200-01-01' }, 'QUARTER_NOT_ENDED'],
  ['a period the wrong way round', { from: '2025-04-01', to: '2025-01-01' }, 'PERIOD_INVALID'],
  ['too many quarters', { from: '2000-01-01', to: '2025-01-01' }, 'TOO_MANY_GROUPS'],
])('%s is refused with a sentence', async (_name, period, code) => {
  const { data, errors } = await ask(QUERY, { period }, MINISTRY);
  expect(data).toEqual({ publishedFigures: null });
  expect(errors).toMatchObject([{ extensions: { code } }]);
});

test.each([
  [
    'practice',
    'practice(filter: { period: { from: "2025-01-01", to: "2025-04-01" } }, by: [UNIT]) { total { started } }',
  ],
  [
    'comparison',
    'comparison(filter: { period: { from: "2025-01-01", to: "2026-01-01" } }, indicator: STARTED_RATE) { coverage { complete } }',
  ],
])('there is no way round by %s', async (field, query) => {
  const ministry = await ask(`{ ${query} }`, {}, MINISTRY);
  expect(ministry.data).toEqual({ [field]: null });
  expect(ministry.errors).toMatchObject([
    {
      message:
        'Your role gives access to published figures, not to this slice. Ask publishedFigures for whole quarters by unit, kind, extent and sex.',
      extensions: { code: 'PUBLISHED_FIGURES_ONLY' },
    },
  ]);
  const officer = await ask(`{ ${query} }`, {}, OFFICER);
  expect(officer).toMatchObject({
    data: { [field]: null },
    errors: [{ extensions: { code: 'UNITS_NOT_PERMITTED' } }],
  });
});

test('without the register there are counts and no rates; with a unit missing there is nothing', async () => {
  await federation.stop('inmates');
  const [counts] = (await published(FIRST)).quarters;
  expect(counts.groups[0].figures).toMatchObject({
    status: 'PUBLISHED',
    inmateDays: null,
    ratePer1000InmateDays: null,
    rateReason: 'INMATES_UNAVAILABLE',
  });
  await federation.restart('inmates');
  await federation.stop('troms');
  const { coverage, quarters } = await published(FIRST);
  expect(coverage).toEqual({
    complete: false,
    missing: [{ unit: { code: 'troms' }, reason: 'UNIT_UNAVAILABLE' }],
  });
  expect(quarters).toMatchObject([
    {
      quarter: '2025-Q1',
      status: 'WITHHELD',
      reason: 'PUBLISHED_UNIT_MISSING',
      message: 'At least one unit is missing, so nothing of the quarter is shown. See coverage.',
    },
  ]);
  expect(quarters[0].groups).toHaveLength(13 * 26);
  for (const { figures } of quarters[0].groups)
    expect(figures).toMatchObject({ status: 'WITHHELD', started: null, inmateDays: null });
  await federation.restart('troms');
});
