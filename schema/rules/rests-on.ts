import type { Target } from '../records/targets.ts';
import type { Demands, JudgedEvent } from './demands.ts';
import { findRule } from './rule-set.ts';

/** The events that entries of a target are. */
export const EVENTS_OF = {
  reassessments: ['REASSESSED'],
  supervision: ['STAFF_SUPERVISION', 'HEALTH_SUPERVISION'],
  'health-notices': ['HEALTH_NOTIFIED', 'DOCTOR_STATEMENT'],
  'higher-decisions': ['HIGHER_DECISION'],
  reports: ['REPORT_SENT'],
  complaints: ['COMPLAINT_FILED'],
} as const satisfies Partial<Record<Target, readonly JudgedEvent[]>>;

/**
 * The kinds of record a deviation from a rule rests on: until a unit has brought in all of them, one that is still
 * to come may show that nothing was wrong.
 */
export function restsOn(rule: string): readonly Target[] {
  const demands = findRule(rule)?.demands;
  // A unit of a later version may judge by rules this one does not know.
  return demands === undefined ? ['measures'] : targetsOf(demands);
}

function targetsOf(demands: Demands): readonly Target[] {
  switch (demands.type) {
    case 'EVENT':
    case 'INTERVAL':
      return followedBy(demands.event);
    case 'DECISION':
      return followedBy('HIGHER_DECISION');
    case 'REPORT':
      return followedBy('REPORT_SENT');
    case 'CUMULATIVE':
      return demands.event === null ? ['measures'] : followedBy(demands.event);
    case 'DE_FACTO':
    case 'DAY_REACHES':
      return ['measures', 'regime-days'];
    case 'PATTERN':
      return PATTERNS[demands.pattern] ?? ['measures'];
    default:
      return ['measures'];
  }
}

type Pattern = Extract<Demands, { type: 'PATTERN' }>['pattern'];
const PATTERNS: Partial<Readonly<Record<Pattern, readonly Target[]>>> = {
  NO_REPORTS: followedBy('REPORT_SENT'),
  NO_REASSESSMENTS: followedBy('REASSESSED'),
  NO_REGIME_DAYS: ['measures', 'regime-days'],
  // That a source has not declared itself complete is what it tells.
  SOURCE_LATE: [],
};

function followedBy(event: JudgedEvent): readonly Target[] {
  const targets = Object.keys(EVENTS_OF) as (keyof typeof EVENTS_OF)[];
  return ['measures', ...targets.filter((target) => EVENTS_OF[target].some((one) => one === event))];
}
