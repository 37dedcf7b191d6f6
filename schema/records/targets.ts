import {
  complaintRecord,
  healthNoticeRecord,
  higherDecisionRecord,
  reassessmentRecord,
  reportRecord,
  supervisionRecord,
} from './entries.ts';
import { personRecord, stayRecord } from './inmates.ts';
import { measureRecord } from './measure.ts';
import { regimeDayRecord } from './regime-day.ts';

/** What can be imported (`POST /import/{target}`): the record, and whether the units or the register own it. */
export const TARGETS = {
  measures: { owner: 'UNIT', record: measureRecord },
  reassessments: { owner: 'UNIT', record: reassessmentRecord },
  supervision: { owner: 'UNIT', record: supervisionRecord },
  'health-notices': { owner: 'UNIT', record: healthNoticeRecord },
  'higher-decisions': { owner: 'UNIT', record: higherDecisionRecord },
  reports: { owner: 'UNIT', record: reportRecord },
  complaints: { owner: 'UNIT', record: complaintRecord },
  'regime-days': { owner: 'UNIT', record: regimeDayRecord },
  persons: { owner: 'REGISTER', record: personRecord },
  stays: { owner: 'REGISTER', record: stayRecord },
} as const;

export type Target = keyof typeof TARGETS;
export const TARGET_NAMES = Object.keys(TARGETS) as readonly Target[];
export const UNIT_TARGETS = TARGET_NAMES.filter((target) => TARGETS[target].owner === 'UNIT');

/** The field of a record that names the person. */
export function personFieldOf(target: Target): 'person' | 'pseudonym' {
  return TARGETS[target].owner === 'REGISTER' ? 'pseudonym' : 'person';
}

export function readTarget(name: string): Target | null {
  return Object.hasOwn(TARGETS, name) ? (name as Target) : null;
}
