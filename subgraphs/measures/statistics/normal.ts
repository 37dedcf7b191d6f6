import { lowerGamma, upperGamma } from './incomplete-gamma.ts';
import { solveIncreasing } from './solve.ts';

/** P(Z ≤ z) of the standard normal distribution, with all digits in the lower tail. */
export function normalProbability(z: number): number {
  const half = (z * z) / 2;
  return z < 0 ? upperGamma(0.5, half) / 2 : (1 + lowerGamma(0.5, half)) / 2;
}

/** The z with P(Z ≤ z) = probability, 0 < probability < 1. */
export function normalQuantile(probability: number): number {
  if (probability > 0.5) return -normalQuantile(1 - probability);
  if (probability === 0.5) return 0;
  // In logarithms Newton's steps converge from anywhere in the tail.
  const target = Math.log(probability);
  return solveIncreasing(
    (z) => {
      const below = normalProbability(z);
      const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
      return { value: Math.log(below) - target, slope: density / below };
    },
    { from: -38, to: 0, start: -Math.sqrt(-2 * target) / 2 },
  );
}

/** P(|Z| ≥ |z|). */
export function twoSidedNormal(z: number): number {
  return 2 * normalProbability(-Math.abs(z));
}
