import { afterAll, beforeAll, expect, test } from 'vitest';
import { generateSynthetic } from '../local/synthetic/generate.ts';
import type { Item } from '../local/synthetic/items.ts';
import { sendRecords } from '../local/send-records.ts';
import { INDICATOR_CODES } from '../schema/comparison/find-indicator.ts';
import { CASE_MIX, COMPARED_BY } from '../schema/comparison/question.ts';
import { COMPARISON_SIGNALS } from '../schema/comparison/readings.ts';
import { UNITS } from '../schema/units.ts';
import { SERIES_SIGNALS } from '../subgraphs/measures/comparison/compare-over-time.ts';
import { asOfficer, systemToken } from './harness/access.ts';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';
import { compareRates } from './harness/synthetic-rates.ts';

const OPTIONS = { scale: 0.3, seed: 11, years: 1, to: '2026-01-01' };
const PERIOD = { from: '2025-01-01', to: '2026-01-01' };
const CODES = UNITS.map(({ code }) => code);

type Measure = {
  readonly unit: string;
  readonly kind: string;
  readonly extent?: string;
  readonly start: string;
  readonly end: string | null;
};
type Limits = Readonly<Record<'lower95' | 'upper95' | 'lower998' | 'upper998', number>>;
type Figures = {
  readonly observed: number;
  readonly exposure: number;
  readonly value: number;
  readonly valueLimits: Limits;
  readonly expected: number;
  readonly ratio: number;
  readonly ratioLimits: Limits;
  readonly ratioToOthers: number;
  readonly adjustedChance: number;
};
type Result = {
  readonly unit: { readonly code: string } | null;
  readonly region: string | null;
  readonly citizenship: string | null;
  readonly vulnerability: string | null;
  readonly signal: string;
  readonly nb: string;
  readonly en: string;
  readonly figures: Figures;
};
type Point = { readonly period: string; readonly observed: number; readonly expected: number };
type Series = {
  readonly unit: { readonly code: string };
  readonly centre: number;
  readonly runs: { readonly useful: number };
  readonly points: readonly Point[];
};
type Comparison = {
  readonly coverage: { readonly complete: boolean; readonly missing: readonly object[] };
  readonly notComparable: readonly object[];
  readonly family: object;
  readonly overdispersion: { readonly phi: number } | null;
  readonly results: readonly Result[];
  readonly series: readonly Series[];
};

