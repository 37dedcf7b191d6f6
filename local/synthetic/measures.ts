import { DAY, MINUTE, toInstant } from './clock.ts';
import { takeJustification } from './copying.ts';
import { dutiesOf } from './duties.ts';
import {
  addComplaint,
  addHealthNotices,
  addHealthStaff,
  addReassessments,
  addSupervision,
} from './follow-up.ts';
import { addHigherLevel } from './higher-level.ts';
import type { Sheet } from './items.ts';
import { endOf, hoursOf, lasts, plantFault, startOf } from './measure-case.ts';
import type { MeasureCase } from './measure-case.ts';
import { measureRecord } from './measure-record.ts';
import type { PlantedKind } from './planting.ts';
import type { Run } from './run.ts';

/** A course before it is decided which fault it gets; `released`: the person has left before the period's end. */
export type Undecided = Omit<MeasureCase, 'fault'> & { readonly run: Run; readonly released: boolean };

/** The measure or measures of one course, and everything that follows them. */
export function addMeasures(sheet: Sheet, undecided: Undecided): void {
  const { random } = sheet;
  const { planting, copying } = undecided.run;
  const measure: MeasureCase = { ...undecided, fault: planting.next(possibleFaults(undecided)) };
  const { course, keys, inmate, period, fault } = measure;
  const decidedAfterHours = decisionAfter(sheet, measure);
  for (const [index, part] of course.parts.entries()) {
    const key = keys[index] ?? '';
    const telling = {
      key,
      continues: keys[index - 1] ?? null,
      decidedAfterHours,
      stopEntered: fault !== 'MISSING_STOP',
      justification: takeJustification(sheet, { copying, measure, part, key }),
    };
    sheet.add('measures', measureRecord(random, { terms: course.terms, part, inmate, telling, period }));
  }
  if (fault === 'DECISION_LATE') {
    const level = 'LOCAL';
    const planted = { hours: decidedAfterHours, level } as const;
    plantFault(sheet, measure, { kind: fault, expected: { hours: 0, level }, planted });
  }
  if (fault === 'MISSING_STOP')
    plantFault(sheet, measure, { kind: fault, expected: { hours: hoursOf(measure) } });
  addHealthNotices(sheet, measure);
  if (course.terms.means === 'BODY_INTERVENTION') {
    addConsent(sheet, measure);
    addHealthStaff(sheet, measure);
  }
  if (!lasts(measure)) return;
  addHigherLevel(sheet, measure);
  addReassessments(sheet, measure);
  addSupervision(sheet, measure);
  addComplaint(sheet, measure);
}

/** Decided shortly before the start, or as late as the fault says. */
function decisionAfter({ random }: Sheet, measure: MeasureCase): number {
  if (measure.fault !== 'DECISION_LATE') return -random.between(0.2, 1.5);
  return random.between(0.5, 0.9) * Math.min(48, hoursOf(measure));
}

/** Faults that would show on this course alone, the rarer first. */
function possibleFaults(undecided: Undecided): PlantedKind[] {
  const { course, inmate, period, splitOver, released } = undecided;
  const { means, extent } = course.terms;
  const measure = { ...undecided, fault: null };
  if (splitOver !== null || course.parts.length > 1) return [];
  if (means !== 'EXCLUSION' && means !== 'SECURITY_CELL') return [];
  const hours = hoursOf(measure);
  const faults: PlantedKind[] = [];
  const duties = dutiesOf(course.terms, { minor: inmate.minor, hours });
  const decision = duties.find(({ type }) => type === 'DECISION');
  if (decision !== undefined) {
    faults.push('DECISION_WRONG_LEVEL', 'HIGHER_DECISION_MISSING');
    if (hours > decision.afterHours + 24) faults.push('HIGHER_DECISION_LATE');
  }
  const unassessed = means === 'SECURITY_CELL' ? hours > 36 : extent !== 'COLLECTIVE' && hours > 9 * 24;
  if (unassessed) faults.push('REASSESSMENT_MISSING');
  const recent = endOf(measure) > period.to - 120 * DAY;
  // Without its stop nobody could say of a longer one which duties it had.
  if (means === 'EXCLUSION' && released && recent && duties.length === 0) faults.push('MISSING_STOP');
  if (hours >= 12) faults.push('DECISION_LATE');
  if (means === 'EXCLUSION' && extent === 'WHOLE') faults.push('HEALTH_NOTICE_MISSING');
  if (means === 'EXCLUSION') faults.push('COPIED_JUSTIFICATION');
  return faults;
}

/** §29(3): the region consents to a body intervention beforehand. */
function addConsent(sheet: Sheet, measure: MeasureCase): void {
  const [key = ''] = measure.keys;
  sheet.add('higher-decisions', {
    unit: measure.course.parts[0].stay.unit,
    measure: key,
    sourceKey: `${key}-d1`,
    level: 'REGIONAL',
    decidedAt: toInstant(startOf(measure) - sheet.random.between(1, 10) * MINUTE),
  });
}
