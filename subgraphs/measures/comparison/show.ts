import type { Indicator } from '../../../schema/comparison/indicators.ts';
import type { ComparisonQuestion } from '../../../schema/comparison/question.ts';
import type { ComparisonSignal, Finding } from '../../../schema/comparison/readings.ts';
import type { Limits } from '../statistics/limits.ts';
import type { ComparedPeople } from './compare-groups.ts';
import type { Series } from './compare-over-time.ts';
import type { ComparedUnit } from './compare-units.ts';
import { chanceOfNone, FALSE_DISCOVERY_RATE, limitsOf, scale } from './judgement.ts';
import type { Evidence, TwoLevels } from './judgement.ts';

/** The findings in the shape of the contract; values per scale of the indicator, limits as four numbers. */
type Options = {
  readonly asked: ComparisonQuestion;
  readonly indicator: Indicator;
  readonly tests: number;
  readonly answered: number;
};

export function showUnit(compared: ComparedUnit, options: Options) {
  const { unit, region, evidence, usual, without } = compared;
  const signal = signalOf(compared);
  const beyondUsual = isBeyond(evidence, usual);
  const { scale: times } = options.indicator;
  const { exposure } = evidence;
  return {
    unit: unit === null ? null : { code: unit },
    region,
    ...NO_GROUP,
    signal,
    figures: {
      ...figuresOf(compared),
      value: exposure === 0 ? null : (evidence.observed / exposure) * times,
      valueLimits: exposure === 0 ? null : showLimits(scaleBoth(limitsOf(evidence), times / exposure)),
      usualRatios: usual === null ? null : showLimits(usual),
      beyondUsual,
      overdispersionOfOthers: without,
      ratioToOthers: null,
      ratioToOthersLimits: null,
    },
    ...toldBy(options),
    finding: findingOf({ ...compared, name: unit ?? region, group: null, signal, beyondUsual }, options),
  };
}

export function showPeople(compared: ComparedPeople, options: Options) {
  const { unit, group, evidence, toOthers } = compared;
  const signal = signalOf(compared);
  const { exposure } = evidence;
  const { scale: times } = options.indicator;
  return {
    unit: unit === null ? null : { code: unit },
    region: null,
    ...NO_GROUP,
    ...groupField(options.asked, group),
    signal,
    figures: {
      ...figuresOf(compared),
      value: exposure === 0 ? null : (evidence.observed / exposure) * times,
      valueLimits: null,
      usualRatios: null,
      beyondUsual: null,
      overdispersionOfOthers: null,
      ratioToOthers: toOthers?.usual.ratio ?? null,
      ratioToOthersLimits: toOthers === null ? null : showLimits(toOthers),
    },
    ...toldBy(options),
    finding: findingOf({ ...compared, name: unit, group, signal, beyondUsual: null }, options),
  };
}

export function showSeries(series: Series, { indicator }: Pick<Options, 'indicator'>) {
  const times = (value: number | null) => (value === null ? null : value * indicator.scale);
  return {
    ...series,
    unit: { code: series.unit },
    centre: times(series.centre),
    points: series.points.map((point) => ({
      ...point,
      value: times(point.value),
      lower: times(point.lower),
      upper: times(point.upper),
    })),
  };
}

type Judged = {
  readonly evidence: Evidence;
  readonly chance: number | null;
  readonly adjustedChance: number | null;
};

function figuresOf({ evidence, chance, adjustedChance }: Judged) {
  const { observed, expected, exposure } = evidence;
  const isKnown = expected !== null && expected > 0;
  return {
    status: 'PUBLISHED',
    observed,
    expected,
    exposure,
    ratio: isKnown ? observed / expected : null,
    ratioLimits: isKnown ? showLimits(scaleBoth(limitsOf(evidence), 1 / expected)) : null,
    chance,
    adjustedChance,
    chanceOfNone: chanceOfNone(evidence),
  };
}

function signalOf({ evidence, adjustedChance }: Judged): ComparisonSignal {
  if (adjustedChance === null || evidence.expected === null) return 'NOT_COMPARABLE';
  if (adjustedChance > FALSE_DISCOVERY_RATE) return 'NONE';
  if (evidence.observed === 0) return 'UNDER_REPORTING';
  return evidence.observed > evidence.expected ? 'HIGHER' : 'LOWER';
}

function isBeyond({ observed, expected }: Evidence, usual: TwoLevels | null): boolean | null {
  if (usual === null || expected === null) return null;
  const ratio = observed / expected;
  return ratio < usual.strict.lower || ratio > usual.strict.upper;
}

function findingOf(
  found: Judged & {
    readonly name: string | null;
    readonly group: string | null;
    readonly signal: ComparisonSignal;
    readonly beyondUsual: boolean | null;
  },
  { tests, answered, asked }: Options,
): Finding {
  const { evidence } = found;
  return {
    signal: found.signal,
    place: found.name,
    group: found.group,
    observed: evidence.observed,
    expected: evidence.expected,
    outOf: evidence.law.kind === 'SHARE' ? evidence.law.trials : null,
    chance: found.chance,
    tests,
    beyondUsual: found.beyondUsual,
    answered,
    asked: asked.question.units.length,
  };
}

/** What the reading needs to know of the question. */
function toldBy({ indicator, asked }: Options) {
  return { indicator, asked };
}

const NO_GROUP = { sex: null, ageGroup: null, custody: null, citizenship: null, vulnerability: null };
const GROUP_FIELDS: Readonly<Record<string, keyof typeof NO_GROUP>> = {
  SEX: 'sex',
  AGE_GROUP: 'ageGroup',
  CUSTODY: 'custody',
  CITIZENSHIP: 'citizenship',
  VULNERABILITY: 'vulnerability',
};

function groupField(
  { by }: ComparisonQuestion,
  group: string,
): Partial<Record<keyof typeof NO_GROUP, string>> {
  const field = GROUP_FIELDS[by];
  return field === undefined ? {} : { [field]: group };
}

function scaleBoth({ usual, strict }: TwoLevels, factor: number): TwoLevels {
  return { usual: scale(usual, factor), strict: scale(strict, factor) };
}

function showLimits({ usual, strict }: { readonly usual: Limits; readonly strict: Limits }) {
  return { lower95: usual.lower, upper95: usual.upper, lower998: strict.lower, upper998: strict.upper };
}
