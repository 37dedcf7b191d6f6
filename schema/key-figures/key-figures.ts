import { z } from 'zod';
import { keyFigureDefinition } from './definition.ts';
import type { KeyFigureDefinition } from './definition.ts';
import coercionAndControl from './coercion-and-control.json' with { type: 'json' };
import documentationAndRegime from './documentation-and-regime.json' with { type: 'json' };
import exclusion from './exclusion.json' with { type: 'json' };

/** Every figure of minors is withheld where the age is known of a smaller share. */
const ENOUGH_AGES = 0.8;

const PER_COMPLAINT: readonly string[] = ['COMPLAINTS', 'UPHELD_SHARE'];

/** The key figures (nøkkeltall), in the order they are reported; those of minors follow their own. */
export const KEY_FIGURES: readonly KeyFigureDefinition[] = z
  .array(keyFigureDefinition)
  .parse([...exclusion, ...coercionAndControl, ...documentationAndRegime])
  .flatMap((one) => (one.alsoForMinors === true ? [one, forMinors(one)] : [one]));

function forMinors({ partition: _partition, ...one }: KeyFigureDefinition): KeyFigureDefinition {
  const { kinds, means } = one.of;
  return {
    ...one,
    code: `${one.code}_MINORS`,
    name: { nb: `${one.name.nb}, mindreårige`, en: `${one.name.en}, minors` },
    definition: {
      nb: `${one.definition.nb} Personer under 18 år ved starten.`,
      en: `${one.definition.en} People under 18 at the start.`,
    },
    // How many minors complained is not counted, so it is not published how often.
    ...(PER_COMPLAINT.includes(one.counts.figure) && { published: false }),
    needsKnown: { field: 'ageGroup', among: { kinds, means }, atLeast: ENOUGH_AGES },
    alsoForMinors: false,
    of: { ...one.of, ageGroups: ['UNDER_18'] },
  };
}
