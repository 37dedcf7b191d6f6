import type { PublicCode } from '../../../schema/public-codes.ts';
import type { CaseParty, CaseStatus, CaseStepName } from '../../../schema/vocabulary.ts';
import type { Database, Sql } from '../../platform/database.ts';
import { lockForWriting } from '../../platform/records/write-lock.ts';
import { afterStep, OPEN_STATUSES } from './case.ts';
import type { Case } from './case.ts';
import { CURRENT, readCases, writeVersions } from './case-rows.ts';
import { refuse } from './case-answer.ts';
import type { CaseAnswer } from './case-answer.ts';
import type { Actor } from './reach.ts';
import { closeMembers } from './systemic-case.ts';

type Rule = {
  readonly party: CaseParty | null;
  /** The statuses it may be taken in. */
  readonly from: readonly CaseStatus[];
  /** The status after it; null for as before. */
  readonly to: CaseStatus | null;
};

const STEPS = {
  // Also once more while the directorate has not answered: there may be more to say.
  EXPLAINED: { party: 'UNIT', from: ['OPEN', 'EXPLAINED'], to: 'EXPLAINED' },
  ACCEPTED: { party: 'DIRECTORATE', from: ['EXPLAINED'], to: 'ACCEPTED' },
  RETURNED: { party: 'DIRECTORATE', from: ['EXPLAINED', 'CORRECTED'], to: 'OPEN' },
  ACTION_PLANNED: { party: null, from: ['OPEN', 'EXPLAINED', 'ACCEPTED'], to: null },
  CORRECTED: { party: 'UNIT', from: ['OPEN', 'EXPLAINED', 'ACCEPTED'], to: 'CORRECTED' },
  CLOSED: { party: 'DIRECTORATE', from: ['ACCEPTED', 'CORRECTED'], to: 'CLOSED' },
  ASSIGNED: { party: null, from: OPEN_STATUSES, to: null },
} as const satisfies Partial<Record<CaseStepName, Rule>>;

export type WantedStep = {
  readonly id: string;
  readonly expectedVersion: number;
  readonly by: Actor;
  readonly step: keyof typeof STEPS;
  readonly note: string | null;
  /** What else the step sets, at the moment it is recorded. */
  readonly sets?: (recordedAt: string) => Partial<Case>;
};

/** Takes a step in a case, unless the case has moved on since the version it was decided on. */
export async function takeStep(database: Database, wanted: WantedStep): Promise<CaseAnswer> {
  return database.transaction(async (sql) => {
    const recordedAt = await lockForWriting(sql);
    const [found] = await readCases(sql, `${CURRENT} and case_id::text = $1`, [wanted.id]);
    if (found === undefined || !wanted.by.mayAct(found)) return refuse('CASE_NOT_FOUND', null);
    const { party, to }: Rule = STEPS[wanted.step];
    if (party !== null && party !== wanted.by.party) return refuse('NOT_PERMITTED', found);
    if (found.version !== wanted.expectedVersion) return changed(sql, found, wanted.expectedVersion);
    const refusal = refusalOf(found, wanted.step);
    if (refusal !== null) return refuse(refusal, found);

    const next = afterStep(found, {
      step: wanted.step,
      party,
      actor: wanted.by.name,
      recordedAt,
      note: wanted.note,
      ...(to !== null && { status: to }),
      ...momentsOf(wanted.step, recordedAt),
      ...wanted.sets?.(recordedAt),
    });
    await writeVersions(sql, [next]);
    if (next.systemic && next.status === 'CLOSED') await closeMembers(sql, next);
    return { case: next, error: null };
  });
}

async function changed(sql: Sql, found: Case, expected: number): Promise<CaseAnswer> {
  const since = await readCases(sql, 'case_id = $1 and version > $2 order by version', [found.id, expected]);
  return { case: found, error: { code: 'CASE_CHANGED', since } };
}

function refusalOf(
  { status, systemicCase, action, correctedAt }: Case,
  step: keyof typeof STEPS,
): PublicCode | null {
  const { from }: Rule = STEPS[step];
  if (!from.includes(status)) return 'STEP_NOT_POSSIBLE';
  if (systemicCase !== null && step !== 'ASSIGNED') return 'CASE_IN_SYSTEMIC_CASE';
  if (step === 'CLOSED' && action !== null && correctedAt === null) return 'ACTION_OUTSTANDING';
  return null;
}

/** What was corrected and is returned has to be corrected anew; its action too is planned anew. */
function momentsOf(step: keyof typeof STEPS, recordedAt: string): Partial<Case> {
  switch (step) {
    case 'CORRECTED':
      return { correctedAt: recordedAt };
    case 'CLOSED':
      return { closedAt: recordedAt };
    case 'RETURNED':
      return { correctedAt: null, action: null, actionDeadline: null, actionPlannedAt: null };
    default:
      return {};
  }
}
