import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { answerDay } from '../../../schema/deviations/answer-days.ts';
import { osloDay } from '../../../schema/practice/calendar.ts';
import { CASE_PARTIES, CASE_STATUSES, CASE_STEPS } from '../../../schema/vocabulary.ts';
import type { CaseParty, CaseStatus } from '../../../schema/vocabulary.ts';

/** What the unit told of the deviation last; all null in a systemic case. */
const facts = z.object({
  target: z.string().nullable(),
  record: z.string().nullable(),
  occurrence: z.int().nullable(),
  ruleSet: z.string().nullable(),
  facility: z.string().nullable(),
  kind: z.string().nullable(),
  means: z.string().nullable(),
  startedOn: z.string().nullable(),
  dutyDueAt: z.string().nullable(),
  metAt: z.string().nullable(),
  /** A unit was missing when it was found. */
  atLeast: z.boolean(),
});
export type Facts = z.infer<typeof facts>;

/** One version of a case (avvikssak): the step that made it, and how the case stands after it. */
export const caseVersion = facts.extend({
  id: z.string(),
  version: z.int(),
  recordedAt: z.string(),
  /** Null in a systemic case over several units. */
  unit: z.string().nullable(),
  units: z.array(z.string()),
  rule: z.string(),
  systemic: z.boolean(),
  deviation: z.string().nullable(),
  firstSeenAt: z.string(),
  status: z.enum(CASE_STATUSES),
  /** Whose turn it is; null when nobody's, and in a member of a systemic case. */
  waitsFor: z.enum(CASE_PARTIES).nullable(),
  /** The last day to do so, in Oslo. */
  dueOn: z.string(),
  owner: z.string().nullable(),
  action: z.string().nullable(),
  actionDeadline: z.string().nullable(),
  actionPlannedAt: z.string().nullable(),
  correctedAt: z.string().nullable(),
  closedAt: z.string().nullable(),
  timesReopened: z.int(),
  systemicCase: z.string().nullable(),
  step: z.enum(CASE_STEPS),
  party: z.enum([...CASE_PARTIES, 'SYSTEM']).nullable(),
  actor: z.string(),
  note: z.string().nullable(),
});
export type Case = z.infer<typeof caseVersion>;

export const OPEN_STATUSES = [
  'OPEN',
  'EXPLAINED',
  'ACCEPTED',
  'CORRECTED',
] as const satisfies Case['status'][];

/** How every case begins. */
export function newCase(given: {
  readonly rule: string;
  readonly units: readonly string[];
  readonly recordedAt: string;
  /** Null in a systemic case. */
  readonly deviation: string | null;
  readonly facts: Facts;
  readonly firstSeenAt: string;
}): Case {
  const { rule, units, recordedAt, deviation, firstSeenAt } = given;
  const [only = null] = units.length === 1 ? units : [];
  return {
    ...given.facts,
    id: randomUUID(),
    version: 1,
    recordedAt,
    unit: only,
    units: [...units],
    rule,
    systemic: deviation === null,
    deviation,
    firstSeenAt,
    status: 'OPEN',
    waitsFor: 'UNIT',
    dueOn: answerDay('UNIT', { rule, from: osloDay(recordedAt) }),
    owner: null,
    action: null,
    actionDeadline: null,
    actionPlannedAt: null,
    correctedAt: null,
    closedAt: null,
    timesReopened: 0,
    systemicCase: null,
    step: 'OPENED',
    party: 'SYSTEM',
    actor: 'system',
    note: null,
  };
}

/** What a step says; the rest stays as it was. */
export type Step = Partial<Case> & Pick<Case, 'step' | 'party' | 'actor' | 'recordedAt'>;

/** The case after a step: whose turn it is and until when follow from how it stands. */
export function afterStep(before: Case, step: Step): Case {
  const after = { ...before, note: null, ...step, version: before.version + 1 };
  return { ...after, waitsFor: turnOf(after), dueOn: dueDay(before, after) };
}

const TURNS: Readonly<Record<CaseStatus, CaseParty | null>> = {
  OPEN: 'UNIT',
  EXPLAINED: 'DIRECTORATE',
  // To close the case, or to plan what shall be done.
  ACCEPTED: 'DIRECTORATE',
  CORRECTED: 'DIRECTORATE',
  CLOSED: null,
  GONE: null,
};

function turnOf({ status, actionDeadline, systemicCase }: Case): CaseParty | null {
  if (systemicCase !== null) return null;
  return status === 'ACCEPTED' && actionDeadline !== null ? 'UNIT' : TURNS[status];
}

/** A corrective action has its own deadline once the explanation is accepted; all else the usual days. */
function dueDay(before: Case, after: Case): string {
  const { status, actionDeadline, rule } = after;
  const moved = status !== before.status || after.timesReopened !== before.timesReopened;
  if (status === 'ACCEPTED' && actionDeadline !== null) return actionDeadline;
  const party = turnOf({ ...after, systemicCase: null });
  if (!moved || party === null) return before.dueOn;
  return answerDay(party, { rule, from: osloDay(after.recordedAt) });
}
