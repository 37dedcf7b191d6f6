import { quantile } from './quantile.ts';

/**
 * A unit's result on a scale where chance alone gives a known variance: √(O/E) around 1 with variance
 * 1/(4E), or arcsin √p around that of the expected share with variance 1/(4n).
 */
export type Transformed = { readonly value: number; readonly target: number; readonly variance: number };

export type Overdispersion = {
  /** Mean of the squared z: 1 where there is nothing but chance. */
  readonly phi: number;
  /** Variance between units beyond chance, on the transformed scale. */
  readonly tau2: number;
};

const TRIM = 0.1;

export function transformRatio({
  observed,
  expected,
}: {
  readonly observed: number;
  readonly expected: number;
}): Transformed {
  return { value: Math.sqrt(observed / expected), target: 1, variance: 1 / (4 * expected) };
}

export function transformShare(share: {
  readonly count: number;
  readonly trials: number;
  /** The share expected. */
  readonly expected: number;
}): Transformed {
  return {
    value: Math.asin(Math.sqrt(share.count / share.trials)),
    target: Math.asin(Math.sqrt(share.expected)),
    variance: 1 / (4 * share.trials),
  };
}

/**
 * Spiegelhalter 2005, as FunnelPlotR: z is winsorised at its 10 and 90 % quantiles, so that a few extreme
 * units do not hide themselves. The between-unit variance is that of DerSimonian & Laird around the target.
 */
export function overdispersionOf(units: readonly Transformed[], trim = TRIM): Overdispersion {
  const z = winsorise(units.map(standardised), trim);
  const square = z.reduce((sum, one) => sum + one * one, 0);
  const weights = units.map(({ variance }) => 1 / variance);
  return { phi: units.length === 0 ? 0 : square / units.length, tau2: momentVariance(square, weights) };
}

/** τ² from the sum of squared z and the weights 1/variance; 0 where chance explains all. */
export function momentVariance(square: number, weights: readonly number[]): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const squares = weights.reduce((sum, weight) => sum + weight * weight, 0);
  const scale = total - squares / total;
  return scale > 0 ? Math.max(0, (square - (weights.length - 1)) / scale) : 0;
}

/** How many standard deviations a unit is from its target, with the variance between units taken as usual. */
export function adjustedZ({ value, target, variance }: Transformed, tau2: number): number {
  return (value - target) / Math.sqrt(variance + tau2);
}

/** Where a unit with nothing particular lies, on the transformed scale. */
export function funnelLimits(
  { target, variance }: Pick<Transformed, 'target' | 'variance'>,
  { tau2, z }: { readonly tau2: number; readonly z: number },
): { readonly lower: number; readonly upper: number } {
  const width = z * Math.sqrt(variance + tau2);
  return { lower: target - width, upper: target + width };
}

function standardised(unit: Transformed): number {
  return adjustedZ(unit, 0);
}

function winsorise(values: readonly number[], trim: number): number[] {
  const low = quantile(values, trim);
  const high = quantile(values, 1 - trim);
  return values.map((value) => Math.min(high, Math.max(low, value)));
}
