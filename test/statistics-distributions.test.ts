import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  binomialAtLeast,
  binomialAtMost,
  binomialQuantile,
  exactBinomialTest,
} from '../subgraphs/measures/statistics/binomial.ts';
import { chiSquareQuantile } from '../subgraphs/measures/statistics/chi-square.ts';
import {
  normalProbability,
  normalQuantile,
  twoSidedNormal,
} from '../subgraphs/measures/statistics/normal.ts';
import { poissonAtLeast, poissonAtMost } from '../subgraphs/measures/statistics/poisson.ts';
import { furtherThan, groundTruthPresent, truthJson } from './harness/ground-truth.ts';

describe.runIf(groundTruthPresent)('against R, to 1e-10', () => {
  const r = groundTruthPresent ? truthJson('r_distribution_quantiles.json') : {};

  test('χ² quantiles from 2 to 2,000,000 degrees', () => {
    expect(
      furtherThan(
        1e-10,
        r.chisq.map((row: any) => ({ about: row, got: chiSquareQuantile(row.p, row.df), truth: row.q })),
      ),
    ).toEqual([]);
  });

  test('normal quantiles, and the probabilities back', () => {
    expect(
      furtherThan(
        1e-10,
        r.norm.flatMap((row: any) => [
          { about: row, got: normalQuantile(row.p), truth: row.q },
          { about: row, got: normalProbability(row.q), truth: row.p },
        ]),
      ),
    ).toEqual([]);
  });

  test('binomial quantiles', () => {
    expect(r.binom.map(({ n }: any) => binomialQuantile(0.05, { trials: n - 1, probability: 0.5 }))).toEqual(
      r.binom.map(({ q }: any) => q),
    );
  });

  test('Poisson tails up to a mean of 100,300', () => {
    expect(
      furtherThan(
        1e-10,
        r.pois.flatMap((row: any) => [
          { about: row, got: poissonAtMost(row.x, row.lam), truth: row.p },
          { about: row, got: poissonAtLeast(row.x, row.lam), truth: row.up },
        ]),
      ),
    ).toEqual([]);
  });
});

/** n! / (k! (n − k)!), in whole numbers. */
function ways(n: number, k: number): bigint {
  let result = 1n;
  for (let step = 1; step <= k; step += 1) result = (result * BigInt(n - k + step)) / BigInt(step);
  return result;
}

test('binomial tails are the sums of the terms, counted in whole numbers', () => {
  const scale = 1000;
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.nat(60),
      fc.integer({ min: 1, max: scale - 1 }),
      (trials, drawn, thousandths) => {
        const count = drawn % (trials + 1);
        let below = 0n;
        for (let k = 0; k <= count; k += 1)
          below +=
            ways(trials, k) *
            BigInt(thousandths) ** BigInt(k) *
            BigInt(scale - thousandths) ** BigInt(trials - k);
        const all = BigInt(scale) ** BigInt(trials);
        const exact = (part: bigint) => Number((part * 10n ** 40n) / all) / 1e40;
        const binomial = { trials, probability: thousandths / scale };
        const near = (got: number, part: bigint) => {
          const truth = exact(part);
          return Math.abs(got - truth) <= 1e-11 * truth + 1e-30;
        };
        expect(near(binomialAtMost(count, binomial), below)).toBe(true);
        expect(near(binomialAtLeast(count + 1, binomial), all - below)).toBe(true);
      },
    ),
  );
});

test('a tail without events has its closed form', () => {
  expect(poissonAtMost(0, 700)).toBeCloseTo(Math.exp(-700), 310);
  expect(binomialAtMost(0, { trials: 50, probability: 0.01 })).toBeCloseTo(0.99 ** 50, 14);
  expect(poissonAtLeast(0, 3)).toBe(1);
  expect(twoSidedNormal(0)).toBe(1);
});

test('the exact test of a share is twice the smaller tail, and never more than 1', () => {
  const fair = { trials: 10, probability: 0.5 };
  expect(exactBinomialTest(0, fair)).toBeCloseTo(2 / 1024, 14);
  expect(exactBinomialTest(9, fair)).toBeCloseTo(22 / 1024, 14);
  expect(exactBinomialTest(5, fair)).toBe(1);
});
