import { lowerGamma, upperGamma } from './incomplete-gamma.ts';

/** P(X ≤ count) for X ~ Poisson(mean). */
export function poissonAtMost(count: number, mean: number): number {
  return count < 0 ? 0 : upperGamma(count + 1, mean);
}

/** P(X ≥ count) for X ~ Poisson(mean). */
export function poissonAtLeast(count: number, mean: number): number {
  return count <= 0 ? 1 : lowerGamma(count, mean);
}

/** How often chance alone gives a count at least as far from its mean: twice the smaller tail, at most 1. */
export function exactPoissonTest(count: number, mean: number): number {
  return Math.min(1, 2 * Math.min(poissonAtMost(count, mean), poissonAtLeast(count, mean)));
}
