import { momentVariance } from './overdispersion.ts';

/** An estimate with the variance chance gives it. */
export type Estimate = { readonly value: number; readonly variance: number };

/** The mean of estimates that differ by more than chance (DerSimonian & Laird 1986). */
export function randomEffectsMean(estimates: readonly Estimate[]): {
  readonly mean: number;
  readonly standardError: number;
  /** Variance between the estimates beyond chance. */
  readonly tau2: number;
  /** Cochran's Q, to compare with χ² of one degree less than there are estimates. */
  readonly q: number;
  /** Share of the variation that chance does not explain, in percent. */
  readonly i2: number;
} {
  const fixed = estimates.map(({ variance }) => 1 / variance);
  const centre = weightedMean(estimates, fixed);
  const q = estimates.reduce((total, { value, variance }) => total + (value - centre) ** 2 / variance, 0);
  const tau2 = momentVariance(q, fixed);
  const weights = estimates.map(({ variance }) => 1 / (variance + tau2));
  return {
    mean: weightedMean(estimates, weights),
    standardError: 1 / Math.sqrt(sum(weights)),
    tau2,
    q,
    i2: q === 0 ? 0 : Math.max(0, (100 * (q - (estimates.length - 1))) / q),
  };
}

function weightedMean(estimates: readonly Estimate[], weights: readonly number[]): number {
  return sum(estimates.map(({ value }, index) => value * (weights[index] ?? 0))) / sum(weights);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
