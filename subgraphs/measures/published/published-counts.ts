import type { PublicCode } from '../../../schema/public-codes.ts';
import type { PublishedDays } from './published-days.ts';

const NONE = { started: null, inmateDays: null, ratePer1000InmateDays: null };

export type PublishedCounts = ReturnType<typeof hiddenCounts> | ReturnType<typeof shownCounts>;

export function hiddenCounts(status: 'SUPPRESSED' | 'WITHHELD', reason: PublicCode) {
  return { status, reason, ...NONE, rateReason: reason };
}

export function shownCounts(started: number, denominator: PublishedDays) {
  if (denominator.kind === 'absent')
    return { status: 'PUBLISHED', reason: null, ...NONE, started, rateReason: denominator.reason };
  const { days } = denominator;
  return {
    status: 'PUBLISHED',
    reason: null,
    started,
    inmateDays: days,
    ratePer1000InmateDays: days === 0 ? null : (1000 * started) / days,
    rateReason: days === 0 ? 'NO_INMATE_DAYS' : null,
  };
}
