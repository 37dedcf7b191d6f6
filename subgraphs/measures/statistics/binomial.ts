import { incompleteBeta } from './incomplete-beta.ts';

export type Trials = { readonly trials: number; readonly probability: number };

/** P(X ≤ count) for X ~ Binomial(trials, probability). */
export function binomialAtMost(count: number, { trials, probability }: Trials): number {
  if (count < 0) return 0;
  if (count >= trials) return 1;
  return incompleteBeta(1 - probability, { a: trials - count, b: count + 1 });
}

/** P(X ≥ count). */
export function binomialAtLeast(count: number, { trials, probability }: Trials): number {
  return binomialAtMost(trials - count, { trials, probability: 1 - probability });
}

/** The smallest count with P(X ≤ count) ≥ level. */
export function binomialQuantile(level: number, binomial: Trials): number {
  let [from, to] = [0, binomial.trials];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (binomialAtMost(middle, binomial) >= level) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** How often chance alone gives a count at least as far from what is expected: twice the smaller tail, at most 1. */
export function exactBinomialTest(count: number, binomial: Trials): number {
  return Math.min(1, 2 * Math.min(binomialAtMost(count, binomial), binomialAtLeast(count, binomial)));
}