let federation: Federation;
let items: readonly Item[];
let measures: readonly Measure[];
beforeAll(async () => {
  federation = await startFederation();
  items = [...generateSynthetic(OPTIONS)].filter(
    (item) => item.kind === 'RECORD' && ['persons', 'stays', 'measures'].includes(item.target),
  );
  measures = items.flatMap((item) =>
    item.kind === 'RECORD' && item.target === 'measures' ? [item.record as Measure] : [],
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

const LIMITS = '{ lower95 upper95 lower998 upper998 }';
const FIGURES = `status observed exposure value valueLimits ${LIMITS} expected ratio ratioLimits ${LIMITS}
  chance adjustedChance chanceOfNone usualRatios ${LIMITS} beyondUsual overdispersionOfOthers { phi tau2 }
  ratioToOthers ratioToOthersLimits ${LIMITS}`;
const QUERY = `query ($filter: PracticeFilter!, $indicator: ComparisonIndicator!, $adjustFor: [CaseMix!], $by: ComparedBy, $rule: String) {
  comparison(filter: $filter, indicator: $indicator, rule: $rule, adjustFor: $adjustFor, by: $by) {
    coverage { complete missing { unit { code } reason } }
    indicator { code name definition(language: EN) } adjustedFor notComparable { unit { code } reason message }
    family { tests falseDiscoveryRate reading(language: EN) } overdispersion { phi tau2 }
    results { unit { code } region sex ageGroup custody citizenship vulnerability signal
      nb: reading en: reading(language: EN) figures { ${FIGURES} } }
    series { unit { code } centre signals runs { useful longestRun longestRunMost crossings crossingsLeast }
      points { period observed exposure expected value lower upper beyond rise fall } } } }`;

async function compare(variables: {
  filter?: object;
  indicator: string;
  adjustFor?: string[];
  by?: string;
  rule?: string;
}): Promise<Comparison> {
  const answer = await federation.ask(QUERY, {
    ...variables,
    filter: { period: PERIOD, kinds: ['EXCLUSION'], ...variables.filter },
  });
  expect(answer.errors).toBeUndefined();
  return answer.data.comparison;
}

const of = ({ results }: Pick<Comparison, 'results'>, unit: string): Result =>
  results.find((result) => result.unit?.code === unit) ?? expect.fail(`${unit} is not compared`);
const codesIn = (compared: readonly Pick<Result, 'unit'>[]) => compared.map(({ unit }) => unit?.code ?? null);
const isPlanted = ({ unit, citizenship }: Pick<Result, 'unit' | 'citizenship'>) =>
  unit?.code === 'sor-ost' && citizenship === 'FOREIGN';
const plantedIn = (results: readonly Result[]): Result =>
  results.find(isPlanted) ?? expect.fail('the planted group is not compared');
const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
const oslo = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo', year: 'numeric', month: '2-digit' });
const monthOf = ({ start }: Measure) => oslo.format(new Date(start));
const started = (unit: string, keep: (measure: Measure) => boolean) =>
  measures.filter((measure) => measure.unit === unit && measure.kind === 'EXCLUSION' && keep(measure)).length;

test('each unit beside what its case mix lets expect, as counted from the records', async () => {
  const comparison = await compare({ indicator: 'STARTED_RATE' });
  const rates = compareRates(items, PERIOD);
  expect(comparison.coverage).toEqual({ complete: true, missing: [] });
  expect(codesIn(comparison.results)).toEqual(CODES);
  for (const unit of CODES) {
    const { figures, region } = of(comparison, unit);
    expect({ unit, region, observed: figures.observed }).toEqual({
      unit,
      region: null,
      observed: started(unit, () => true),
    });
    expect(figures.ratio / rates.standardised(unit)).toBeCloseTo(1, 12);
    expect(figures.value / (1000 * rates.crude(unit))).toBeCloseTo(1, 12);
    const { lower998, lower95, upper95, upper998 } = figures.ratioLimits;
    expect(
      [lower998, lower95, figures.ratio, upper95, upper998].every(
        (one, at, all) => at === 0 || one > (all[at - 1] ?? Number.POSITIVE_INFINITY),
      ),
    ).toBe(true);
    expect(figures.valueLimits.lower95 / figures.value).toBeCloseTo(lower95 / figures.ratio, 12);
  }
  expect(comparison.family).toEqual({
    tests: 12,
    falseDiscoveryRate: 0.05,
    reading:
      '12 tests of one indicator are adjusted for one another (Benjamini–Hochberg): at most 5 % of the signals are expected to be chance. Other indicators come on top.',
  });
  expect(comparison.overdispersion?.phi).toBeGreaterThan(0);
  expect(comparison.series).toEqual([]);
});

test('without the case mix the two units look different, with it they do not', async () => {
  const signals = async (adjustFor?: string[]) => {
    const comparison = await compare({ indicator: 'STARTED_RATE', ...(adjustFor && { adjustFor }) });
    return ['agder', 'innlandet'].map((unit) => of(comparison, unit).signal);
  };
  expect(await signals([])).toEqual(['HIGHER', 'LOWER']);
  expect(await signals()).toEqual(['NONE', 'NONE']);
});

test('foreign citizens are put under exclusion more often in one unit, and it is said in plain words', async () => {
  const comparison = await compare({ indicator: 'STARTED_RATE', by: 'CITIZENSHIP' });
  const rates = compareRates(items, PERIOD);
  const groups = ['FOREIGN', 'NORWEGIAN'];
  expect(comparison.results.map(({ unit, citizenship }) => [unit?.code ?? null, citizenship])).toEqual(
    [null, ...CODES].flatMap((unit) => groups.map((group) => [unit, group])),
  );
  const planted = plantedIn(comparison.results);
  expect(planted.signal).toBe('HIGHER');
  expect(planted.figures.ratioToOthers).toBeCloseTo(rates.stratifiedRatio('sor-ost', 'FOREIGN'), 10);
  expect(planted.figures.ratioToOthers).toBeGreaterThan(1.2);
  expect(planted.en).toMatch(
    /^South-East: \d+ exclusions concerned foreign citizens \(out of \d+ in all\); [\d.]+ were expected were the group treated as the others of the same security level, custody status, sex and age\. So large a difference arises by chance less than once in [\d,]+\. Look at data quality first, then at case mix, then at practice\.$/,
  );
  expect(planted.nb).toMatch(/^Sør-Øst: \d+ utelukkelser gjaldt utenlandske statsborgere \(av \d+ i alt\); /);
  expect(comparison.overdispersion).toBeNull();
});

test('shares are those of the records, with their exact limits', async () => {
  const whole = await compare({ indicator: 'WHOLE_SHARE' });
  const long = await compare({ indicator: 'OVER_14_DAYS_SHARE', filter: { extents: ['WHOLE'] } });
  const hours = ({ start, end }: Measure) =>
    (Date.parse(end ?? '2025-12-31T23:00:00Z') - Date.parse(start)) / 3_600_000;
  for (const unit of CODES) {
    const all = started(unit, () => true);
    const ofWhole = started(unit, ({ extent }) => extent === 'WHOLE');
    expect(of(whole, unit).figures).toMatchObject({ observed: ofWhole, exposure: all, value: ofWhole / all });
    const beyond = started(unit, (one) => one.extent === 'WHOLE' && hours(one) > 14 * 24);
    expect(of(long, unit).figures).toMatchObject({ observed: beyond, exposure: ofWhole });
  }
});

type Broken = {
  readonly unit: { readonly code: string };
  readonly figures: {
    readonly started: number;
    readonly deviations: readonly { readonly rule: { readonly code: string }; readonly count: number }[];
  };
};
test.each([
  ['REASSESSMENT_DEVIATION_RATE', {}, 'EXCLUSION_REASSESSED'],
  ['DEVIATION_RATE', { rule: 'DECISION_IN_TIME' }, 'DECISION_IN_TIME'],
])('%s is the deviations of the rule per 100 measures', async (indicator, asked, rule) => {
  const { results } = await compare({ indicator, ...asked, adjustFor: [] });
  const practice = await federation.ask(
    `query ($filter: PracticeFilter!) { practice(filter: $filter, by: [UNIT]) { groups { unit { code } figures { started deviations { rule { code } count } } } } }`,
    {
      filter: {
        period: PERIOD,
        kinds: ['EXCLUSION'],
        ...(rule === 'EXCLUSION_REASSESSED' && { means: ['EXCLUSION'] }),
      },
    },
  );
  const groups: readonly Broken[] = practice.data.practice.groups;
  const rows = groups.map(({ unit, figures }) => ({
    unit: unit.code,
    started: figures.started,
    deviations: figures.deviations.find((one) => one.rule.code === rule)?.count ?? 0,
  }));
  const all = sum(rows.map(({ deviations }) => deviations));
  const measuresOfAll = sum(rows.map((row) => row.started));
  expect(all).toBeGreaterThan(0);
  for (const { unit, started: exposure, deviations } of rows) {
    const { figures } = of({ results }, unit);
    expect(figures).toMatchObject({ observed: deviations, exposure });
    expect(figures.value).toBeCloseTo((100 * deviations) / exposure, 9);
    expect(figures.expected).toBeCloseTo((exposure * all) / measuresOfAll, 6);
  }
});

test('hours are compared with the uncertainty of the intervals they come in', async () => {
  const { results } = await compare({ indicator: 'HOURS_RATE' });
  const practice = await federation.ask(
    `query ($filter: PracticeFilter!) { practice(filter: $filter, by: [UNIT]) { groups { unit { code } figures { hours inmateDays } } } }`,
    { filter: { period: PERIOD, kinds: ['EXCLUSION'] } },
  );
  for (const { unit, figures } of practice.data.practice.groups) {
    const compared = of({ results }, unit.code).figures;
    expect(compared.observed).toBeCloseTo(figures.hours, 6);
    expect(compared.value).toBeCloseTo(figures.hours / figures.inmateDays, 9);
    // As many single hours would be known far better than the hours of so few intervals.
    expect(compared.ratioLimits.upper95 / compared.ratio - 1).toBeGreaterThan(4 / Math.sqrt(figures.hours));
  }
});

test('over time each unit has its months, its runs and its limits', async () => {
  const { series, results } = await compare({ indicator: 'STARTED_RATE', by: 'MONTH' });
  expect(codesIn(series)).toEqual(CODES);
  expect(codesIn(results)).toEqual(CODES);
  for (const { unit, points, centre, runs } of series) {
    expect(points.map(({ period }) => period)).toEqual(
      Array.from({ length: 12 }, (_, month) => `2025-${String(month + 1).padStart(2, '0')}`),
    );
    const observed = points.map((point) => point.observed);
    expect(observed).toEqual(
      points.map(({ period }) => started(unit.code, (one) => monthOf(one) === period)),
    );
    const total = sum(observed);
    const expected = sum(points.map((point) => point.expected));
    expect(expected).toBeCloseTo(total, 8);
    expect(centre).toBeCloseTo(of({ results }, unit.code).figures.value, 9);
    expect(runs.useful).toBeLessThanOrEqual(12);
  }
});

test('regions are compared with one another, in the order of the registry', async () => {
  const { results } = await compare({ indicator: 'STARTED_RATE', by: 'REGION' });
  expect(results.map(({ unit, region }) => [unit, region])).toEqual(
    [...new Set(UNITS.map(({ region }) => region))].map((region) => [null, region]),
  );
  const observed = sum(results.map(({ figures }) => figures.observed));
  expect(observed).toBe(measures.filter(({ kind }) => kind === 'EXCLUSION').length);
});

test('what cannot be compared is refused with a sentence', async () => {
  const codeOf = async (variables: object) =>
    (await federation.ask(QUERY, { filter: { period: PERIOD }, ...variables })).errors?.[0]?.extensions?.code;
  expect(
    await codeOf({ indicator: 'WHOLE_SHARE', filter: { period: PERIOD, kinds: ['CONTROL_MEASURE'] } }),
  ).toBe('INDICATOR_OUTSIDE_FILTER');
  expect(await codeOf({ indicator: 'DEVIATION_RATE' })).toBe('RULE_NOT_COUNTED');
  expect(await codeOf({ indicator: 'DEVIATION_RATE', rule: 'NO_REPORTS_FILED' })).toBe('RULE_NOT_COUNTED');
  expect(await codeOf({ indicator: 'STARTED_RATE', by: 'VULNERABILITY' })).toBe(
    'NOT_COMPARABLE_BY_VULNERABILITY',
  );
  expect(
    await codeOf({ indicator: 'STARTED_RATE', filter: { period: { from: '2026-01-01', to: '2025-01-01' } } }),
  ).toBe('PERIOD_INVALID');
});

test('shares are compared by vulnerability with those without a flag', async () => {
  const { results } = await compare({ indicator: 'OVER_3_DAYS_SHARE', by: 'VULNERABILITY' });
  const [national] = results;
  expect(results.every(({ vulnerability }) => vulnerability !== null && vulnerability !== 'NONE')).toBe(true);
  expect(national?.unit).toBeNull();
});

test.each([
  ['ComparisonIndicator', INDICATOR_CODES],
  ['CaseMix', CASE_MIX],
  ['ComparedBy', COMPARED_BY],
  ['ComparisonSignal', COMPARISON_SIGNALS],
  ['SeriesSignal', SERIES_SIGNALS],
])('the contract lists every %s', async (name, values) => {
  const answer = await federation.ask(`{ __type(name: "${name}") { enumValues { name } } }`);
  expect(answer.data.__type.enumValues.map((value: { readonly name: string }) => value.name)).toEqual(values);
});

test('a unit down is missing from the comparison, and every sentence says so', async () => {
  await federation.stop('oslo');
  const comparison = await compare({ indicator: 'STARTED_RATE' });
  expect(comparison.coverage).toEqual({
    complete: false,
    missing: [{ unit: { code: 'oslo' }, reason: 'UNIT_UNAVAILABLE' }],
  });
  expect(codesIn(comparison.results)).toEqual(CODES.filter((code) => code !== 'oslo'));
  for (const { en, nb } of comparison.results) {
    expect(en).toContain('Compared with 11 of 12 units; the others did not answer.');
    expect(nb).toContain('Sammenlignet med 11 av 12 enheter; de andre svarte ikke.');
  }
  await federation.restart('oslo');
});

test('without the register there are shares and no rates', async () => {
  await federation.stop('inmates');
  const rates = await compare({ indicator: 'STARTED_RATE' });
  expect(rates.results).toEqual([]);
  expect(rates.notComparable).toEqual(
    CODES.map((code) => ({
      unit: { code },
      reason: 'INMATES_UNAVAILABLE',
      message: 'Innsatteregisteret svarer ikke.',
    })),
  );
  const shares = await compare({ indicator: 'WHOLE_SHARE' });
  expect(shares.results).toHaveLength(12);
  expect(shares.coverage.complete).toBe(false);
  await federation.restart('inmates');
});

const STEP = `case { id version systemic status waitsFor ruleCode rule { code } units { code } steps { note }
  evidence { frozenAt reading(language: EN) indicator period { from to } asOf group signal observed expected adjustedChance answered units { code } } }
  error { code message }`;
async function makeCase(evidence: string, headers = {}) {
  const answer = await federation.ask(
    `mutation ($input: OpenCaseFromSignalInput!) { openCaseFromSignal(input: $input) { ${STEP} } }`,
    { input: { evidence, note: 'Gjør rede for forskjellen.' } },
    headers,
  );
  expect(answer.errors).toBeUndefined();
  return answer.data.openCaseFromSignal;
}
const SEALED = `query ($filter: PracticeFilter!) { comparison(filter: $filter, indicator: STARTED_RATE, by: CITIZENSHIP) {
  results { unit { code } citizenship signal evidence reading(language: EN) figures { observed expected adjustedChance } } } }`;

test('a signal becomes a systemic case, and its evidence stays as it was', async () => {
  const filter = { period: PERIOD, kinds: ['EXCLUSION'] };
  const ask = async () => (await federation.ask(SEALED, { filter })).data.comparison.results;
  const results = await ask();
  const planted = results.find(isPlanted);
  const opened = await makeCase(planted.evidence);
  const evidence = {
    reading: planted.reading,
    indicator: 'STARTED_RATE',
    period: PERIOD,
    group: 'FOREIGN',
    signal: 'HIGHER',
    observed: planted.figures.observed,
    expected: planted.figures.expected,
    adjustedChance: planted.figures.adjustedChance,
    answered: 12,
    units: [{ code: 'sor-ost' }],
  };
  expect(opened).toMatchObject({
    error: null,
    case: {
      version: 1,
      systemic: true,
      status: 'OPEN',
      waitsFor: 'UNIT',
      ruleCode: 'DIFFERENCE:STARTED_RATE:FOREIGN',
      rule: null,
      units: [{ code: 'sor-ost' }],
      steps: [{ note: 'Gjør rede for forskjellen.' }],
      evidence,
    },
  });
  expect(await makeCase(planted.evidence)).toMatchObject({
    case: { id: opened.case.id },
    error: { code: 'SYSTEMIC_CASE_EXISTS' },
  });
  await federation.importRecords('measures', [
    {
      unit: 'sor-ost',
      sourceKey: 'later',
      kind: 'EXCLUSION',
      means: 'EXCLUSION',
      start: '2025-03-01T10:00:00Z',
      end: '2025-03-01T12:00:00Z',
      citizenship: 'FOREIGN',
    },
  ]);
  const { data } = await federation.ask(
    `query ($id: ID!) { deviation(id: $id) { evidence { reading(language: EN) observed expected } } }`,
    { id: opened.case.id },
  );
  expect(data.deviation.evidence).toMatchObject({
    reading: evidence.reading,
    observed: evidence.observed,
    expected: evidence.expected,
  });

  const nothing = results.find(({ signal }: Pick<Result, 'signal'>) => signal === 'NONE');
  expect(await makeCase(nothing.evidence)).toMatchObject({ case: null, error: { code: 'NO_SIGNAL' } });
  const [body, mac] = planted.evidence.split('.');
  const forged = Buffer.from(body, 'base64url').toString().replace('"HIGHER"', '"LOWER"');
  for (const wrong of [`${Buffer.from(forged).toString('base64url')}.${mac}`, body, 'x', ''])
    expect(await makeCase(wrong)).toMatchObject({ case: null, error: { code: 'EVIDENCE_INVALID' } });
  expect(await makeCase(planted.evidence, asOfficer)).toMatchObject({
    case: null,
    error: { code: 'NOT_PERMITTED' },
  });
});
