import type { DeviationNotice } from '../../../schema/deviations/feed.ts';
import { MEANS_CODES, MEASURE_KINDS } from '../../../schema/vocabulary.ts';
import { afterStep, newCase } from './case.ts';
import type { Case, Facts } from './case.ts';

/** What a case is told: by a unit's feed, or found over the units, where one may have been missing. */
type Notice = Omit<DeviationNotice, 'sequence' | 'target'> & {
  readonly target: string;
  readonly atLeast?: boolean;
};
type Taken = { readonly unit: string; readonly recordedAt: string };
const BY_ITSELF = { party: 'SYSTEM', actor: 'system' } as const;

/**
 * What a notice makes of its deviation's case: opened, told anew, gone, or open again. Null when nothing changed,
 * and for a deviation that was gone before anybody here knew of it.
 */
export function followNotice(known: Case | null, notice: Notice, taken: Taken): Case | null {
  const facts = factsOf(notice);
  const step = { ...BY_ITSELF, recordedAt: taken.recordedAt, ...facts };
  if (known === null) {
    const { id: deviation, rule, seenAt: firstSeenAt } = notice;
    const { unit, recordedAt } = taken;
    if (notice.state === 'GONE') return null;
    return newCase({ rule, units: [unit], recordedAt, deviation, facts, firstSeenAt });
  }
  if (notice.state === 'GONE') {
    return known.status === 'GONE' ? null : afterStep(known, { ...step, step: 'GONE', status: 'GONE' });
  }
  if (recurs(known, notice)) return afterStep(known, { ...step, ...reopened(known) });
  return sameFacts(known, facts) ? null : afterStep(known, { ...step, step: 'CHANGED' });
}

/** What an open case begins anew with; its history stays in the versions before. */
export function reopened({ timesReopened }: Case) {
  return {
    step: 'REOPENED',
    status: 'OPEN',
    timesReopened: timesReopened + 1,
    action: null,
    actionDeadline: null,
    actionPlannedAt: null,
    correctedAt: null,
    closedAt: null,
  } as const;
}

/** Broken after all, or worse than what was answered for: met too late then, not met at all now. */
function recurs({ status, metAt }: Case, notice: Notice): boolean {
  if (status === 'GONE') return true;
  const answeredFor = status === 'ACCEPTED' || status === 'CORRECTED' || status === 'CLOSED';
  return answeredFor && metAt !== null && notice.metAt === null;
}

function factsOf(notice: Notice): Facts {
  const { target, occurrence, ruleSet, facility, startedOn } = notice;
  return {
    target,
    record: notice.record.toLowerCase(),
    occurrence,
    ruleSet,
    facility,
    // A unit of a later version may name terms this one does not know.
    kind: MEASURE_KINDS.find((kind) => kind === notice.kind) ?? null,
    means: MEANS_CODES.find((means) => means === notice.means) ?? null,
    startedOn,
    dutyDueAt: new Date(notice.dueAt).toISOString(),
    metAt: notice.metAt === null ? null : new Date(notice.metAt).toISOString(),
    atLeast: notice.atLeast ?? false,
  };
}

/** Judged by another rule set with the same outcome is nothing new to whoever answers. */
function sameFacts(known: Case, { ruleSet: _judgedBy, ...facts }: Facts): boolean {
  return Object.entries(facts).every(([name, value]) => known[name as keyof Facts] === value);
}
