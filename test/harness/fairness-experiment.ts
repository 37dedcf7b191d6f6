import { generateSynthetic, manifestHead } from '../../local/synthetic/generate.ts';
import type { Item } from '../../local/synthetic/items.ts';
import { readComparisonKey } from '../../schema/comparison/question.ts';
import { answerComparison } from '../../subgraphs/measures/comparison/answer-comparison.ts';
import { askComparison } from '../../subgraphs/measures/comparison/ask-comparison.ts';
import type { ComparisonArguments } from '../../subgraphs/measures/comparison/ask-comparison.ts';
import { ANYBODY } from './anybody.ts';
import { CountedPopulation } from './synthetic-states.ts';

const ADJUST_FOR = ['SECURITY_LEVEL', 'CUSTODY', 'SEX', 'AGE_GROUP'] as const;

export const optionsOf = (seed: number) => ({ scale: 1, seed, years: 1, to: '2026-01-01' });

/** What `comparison` says of a population given as records, from the states units and register would answer. */
export function comparePopulation(items: Iterable<Item>, period: { from: string; to: string }) {
  const population = new CountedPopulation(items, period);
  return (
    asked: Partial<Omit<ComparisonArguments, 'filter'>> & { readonly citizenships?: ['NORWEGIAN'] } = {},
  ) => {
    const { citizenships, ...rest } = asked;
    const question: ComparisonArguments = {
      filter: { period, kinds: ['EXCLUSION'], citizenships },
      indicator: 'STARTED_RATE',
      adjustFor: [...ADJUST_FOR],
      by: 'UNIT',
      ...rest,
    };
    const { key } = askComparison(question, ANYBODY);
    const answer = answerComparison({ key, ...population.parts(readComparisonKey(key).question) });
    if (!('results' in answer)) throw new Error('nothing was compared');
    return answer.results;
  };
}

type Experiment = {
  /** Seeds with any unit flagged where nobody is treated differently. */
  readonly falselyFlagged: readonly number[];
  /** Seeds in which the group treated harder is found, with what was expected of it. */
  readonly found: readonly number[];
  readonly leastExpected: number;
  /** Seeds in which neither of the units that only look different is flagged after adjustment. */
  readonly seenThrough: readonly number[];
  /** Seeds in which they look different before it. */
  readonly lookDifferent: readonly number[];
};

/** Synthetic populations with planted unfairness, one for each seed. */
export function runExperiment(seeds: readonly number[]): Experiment {
  const outcomes = seeds.map((seed) => {
    const { from, to, treatedHarder, caseMixOnly } = manifestHead(optionsOf(seed));
    const compare = comparePopulation(generateSynthetic(optionsOf(seed)), { from, to });
    const signals = (results: ReturnType<typeof compare>) =>
      caseMixOnly.map((code) => results.find(({ unit }) => unit?.code === code)?.signal);
    const planted = compare({ by: 'CITIZENSHIP' }).find(
      (result) =>
        result.unit?.code === treatedHarder.unit && result.citizenship === treatedHarder.citizenship,
    );
    return {
      seed,
      // Nothing is planted among Norwegian citizens.
      isFlagged: compare({ citizenships: ['NORWEGIAN'] }).some(({ signal }) => signal !== 'NONE'),
      isFound: planted?.signal === 'HIGHER',
      expected: planted?.figures.expected ?? 0,
      isSeenThrough: signals(compare()).every((signal) => signal === 'NONE'),
      looksDifferent: signals(compare({ adjustFor: [] })).every((signal) => signal !== 'NONE'),
    };
  });
  const seedsWhere = (holds: (outcome: (typeof outcomes)[number]) => boolean) =>
    outcomes.filter(holds).map(({ seed }) => seed);
  return {
    falselyFlagged: seedsWhere(({ isFlagged }) => isFlagged),
    found: seedsWhere(({ isFound }) => isFound),
    leastExpected: Math.min(...outcomes.map(({ expected }) => expected)),
    seenThrough: seedsWhere(({ isSeenThrough }) => isSeenThrough),
    lookDifferent: seedsWhere(({ looksDifferent }) => looksDifferent),
  };
}
