import { MEANS } from '../../schema/vocabulary.ts';
import { HOUR } from './clock.ts';
import type { Inmate } from './inmates.ts';
import type { Sheet } from './items.ts';
import type { Fault } from './manifest.ts';
import type { Period } from './options.ts';
import type { PlantedKind } from './planting.ts';
import type { Course, Part } from './timeline.ts';

/** A course with all that is decided about it before anything is written down. */
export type MeasureCase = {
  readonly course: Course;
  readonly inmate: Inmate;
  readonly period: Period;
  /** Source key of each part's measure. */
  readonly keys: readonly string[];
  readonly fault: PlantedKind | null;
  /** Over which limit, in hours, the parts of a planted split are only together. */
  readonly splitOver: number | null;
};

export function startOf({ course }: MeasureCase): number {
  return course.parts[0].start;
}

/** When it ended, or when the period does. */
export function endOf({ course, period }: MeasureCase): number {
  return course.parts.at(-1)?.end ?? period.to;
}

export function hoursOf(measure: MeasureCase): number {
  return (endOf(measure) - startOf(measure)) / HOUR;
}

export function lasts({ course }: MeasureCase): boolean {
  return MEANS[course.terms.means].course === 'INTERVAL';
}

/** Whether the person is alone by it: wholly excluded, in the security cell or on the bed. */
export function isolates({ terms: { means, extent } }: Course): boolean {
  return (
    extent === 'WHOLE' || extent === 'COLLECTIVE' || means === 'SECURITY_CELL' || means === 'RESTRAINT_BED'
  );
}

/** The part that runs at a moment, and what an entry about it begins with. */
export function partAt({ course, keys }: MeasureCase, moment: number): { part: Part; entry: Entry } {
  const index = Math.max(
    0,
    course.parts.findLastIndex(({ start }) => start <= moment),
  );
  const part = course.parts[index] ?? course.parts[0];
  return { part, entry: { unit: part.stay.unit, measure: keys[index] ?? '' } };
}
export type Entry = { readonly unit: string; readonly measure: string };

/** Notes the planted fault in the manifest. */
export function plantFault(
  sheet: Sheet,
  { course, keys, inmate }: MeasureCase,
  fault: Pick<Fault, 'kind'> & { expected?: Partial<Fault['expected']>; planted?: Partial<Fault['planted']> },
): void {
  sheet.plant({
    kind: fault.kind,
    units: course.parts.map(({ stay }) => stay.unit),
    target: 'measures',
    sourceKeys: [...keys],
    person: inmate.pseudonym,
    expected: instance(fault.expected),
    planted: instance(fault.planted),
  });
}

function instance({ hours = null, level = null }: Partial<Fault['expected']> = {}): Fault['expected'] {
  return { hours: hours === null ? null : Math.round(hours * 100) / 100, level };
}
