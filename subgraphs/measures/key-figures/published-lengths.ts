import type { KeyFigureDefinition } from '../../../schema/key-figures/definition.ts';
import { KEY_FIGURES } from '../../../schema/key-figures/key-figures.ts';
import { countOver } from './count-figure.ts';
import type { CountedPlace } from './counted-place.ts';
import { isFew } from './few.ts';

/**
 * Whether a count of long measures may stand beside the shorter ones that are shown: those over 14 days less those over
 * 42 are the ones between, which must not be few anywhere.
 */
export function isLengthShown({ of, counts }: KeyFigureDefinition, places: readonly CountedPlace[]): boolean {
  if (counts.figure !== 'OVER_DAYS') return true;
  const over = (days: number) => places.map((place) => countOver(place.cellOf(of), days));
  let shorter = places.map((place) => place.cellOf(of).started);
  for (const days of limitsOf(of)) {
    const longer = over(days);
    const isShown = longer.every((count, index) => !isFew(count) && !isFew((shorter[index] ?? 0) - count));
    if (days === counts.days) return isShown;
    if (isShown) shorter = longer;
  }
  return false;
}

/** What counts of the same measures are over, shortest first. */
function limitsOf(of: KeyFigureDefinition['of']): number[] {
  const same = JSON.stringify(of);
  return KEY_FIGURES.flatMap((one) =>
    one.counts.figure === 'OVER_DAYS' && JSON.stringify(one.of) === same ? [one.counts.days] : [],
  ).toSorted((left, right) => left - right);
}
