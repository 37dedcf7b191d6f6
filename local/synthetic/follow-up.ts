import { MEANS } from '../../schema/vocabulary.ts';
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

/**
 * Staff look in as often as the act and the guidelines say, health staff once within every 24 hours; real entries
 * are more, see the README.
 */
export function addSupervision(sheet: Sheet, measure: MeasureCase): void {
  const { random } = sheet;
  const { means } = measure.course.terms;
  const end = endOf(measure);
  const start = startOf(measure);
  const begins = random.between(0.1, 0.5) * Math.min(HOUR, end - start);
  const soon = means === 'RESTRAINT_BED' ? Math.min(begins, 12 * MINUTE) : begins;
  const staff = staffWithin(measure);
  if (staff !== null) {
    const byStaff = { byHealthStaff: false, role: 'Betjent', letter: 's' };
    visit(withinEach(daily(start + soon), { end, longest: staff * HOUR }), byStaff);
  }
  if (isolates(measure.course) || means === 'SPECIAL_TOILET_CELL') {
    visit(daily(start + random.between(4, 12) * HOUR), {
      byHealthStaff: true,
      role: 'Sykepleier',
      letter: 't',
    });
  }

  function daily(first: number): number[] {
    const moments: number[] = [];
    for (let moment = first; moment < end; moment += random.between(20, 23.5) * HOUR) moments.push(moment);
    return moments;
  }

  function visit(
    moments: readonly number[],
    by: { byHealthStaff: boolean; role: string; letter: string },
  ): void {
    const { byHealthStaff, role, letter } = by;
    for (const [index, moment] of moments.entries()) {
      const { entry } = partAt(measure, moment);
      const sourceKey = `${entry.measure}-${letter}${index + 1}`;
      sheet.add('supervision', { ...entry, sourceKey, supervisedAt: toInstant(moment), byHealthStaff, role });
    }
  }
}

/** Within how many hours staff look in again; null where nobody has to. */
function staffWithin({ course, inmate }: MeasureCase): number | null {
  const { means } = course.terms;
  if (means === 'RESTRAINT_BED') return 0.25;
  if (means === 'SECURITY_CELL') return 1;
  if (inmate.minor && (isolates(course) || MEANS[means].kind === 'COERCIVE_MEASURE')) return 1;
  if (isolates(course)) return 12;
  return means === 'SPECIAL_TOILET_CELL' || means === 'SPIT_GUARD' ? 24 : null;
}

/** More moments between these, none of the gaps and the one before the end as long as `longest`, and uneven. */
function withinEach(
  moments: readonly number[],
  { end, longest }: { readonly end: number; readonly longest: number },
): number[] {
  return moments.flatMap((moment, index) => {
    const gap = (moments[index + 1] ?? end) - moment;
    const parts = Math.ceil(gap / (0.8 * longest));
    return Array.from({ length: parts }, (_, part) => {
      const aside = part === 0 ? 0 : (((part * 7) % 5) - 2) / 20;
      return moment + ((part + aside) * gap) / parts;
    });
  });
}

/** §29(3): done by health staff. */
export function addHealthStaff(sheet: Sheet, measure: MeasureCase): void {
  const { entry } = partAt(measure, startOf(measure));
  sheet.add('supervision', {
    ...entry,
    sourceKey: `${entry.measure}-t1`,
    supervisedAt: toInstant(startOf(measure) + 5 * MINUTE),
    byHealthStaff: true,
    role: 'Lege',
  });
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
