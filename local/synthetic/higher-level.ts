import type { Random } from '../random.ts';
import { HOUR, MINUTE, toInstant } from './clock.ts';
import { dutiesOf } from './duties.ts';
import type { Duty } from './duties.ts';
import type { Sheet } from './items.ts';
import { endOf, hoursOf, partAt, plantFault, startOf } from './measure-case.ts';
import type { MeasureCase } from './measure-case.ts';
import { SILENT_UNIT } from './planting.ts';

/** A duty at its moment; `whole`: by what the whole course has lasted, not by a later part alone. */
type Due = Duty & { readonly dueAt: number; readonly whole: boolean };
/** How it is met: when, by which level; null where it is not. */
type Meeting = Due & { readonly met: { at: number; by: Duty['level'] | 'LOCAL' } | null };

/** What the region and the directorate decided and were told, in time unless a fault is planted. */
export function addHigherLevel(sheet: Sheet, measure: MeasureCase): void {
  const silent = new Set<string>();
  let number = 0;
  for (const { type, level, afterHours, dueAt, whole, met } of meetings(sheet, measure)) {
    number += 1;
    const { part, entry } = partAt(measure, dueAt);
    if (met === null) continue;
    if (type === 'DECISION') {
      const sourceKey = `${entry.measure}-d${number}`;
      const decision = { ...entry, sourceKey, level: met.by, decidedAt: toInstant(met.at) };
      sheet.add('higher-decisions', { ...decision, outcome: 'CONTINUED' });
    } else if (part.stay.unit !== SILENT_UNIT) {
      const sourceKey = `${entry.measure}-m${number}`;
      const moments = { dueAt: toInstant(dueAt), sentAt: toInstant(met.at) };
      sheet.add('reports', { ...entry, sourceKey, toLevel: level, ...moments });
    } else if (whole && !silent.has(entry.measure)) {
      silent.add(entry.measure);
      const of = { ...measure, course: { ...measure.course, parts: [part] as const }, keys: [entry.measure] };
      plantFault(sheet, of, { kind: 'NO_REPORTS_UPWARD', expected: { hours: afterHours, level } });
    }
  }
}

/**
 * Limits the whole course has passed (§37: in total, across transfers), and those a later part has passed by
 * itself: its unit acts on them too, so that the records are in order however the time is counted.
 */
function allDuties(measure: MeasureCase): Due[] {
  const { course, inmate } = measure;
  const over = (start: number, end: number, whole: boolean) =>
    dutiesOf(course.terms, { minor: inmate.minor, hours: (end - start) / HOUR }).map((duty) => ({
      ...duty,
      dueAt: start + duty.afterHours * HOUR,
      whole,
    }));
  const later = course.parts
    .slice(1)
    .flatMap(({ start, end }) => over(start, end ?? measure.period.to, false));
  return [...over(startOf(measure), endOf(measure), true), ...later];
}

function meetings(sheet: Sheet, measure: MeasureCase): Meeting[] {
  let region = 0;
  return allDuties(measure).map((due): Meeting => {
    const at = inTime(sheet.random, measure, due.dueAt);
    const inOrder: Meeting = { ...due, met: { at, by: due.level } };
    if (due.whole && due.afterHours === measure.splitOver) {
      plantFault(sheet, measure, {
        kind: 'SPLIT_BY_TRANSFER',
        expected: { hours: due.afterHours, level: due.level },
        planted: { hours: hoursOf(measure) },
      });
      return { ...due, met: null };
    }
    if (due.type !== 'DECISION') return inOrder;
    region += 1;
    return region === 1 ? plantedDecision(sheet, measure, inOrder) : inOrder;
  });
}

function plantedDecision(sheet: Sheet, measure: MeasureCase, inOrder: Meeting): Meeting {
  const expected = { hours: inOrder.afterHours, level: inOrder.level };
  const after = (at: number): number => (at - startOf(measure)) / HOUR;
  if (measure.fault === 'HIGHER_DECISION_MISSING') {
    plantFault(sheet, measure, { kind: measure.fault, expected });
    return { ...inOrder, met: null };
  }
  if (measure.fault === 'HIGHER_DECISION_LATE') {
    const at =
      inOrder.dueAt + sheet.random.between(0.5, 0.9) * Math.min(72 * HOUR, endOf(measure) - inOrder.dueAt);
    plantFault(sheet, measure, {
      kind: measure.fault,
      expected,
      planted: { hours: after(at), level: inOrder.level },
    });
    return { ...inOrder, met: { at, by: inOrder.level } };
  }
  if (measure.fault === 'DECISION_WRONG_LEVEL' && inOrder.met !== null) {
    const { at } = inOrder.met;
    plantFault(sheet, measure, {
      kind: measure.fault,
      expected,
      planted: { hours: after(at), level: 'LOCAL' },
    });
    return { ...inOrder, met: { at, by: 'LOCAL' } };
  }
  return inOrder;
}

/**
 * A moment before the limit and after the part began, of the bed within the day it is about; what is due at once
 * comes just before the start.
 */
function inTime(random: Random, measure: MeasureCase, dueAt: number): number {
  const { start } = partAt(measure, dueAt).part;
  if (dueAt <= start) return dueAt - random.between(1, 8) * MINUTE;
  const early = random.between(1, 30);
  const hours = measure.course.terms.means === 'RESTRAINT_BED' ? Math.min(early, 20) : early;
  return Math.max(dueAt - hours * HOUR, dueAt - (dueAt - start) / 2);
}
