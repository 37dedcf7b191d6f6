import { KEY_FIGURES } from '../../../schema/key-figures/key-figures.ts';
import type { KeyFigureDefinition } from '../../../schema/key-figures/definition.ts';
import type { CountedPlace } from './counted-place.ts';
import { suppressed } from './figure-value.ts';
import type { FigureValue } from './figure-value.ts';
import { isFew } from './few.ts';

/**
 * Figures that add up to a published one, as the means of coercion do: where one is hidden, or what is left of
 * their sum is few, the smallest other is hidden with it, or the sum would tell. `places` are all of the country, and
 * the country without one unit each.
 */
export function hideTheirRest(
  places: readonly [CountedPlace, ...CountedPlace[]],
  valueOf: (definition: KeyFigureDefinition) => FigureValue,
): (definition: KeyFigureDefinition) => FigureValue {
  const [place] = places;
  const values = new Map(KEY_FIGURES.map((definition) => [definition.code, valueOf(definition)]));
  const partitions = Map.groupBy(KEY_FIGURES, ({ partition }) => partition);
  partitions.delete(undefined);
  for (const members of partitions.values()) {
    const [first] = members;
    const kinds = first?.of.kinds;
    const isRestFew = places.some((one) => {
      const whole = one.cellOf(kinds === undefined ? {} : { kinds }).started;
      return isFew(members.reduce((rest, { of }) => rest - one.cellOf(of).started, whole));
    });
    const hidden = members.filter(({ code }) => values.get(code)?.kind === 'absent').length;
    if (hidden + (isRestFew ? 1 : 0) !== 1) continue;
    const [smallest] = members
      .filter(({ code }) => values.get(code)?.kind === 'delivered')
      .toSorted((one, other) => place.cellOf(one.of).started - place.cellOf(other.of).started);
    if (smallest !== undefined) values.set(smallest.code, suppressed());
  }
  return ({ code }) => values.get(code) ?? suppressed();
}
