import { lowerGamma, upperGamma } from './incomplete-gamma.ts';
import { normalQuantile } from './normal.ts';
import { poissonTerm } from './saddle-point.ts';
import { solveIncreasing } from './solve.ts';

/** The quantile of the χ² distribution, 0 < probability < 1; degrees may be any real number > 0. */
export function chiSquareQuantile(probability: number, degrees: number): number {
  const a = degrees / 2;
  // Each tail in logarithms, where it is the smaller one.
  const lower = probability <= 0.5;
  const target = lower ? Math.log(probability) : Math.log1p(-probability);
  return (
    2 *
    solveIncreasing(
      (x) => {
        const tail = lower ? lowerGamma(a, x) : upperGamma(a, x);
        const density = (poissonTerm(a, x) * a) / x;
        const value = Math.log(tail) - target;
        return { value: lower ? value : -value, slope: density / tail };
      },
      { from: 0, to: 10 * a + 800, start: wilsonHilferty(probability, degrees) / 2 },
    )
  );
}

/** Wilson & Hilferty 1931: near enough to begin with. */
function wilsonHilferty(probability: number, degrees: number): number {
  const spread = 2 / (9 * degrees);
  const cube = 1 - spread + normalQuantile(probability) * Math.sqrt(spread);
  return degrees * Math.max(cube, 0.01) ** 3;
}
