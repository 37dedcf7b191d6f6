import { binomialQuantile } from './binomial.ts';
import { quantile } from './quantile.ts';

export type Runs = {
  /** Values that are not on the centre line. */
  readonly useful: number;
  readonly longestRun: number;
  readonly longestRunMost: number;
  readonly crossings: number;
  readonly crossingsLeast: number;
  /** A run too long, or too few crossings: something has shifted. */
  readonly signal: boolean;
};

/** Runs on one side of a centre line (Anhøj & Olesen 2014), by default the median. */
export function runsAround(values: readonly number[], centre = quantile(values, 0.5)): Runs {
  const sides = values.filter((value) => value !== centre).map((value) => value > centre);
  let longestRun = 0;
  let crossings = 0;
  let run = 0;
  for (const [index, side] of sides.entries()) {
    const crossed = index > 0 && side !== sides[index - 1];
    if (crossed) crossings += 1;
    run = crossed ? 1 : run + 1;
    longestRun = Math.max(longestRun, run);
  }
  const { longestRunMost, crossingsLeast } = runLimits(sides.length);
  return {
    useful: sides.length,
    longestRun,
    longestRunMost,
    crossings,
    crossingsLeast,
    signal: longestRun > longestRunMost || crossings < crossingsLeast,
  };
}

/** How long a run, and how few crossings, chance gives among so many useful values. */
export function runLimits(useful: number): Pick<Runs, 'longestRunMost' | 'crossingsLeast'> {
  if (useful < 1) return { longestRunMost: 0, crossingsLeast: 0 };
  return {
    longestRunMost: Math.round(Math.log2(useful)) + 3,
    crossingsLeast: binomialQuantile(0.05, { trials: useful - 1, probability: 0.5 }),
  };
}
