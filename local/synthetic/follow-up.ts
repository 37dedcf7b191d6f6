import type { Means } from '../../schema/vocabulary.ts';
import { HOUR, MINUTE, toInstant } from './clock.ts';
import type { Sheet } from './items.ts';
import { endOf, hoursOf, isolates, partAt, plantFault, startOf } from './measure-case.ts';
import type { MeasureCase } from './measure-case.ts';

/** How far apart reassessments are, in hours: at most a week for exclusions, a day for cell and bed. */
const REASSESSED: Readonly<Partial<Record<Means, readonly [number, number]>>> = {
  EXCLUSION: [60, 140],
  LEISURE_EXCLUSION: [60, 140],
  SECURITY_CELL: [14, 22],
  RESTRAINT_BED: [5, 8],
  SPECIAL_TOILET_CELL: [14, 22],
};

export function addReassessments(sheet: Sheet, measure: MeasureCase): void {
  const { random } = sheet;
  const [shortest, longest] = REASSESSED[measure.course.terms.means] ?? [];
  if (shortest === undefined || longest === undefined) return;
  if (measure.fault === 'REASSESSMENT_MISSING') {
    const expected = { hours: measure.course.terms.means === 'EXCLUSION' ? 7 * 24 : 24 };
    plantFault(sheet, measure, { kind: measure.fault, expected, planted: { hours: hoursOf(measure) } });
    return;
  }
  const role = random.one(['Inspektør', 'Fengselsleder', 'Vaktleder']);
  let number = 0;
  const add = (moment: number, outcome: 'CONTINUED' | 'ENDED'): void => {
    number += 1;
    const { entry } = partAt(measure, moment);
    const sourceKey = `${entry.measure}-r${number}`;
    sheet.add('reassessments', {
      ...entry,
      sourceKey,
      assessedAt: toInstant(moment),
      level: 'LOCAL',
      role,
      outcome,
    });
  };
  const end = endOf(measure);
  const gap = (): number => random.between(shortest, longest) * HOUR;
  for (let moment = startOf(measure) + gap(); moment < end - HOUR; moment += gap()) add(moment, 'CONTINUED');
  const stopped = measure.course.parts.at(-1)?.end !== null && measure.fault !== 'MISSING_STOP';
  if (stopped && hoursOf(measure) > 24) add(end, 'ENDED');
}

const HEALTH_TOLD: ReadonlySet<Means> = new Set(['SPECIAL_TOILET_CELL', 'BODY_INTERVENTION']);

/** Each unit's health staff are told within hours; the doctor's statement comes first where nothing may begin without. */
export function addHealthNotices(sheet: Sheet, measure: MeasureCase): void {
  const { random } = sheet;
  const { course, keys, period, fault } = measure;
  const { means } = course.terms;
  if (!isolates(course) && !HEALTH_TOLD.has(means)) return;
  if (fault === 'HEALTH_NOTICE_MISSING') {
    plantFault(sheet, measure, { kind: fault });
    return;
  }
  const byDoctor = means === 'SECURITY_CELL' || means === 'RESTRAINT_BED';
  for (const [index, { stay, start }] of course.parts.entries()) {
    const key = keys[index] ?? '';
    const notified = start + random.between(0.1, 3.5) * HOUR;
    const statement = HEALTH_TOLD.has(means)
      ? start - random.between(5, 30) * MINUTE
      : byDoctor
        ? notified + random.between(0.1, 2) * HOUR
        : null;
    const entry = { unit: stay.unit, measure: key, sourceKey: `${key}-h1` };
    if (notified >= period.to) continue;
    sheet.add('health-notices', {
      ...entry,
      notifiedAt: toInstant(statement === null ? notified : Math.min(notified, statement)),
      doctorStatementAt: statement === null || statement >= period.to ? null : toInstant(statement),
    });
  }
}

/** One entry by staff and one by health staff within every 24 hours; real ones are many more, see the README. */
export function addSupervision(sheet: Sheet, measure: MeasureCase): void {
  const { random } = sheet;
  const { means } = measure.course.terms;
  const end = endOf(measure);
  const start = startOf(measure);
  const soon = random.between(0.1, 0.5) * Math.min(HOUR, end - start);
  if (isolates(measure.course) || means === 'SPECIAL_TOILET_CELL' || means === 'SPIT_GUARD') {
    visit(start + soon, { byHealthStaff: false, role: 'Betjent', letter: 's' });
  }
  if (isolates(measure.course) || means === 'SPECIAL_TOILET_CELL') {
    visit(start + random.between(4, 12) * HOUR, { byHealthStaff: true, role: 'Sykepleier', letter: 't' });
  }

  function visit(first: number, by: { byHealthStaff: boolean; role: string; letter: string }): void {
    const { byHealthStaff, role, letter } = by;
    let number = 0;
    for (let moment = first; moment < end; moment += random.between(20, 23.5) * HOUR) {
      number += 1;
      const { entry } = partAt(measure, moment);
      const sourceKey = `${entry.measure}-${letter}${number}`;
      sheet.add('supervision', { ...entry, sourceKey, supervisedAt: toInstant(moment), byHealthStaff, role });
    }
  }
}

/** One in twenty-five complains, within the 7 days of § 7 e or the 48 hours of § 40. */
export function addComplaint(sheet: Sheet, measure: MeasureCase): void {
  const { random } = sheet;
  const { means } = measure.course.terms;
  if (!isolates(measure.course) && means !== 'LEISURE_EXCLUSION') return;
  if (!random.chance(0.04)) return;
  const filed = startOf(measure) + random.between(2, means === 'LEISURE_EXCLUSION' ? 40 : 140) * HOUR;
  const decided = filed + random.between(72, 720) * HOUR;
  if (filed >= measure.period.to) return;
  const known = decided < measure.period.to;
  const { entry } = partAt(measure, startOf(measure));
  sheet.add('complaints', {
    ...entry,
    sourceKey: `${entry.measure}-k1`,
    filedAt: toInstant(filed),
    decidedAt: known ? toInstant(decided) : null,
    outcome: known
      ? random.pick([
          ['UPHELD', 12],
          ['DISMISSED', 80],
          ['WITHDRAWN', 8],
        ] as const)
      : null,
  });
}
