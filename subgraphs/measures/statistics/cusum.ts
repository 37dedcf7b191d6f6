/** Cumulative sums of how far values lie above a reference value each; never below 0. */
export function cusum(steps: readonly { readonly value: number; readonly reference: number }[]): number[] {
  let sum = 0;
  return steps.map(({ value, reference }) => (sum = Math.max(0, sum + value - reference)));
}

/**
 * The reference value that tells a Poisson mean from `ratio` times that mean soonest (Lucas 1985): above it
 * a count speaks for the other mean.
 */
export function poissonReference(mean: number, ratio: number): number {
  return (mean * (ratio - 1)) / Math.log(ratio);
}
