import type { KeyFigureDefinition } from '../../../schema/key-figures/definition.ts';
import { KEY_FIGURES } from '../../../schema/key-figures/key-figures.ts';
import { countOver } from './count-figure.ts';
import type { CountedPlace } from './counted-place.ts';
import { isFew } from './few.ts';

/** Whether a count of long measures may stand beside those of less long ones. */
export function isLengthShown({ of, counts }: KeyFigureDefinition, places: readonly CountedPlace[]): boolean {
  if (counts.figure !== 'OVER_DAYS') return true;
  const limits = limitsOf(of);
  const over = limits.map((days) => places.map((place) => countOver(place.cellOf(of), days)));
  const started = places.map((place) => place.cellOf(of).started);
  return shownLengths(started, over)[limits.indexOf(counts.days)] ?? false;
}

/**
 * Which counts of long measures are shown, each given for every place: those over 14 days less those over 42 are the
 * ones between, which must not be few anywhere either.
 */
export function shownLengths(started: readonly number[], over: readonly (readonly number[])[]): boolean[] {
  let shorter = started;
  return over.map((longer) => {
    const isShown = longer.every((count, place) => !isFew(count) && !isFew((shorter[place] ?? 0) - count));
    if (isShown) shorter = longer;
    return isShown;
  });
}

/** What counts of the same measures are over, shortest first. */
function limitsOf(of: KeyFigureDefinition['of']): number[] {
  const same = JSON.stringify(of);
  return KEY_FIGURES.flatMap((one) =>
    one.counts.figure === 'OVER_DAYS' && JSON.stringify(one.of) === same ? [one.counts.days] : [],
  ).toSorted((left, right) => left - right);
}
