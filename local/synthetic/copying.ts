import { MEANS } from '../../schema/vocabulary.ts';
import type { Sheet } from './items.ts';
import { justificationOf } from './justification.ts';
import type { MeasureCase } from './measure-case.ts';
import type { Part } from './timeline.ts';

/** The decision that is being copied in its unit, and how many times more. */
export type Copying = { original: { unit: string; key: string; text: string; left: number } | null };

const COPIES = 3;

/** The justification of a decision: one of its own, or a planted copy; controls have none. */
export function takeJustification(
  sheet: Sheet,
  { copying, measure, part, key }: { copying: Copying; measure: MeasureCase; part: Part; key: string },
): string | null {
  const { means } = measure.course.terms;
  if (MEANS[means].kind === 'CONTROL_MEASURE') return null;
  const own = justificationOf(sheet.random, key);
  const { unit } = part.stay;
  if (measure.fault === 'COPIED_JUSTIFICATION') {
    copying.original = { unit, key, text: own, left: COPIES };
    return own;
  }
  const { original } = copying;
  const copied =
    original !== null &&
    original.left > 0 &&
    original.unit === unit &&
    measure.fault === null &&
    means === 'EXCLUSION' &&
    measure.course.parts.length === 1;
  if (!copied) return own;
  original.left -= 1;
  const none = { hours: null, level: null };
  sheet.plant({
    kind: 'COPIED_JUSTIFICATION',
    units: [unit, unit],
    target: 'measures',
    sourceKeys: [original.key, key],
    person: null,
    expected: none,
    planted: none,
  });
  return original.text;
}
