/**
 * Point probabilities without loss of digits, also at counts in the millions: C. Loader, "Fast and Accurate
 * Computation of Binomial Probabilities" (2000). Counts may be any real number ≥ 0.
 */
export function poissonTerm(count: number, mean: number): number {
  if (mean === 0) return count === 0 ? 1 : 0;
  if (count === 0) return Math.exp(-mean);
  return Math.exp(-stirlingError(count) - deviance(count, mean)) / Math.sqrt(2 * Math.PI * count);
}

/** P(X = successes) for X ~ Binomial(successes + failures, probability). */
export function binomialTerm(successes: number, failures: number, probability: number): number {
  const trials = successes + failures;
  if (successes === 0) return Math.exp(failures * Math.log1p(-probability));
  if (failures === 0) return Math.exp(successes * Math.log(probability));
  const exponent =
    stirlingError(trials) -
    stirlingError(successes) -
    stirlingError(failures) -
    deviance(successes, trials * probability) -
    deviance(failures, trials * (1 - probability));
  return Math.exp(exponent) * Math.sqrt(trials / (2 * Math.PI * successes * failures));
}

const SERIES_FROM = 16;

/** ln Γ(x + 1) less Stirling's formula, for x > 0: the series of DLMF 5.11.1, reached by shifting x upward. */
function stirlingError(x: number): number {
  let shifted = 0;
  let from = x;
  for (; from < SERIES_FROM; from += 1) shifted += (from + 0.5) * Math.log1p(1 / from) - 1;
  const square = from * from;
  return (
    shifted +
    (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) / from
  );
}

/** x ln(x / mean) + mean − x, by a series where the two are close and the formula would cancel. */
function deviance(x: number, mean: number): number {
  const difference = x - mean;
  if (Math.abs(difference) >= 0.1 * (x + mean)) return x * Math.log(x / mean) - difference;
  const ratio = difference / (x + mean);
  let sum = difference * ratio;
  let power = 2 * x * ratio;
  for (let odd = 3; ; odd += 2) {
    power *= ratio * ratio;
    const next = sum + power / odd;
    if (next === sum) return sum;
    sum = next;
  }
}
