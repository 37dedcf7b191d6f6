import { chiSquareQuantile } from './chi-square.ts';
import { incompleteBeta } from './incomplete-beta.ts';
import { normalQuantile } from './normal.ts';
import { binomialTerm } from './saddle-point.ts';
import { solveIncreasing } from './solve.ts';

export type Limits = { readonly lower: number; readonly upper: number };

/** Exact limits of a Poisson mean (Garwood 1936); `level` is 0.95 or 0.998, the count any real number ≥ 0. */
export function exactCountLimits(count: number, level: number): Limits {
  const tail = (1 - level) / 2;
  return {
    lower: count === 0 ? 0 : chiSquareQuantile(tail, 2 * count) / 2,
    upper: chiSquareQuantile(1 - tail, 2 * count + 2) / 2,
  };
}

/** Byar's approximation (Breslow & Day 1987), for counts from 10. */
export function byarLimits(count: number, level: number): Limits {
  const z = normalQuantile(1 - (1 - level) / 2);
  const limit = (from: number, sign: number) =>
    from * (1 - 1 / (9 * from) + (sign * z) / (3 * Math.sqrt(from))) ** 3;
  return { lower: limit(count, -1), upper: limit(count + 1, 1) };
}

type Proportion = { readonly count: number; readonly trials: number };

/** Wilson's limits of a proportion (1927). */
export function wilsonLimits({ count, trials }: Proportion, level: number): Limits {
  const z = normalQuantile(1 - (1 - level) / 2);
  const centre = 2 * count + z * z;
  const width = z * Math.sqrt(z * z + 4 * count * (1 - count / trials));
  const whole = 2 * (trials + z * z);
  return { lower: (centre - width) / whole, upper: (centre + width) / whole };
}

/** Exact limits of a proportion (Clopper & Pearson 1934). */
export function exactProportionLimits({ count, trials }: Proportion, level: number): Limits {
  const tail = (1 - level) / 2;
  return {
    lower: count === 0 ? 0 : betaQuantile(tail, { a: count, b: trials - count + 1 }),
    upper: count === trials ? 1 : 1 - betaQuantile(tail, { a: trials - count, b: count + 1 }),
  };
}

/** The x with I_x(a, b) = probability, for a small probability. */
function betaQuantile(probability: number, shape: { readonly a: number; readonly b: number }): number {
  const { a, b } = shape;
  const target = Math.log(probability);
  return solveIncreasing(
    (x) => {
      const below = incompleteBeta(x, shape);
      const density = (binomialTerm(a, b, x) * a * b) / ((a + b) * x * (1 - x));
      return { value: Math.log(below) - target, slope: density / below };
    },
    { from: 0, to: 1, start: a / (a + b) },
  );
}
