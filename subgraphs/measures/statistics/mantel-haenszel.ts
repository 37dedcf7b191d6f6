import { normalQuantile } from './normal.ts';
import type { Limits } from './limits.ts';
import type { Stratum } from './standardisation.ts';

export type PairOfStrata = { readonly group: Stratum; readonly others: Stratum };

/**
 * The ratio of two groups' rates with their strata held equal (Rothman & Boice 1982, after Mantel & Haenszel
 * 1959), its limits by Greenland & Robins 1985. Null where either has no events or nothing to be held against.
 */
export function rateRatio(
  strata: readonly PairOfStrata[],
  level: number,
): (Limits & { readonly ratio: number }) | null {
  let [above, below, spread] = [0, 0, 0];
  for (const { group, others } of strata) {
    const exposure = group.exposure + others.exposure;
    if (exposure === 0) continue;
    above += (group.events * others.exposure) / exposure;
    below += (others.events * group.exposure) / exposure;
    spread += ((group.events + others.events) * group.exposure * others.exposure) / (exposure * exposure);
  }
  return limitsAround(above, below, { spread, level });
}

/** The same for shares: the ratio of risks. */
export function riskRatio(
  strata: readonly PairOfStrata[],
  level: number,
): (Limits & { readonly ratio: number }) | null {
  let [above, below, spread] = [0, 0, 0];
  for (const { group, others } of strata) {
    const exposure = group.exposure + others.exposure;
    if (exposure === 0) continue;
    const events = group.events + others.events;
    above += (group.events * others.exposure) / exposure;
    below += (others.events * group.exposure) / exposure;
    spread +=
      (events * group.exposure * others.exposure - group.events * others.events * exposure) /
      (exposure * exposure);
  }
  return limitsAround(above, below, { spread, level });
}

function limitsAround(above: number, below: number, { spread, level }: { spread: number; level: number }) {
  if (above === 0 || below === 0) return null;
  const ratio = above / below;
  const width = normalQuantile(1 - (1 - level) / 2) * Math.sqrt(spread / (above * below));
  return { ratio, lower: ratio * Math.exp(-width), upper: ratio * Math.exp(width) };
}
