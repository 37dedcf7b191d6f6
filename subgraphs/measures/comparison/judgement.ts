import { benjaminiHochberg } from '../statistics/benjamini-hochberg.ts';
import { exactBinomialTest } from '../statistics/binomial.ts';
import { exactCountLimits, exactProportionLimits } from '../statistics/limits.ts';
import type { Limits } from '../statistics/limits.ts';
import { normalQuantile } from '../statistics/normal.ts';
import { funnelLimits, transformRatio, transformShare } from '../statistics/overdispersion.ts';
import type { Transformed } from '../statistics/overdispersion.ts';
import { exactPoissonTest } from '../statistics/poisson.ts';

/** Something observed beside what was expected of it. */
export type Evidence = {
  readonly observed: number;
  /** Null where there is nothing to expect it from. */
  readonly expected: number | null;
  readonly exposure: number;
  /** RATE: events that come by chance at a rate. SHARE: each of `trials` is one or not. */
  readonly law: { readonly kind: 'RATE' } | { readonly kind: 'SHARE'; readonly trials: number };
  /** How many of what is observed come together: 1, or hours of an interval. */
  readonly together: number;
};

export type TwoLevels = { readonly usual: Limits; readonly strict: Limits };

/** The levels limits are given at. */
const LEVELS = { usual: 0.95, strict: 0.998 } as const;
export const FALSE_DISCOVERY_RATE = 0.05;

/** Exact limits of what is observed; null where nothing can be said. */
export function limitsOf({ observed, law, together }: Evidence): TwoLevels {
  const at = (level: number): Limits => {
    if (law.kind === 'RATE') return scale(exactCountLimits(observed / together, level), together);
    const share = exactProportionLimits({ count: observed / together, trials: law.trials / together }, level);
    return scale(share, law.trials);
  };
  return { usual: at(LEVELS.usual), strict: at(LEVELS.strict) };
}

/** How often chance alone gives something at least as far from what was expected; null where nothing was. */
export function chanceOf({ observed, expected, law, together }: Evidence): number | null {
  if (expected === null || expected <= 0) return null;
  if (law.kind === 'RATE') return exactPoissonTest(observed / together, expected / together);
  const probability = expected / law.trials;
  if (probability >= 1) return null;
  return exactBinomialTest(observed / together, { trials: law.trials / together, probability });
}

/** How often nothing at all would be observed. */
export function chanceOfNone({ expected, law, together }: Evidence): number | null {
  if (expected === null || expected <= 0) return null;
  if (law.kind === 'RATE') return Math.exp(-expected / together);
  return (1 - Math.min(1, expected / law.trials)) ** (law.trials / together);
}

/** The evidence on a scale of known variance; null where nothing was expected. */
export function transform({ observed, expected, law, together }: Evidence): Transformed | null {
  if (expected === null || expected <= 0) return null;
  if (law.kind === 'RATE')
    return transformRatio({ observed: observed / together, expected: expected / together });
  const trials = law.trials / together;
  return transformShare({ count: observed / together, trials, expected: Math.min(1, expected / law.trials) });
}

/** Ratios between which a unit lies that differs from the others no more than units usually do. */
export function usualRatios(evidence: Evidence, tau2: number): TwoLevels | null {
  const transformed = transform(evidence);
  if (transformed === null) return null;
  const { law } = evidence;
  const back = (value: number): number => {
    if (law.kind === 'RATE') return Math.max(0, value) ** 2;
    const share = Math.sin(Math.min(Math.PI / 2, Math.max(0, value))) ** 2;
    return share / Math.sin(transformed.target) ** 2;
  };
  const at = (level: number): Limits => {
    const { lower, upper } = funnelLimits(transformed, { tau2, z: normalQuantile(1 - (1 - level) / 2) });
    return { lower: back(lower), upper: back(upper) };
  };
  return { usual: at(LEVELS.usual), strict: at(LEVELS.strict) };
}

/** p-values of a family with those adjusted for its size; what was not tested stays untested. */
export function adjustFamily(p: readonly (number | null)[]): (number | null)[] {
  const tested = p.flatMap((value, index) => (value === null ? [] : [{ value, index }]));
  const adjusted = benjaminiHochberg(tested.map(({ value }) => value));
  const result: (number | null)[] = p.map(() => null);
  for (const [position, { index }] of tested.entries()) result[index] = adjusted[position] ?? null;
  return result;
}

export function scale({ lower, upper }: Limits, factor: number): Limits {
  return { lower: lower * factor, upper: upper * factor };
}
