import { KEY_FIGURES } from '../../../schema/key-figures/key-figures.ts';
import type { KeyFigureDefinition } from '../../../schema/key-figures/definition.ts';
import type { CountedPlace } from './counted-place.ts';
import { suppressed } from './figure-value.ts';
import type { FigureValue } from './figure-value.ts';
import { isFew } from './published-values.ts';

/**
 * Figures that add up to a published one, as the means of coercion do: where one is hidden, or what is left of
 * their sum is few, the smallest other is hidden with it, or the sum would tell.
 */
export function hideTheirRest(
  place: CountedPlace,
  valueOf: (definition: KeyFigureDefinition) => FigureValue,
): (definition: KeyFigureDefinition) => FigureValue {
  const values = new Map(KEY_FIGURES.map((definition) => [definition.code, valueOf(definition)]));
  const partitions = Map.groupBy(KEY_FIGURES, ({ partition }) => partition);
  partitions.delete(undefined);
  for (const members of partitions.values()) {
    const [first] = members;
    const counted = members.map(({ of }) => place.cellOf(of).started);
    const whole = place.cellOf(first?.of.kinds === undefined ? {} : { kinds: first.of.kinds }).started;
    const rest = whole - counted.reduce((sum, one) => sum + one, 0);
    const hidden = members.filter(({ code }) => values.get(code)?.kind === 'absent').length;
    if (hidden + (isFew(rest) ? 1 : 0) !== 1) continue;
    const [smallest] = members
      .filter(({ code }) => values.get(code)?.kind === 'delivered')
      .toSorted((one, other) => place.cellOf(one.of).started - place.cellOf(other.of).started);
    if (smallest !== undefined) values.set(smallest.code, suppressed());
  }
  return ({ code }) => values.get(code) ?? suppressed();
}
