import type { Terms } from './measure-terms.ts';

/** What must have been done by the time a measure has lasted `afterHours`, §§37 and 38. */
export type Duty = {
  readonly type: 'DECISION' | 'REPORT';
  readonly level: 'REGIONAL' | 'DIRECTORATE';
  readonly afterHours: number;
};

const DAY_HOURS = 24;

/** The duties of a measure that has lasted so many hours; lengths strictly over a limit raise it. */
export function dutiesOf(
  { means, extent }: Terms,
  { minor, hours }: { minor: boolean; hours: number },
): Duty[] {
  const duties = ((): Duty[] => {
    if (means === 'SECURITY_CELL') return minor ? [decide(24)] : [decide(72), report('DIRECTORATE', 144)];
    if (means === 'RESTRAINT_BED') return [decide(24), decide(48), decide(72), report('DIRECTORATE', 72)];
    if (means !== 'EXCLUSION') return [];
    if (extent === 'COLLECTIVE') return [decide(72)];
    if (extent === 'PARTIAL') return minor ? [] : [report('REGIONAL', 30 * DAY_HOURS)];
    if (minor) return [report('REGIONAL', 0), decide(72), report('DIRECTORATE', 120)];
    return [decide(14 * DAY_HOURS), ...reportsEvery14DaysFrom42(hours)];
  })();
  return duties.filter(({ afterHours }) => hours > afterHours);
}

function reportsEvery14DaysFrom42(hours: number): Duty[] {
  const count = Math.max(0, Math.ceil((hours / DAY_HOURS - 42) / 14));
  return Array.from({ length: count }, (_, index) => report('DIRECTORATE', (42 + 14 * index) * DAY_HOURS));
}

function decide(afterHours: number): Duty {
  return { type: 'DECISION', level: 'REGIONAL', afterHours };
}

function report(level: Duty['level'], afterHours: number): Duty {
  return { type: 'REPORT', level, afterHours };
}
