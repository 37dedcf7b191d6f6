import { describe, expect, test } from 'vitest';
import { binomialAtLeast, binomialAtMost } from '../subgraphs/measures/statistics/binomial.ts';
import {
  byarLimits,
  exactCountLimits,
  exactProportionLimits,
  wilsonLimits,
} from '../subgraphs/measures/statistics/limits.ts';
import type { Limits } from '../subgraphs/measures/statistics/limits.ts';
import { expectedEvents } from '../subgraphs/measures/statistics/standardisation.ts';
import { furtherThan, groundTruthPresent, truthCsv, truthJson } from './harness/ground-truth.ts';

const LEVELS: Record<string, number> = { '95%': 0.95, '99.8%': 0.998 };

const both = (about: unknown, got: Limits, lower: number, upper: number) => [
  { about, got: got.lower, truth: lower },
  { about, got: got.upper, truth: upper },
];
/** As the source: Byar from ten events on, exact below. */
const limitsOf = (count: number, level: number) =>
  count < 10 ? exactCountLimits(count, level) : byarLimits(count, level);
const scaled = ({ lower, upper }: Limits, factor: number) => ({
  lower: lower * factor,
  upper: upper * factor,
});

describe.runIf(groundTruthPresent)('limits', () => {
  test('exact limits of a count are those of R', () => {
    expect(
      furtherThan(
        1e-9,
        truthJson('poisson_exact.json').flatMap((row: any) => [
          ...both(row, exactCountLimits(row.observed, 0.95), row.lower95, row.upper95),
          ...both(row, exactCountLimits(row.observed, 0.998), row.lower998, row.upper998),
        ]),
      ),
    ).toEqual([]);
  });

  test('Byar and Wilson are those of PHEindicatormethods', () => {
    const rows = truthCsv('phe/byars_wilson.csv');
    expect(new Set(rows.map(({ method }) => method))).toEqual(new Set(['Byars', 'Wilson']));
    expect(
      furtherThan(
        1e-12,
        rows.flatMap((row) => {
          const level = LEVELS[row.confidence] ?? Number.NaN;
          const got =
            row.method === 'Byars'
              ? byarLimits(row.x, level)
              : wilsonLimits({ count: row.x, trials: row.n }, level);
          // Below ten Byar's lower limit may not exist.
          return row.lowercl === null
            ? [{ about: row, got: got.upper, truth: row.uppercl }]
            : both(row, got, row.lowercl, row.uppercl);
        }),
      ),
    ).toEqual([]);
  });

  test('limits of rates and proportions are those of PHEindicatormethods', () => {
    const wide = truthCsv('phe/rate.csv').filter((row) => row.lower95_0cl !== null);
    const grouped = truthCsv('phe/rate_grouped_expected.csv').filter((row) => row.lowercl !== null);
    const proportions = truthCsv('phe/proportion.csv').filter((row) => row.lower95_0cl !== null);
    expect([wide.length, grouped.length, proportions.length].every((count) => count > 5)).toBe(true);
    expect(
      furtherThan(1e-12, [
        ...wide.flatMap((row) => {
          const factor = row.multiplier / row.Denominator;
          return [
            ...both(row, scaled(limitsOf(row.Numerator, 0.95), factor), row.lower95_0cl, row.upper95_0cl),
            ...both(row, scaled(limitsOf(row.Numerator, 0.998), factor), row.lower99_8cl, row.upper99_8cl),
          ];
        }),
        ...grouped.flatMap((row) => {
          const factor = row.multiplier / row.Denominator;
          const got = scaled(limitsOf(row.Numerator, LEVELS[row.confidence] ?? Number.NaN), factor);
          return both(row, got, row.lowercl, row.uppercl);
        }),
        ...proportions.flatMap((row) => {
          const part = { count: row.Numerator, trials: row.Denominator };
          return [
            ...both(row, scaled(wilsonLimits(part, 0.95), row.multiplier), row.lower95_0cl, row.upper95_0cl),
            ...both(row, scaled(wilsonLimits(part, 0.998), row.multiplier), row.lower99_8cl, row.upper99_8cl),
          ];
        }),
      ]),
    ).toEqual([]);
  });

  test('indirect standardisation gives the expected events and the rates of PHEindicatormethods', () => {
    const reference = new Map(
      truthCsv('phe/isr_reference.csv').map((row) => [
        row['Age Band'],
        { events: row.refcount, exposure: row.refpop },
      ]),
    );
    const areas = Map.groupBy(truthCsv('phe/isr_input.csv'), ({ area }) => area);
    const rows = truthCsv('phe/isr_expected.csv');
    expect(rows.filter(({ area }) => areas.has(area))).toHaveLength(12);
    expect(
      furtherThan(
        1e-12,
        rows.flatMap((row) => {
          const own = new Map<string, { events: number; exposure: number }>(
            areas.get(row.area)?.map((band) => [band.ageband, { events: band.count, exposure: band.pop }]),
          );
          // Of the other two areas the source gives no more than the events.
          const expected = own.size > 0 ? expectedEvents(own, reference) : row.expected;
          const [, times = Number.NaN] = / x (\d+)$/.exec(row.statistic) ?? [];
          const factor = (row.ref_rate ?? Number(times)) / expected;
          const wide = scaled(limitsOf(row.observed, 0.998), factor);
          return [
            { about: row, got: expected, truth: row.expected },
            { about: row, got: row.observed * factor, truth: row.value },
            ...both(row, scaled(limitsOf(row.observed, 0.95), factor), row.lower95_0cl, row.upper95_0cl),
            ...(row.lower99_8cl === null ? [] : both(row, wide, row.lower99_8cl, row.upper99_8cl)),
          ];
        }),
      ),
    ).toEqual([]);
  });

  test('which of 300 ratios are beyond their limits is as published', () => {
    const different = truthCsv('phe/funnel_ratio_inputs.csv').filter((row) => {
      const outside = (level: number) => {
        const { lower, upper } = scaled(limitsOf(row.obs, level), 1 / row.expected);
        return lower > 1 ? 'High' : upper < 1 ? 'Low' : null;
      };
      const strict = outside(0.998);
      const usual = outside(0.95);
      const label =
        strict !== null ? `${strict} (0.001)` : usual !== null ? `${usual} (0.025)` : 'Not significant';
      return label !== row.significance;
    });
    expect(different).toEqual([]);
  });
});

test.each([0.95, 0.998])('at the exact limits of a proportion the tails are those asked for: %f', (level) => {
  const tail = (1 - level) / 2;
  for (const [count, trials] of [
    [3, 17],
    [16, 17],
    [41, 1283],
  ] as const) {
    const { lower, upper } = exactProportionLimits({ count, trials }, level);
    expect(binomialAtLeast(count, { trials, probability: lower }) / tail).toBeCloseTo(1, 10);
    expect(binomialAtMost(count, { trials, probability: upper }) / tail).toBeCloseTo(1, 10);
  }
  expect(exactProportionLimits({ count: 0, trials: 17 }, level).lower).toBe(0);
  expect(exactProportionLimits({ count: 17, trials: 17 }, level).upper).toBe(1);
});
