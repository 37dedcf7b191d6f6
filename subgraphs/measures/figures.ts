import { LENGTH_BANDS, summariseLengths } from '../../schema/practice/lengths.ts';
import type { Question } from '../../schema/practice/question.ts';
import type { Cell, FinalCell } from '../../schema/practice/state.ts';

const HOUR = 3600;

/** The figures people see, from one merged cell and its denominator. */
export function figuresOf(
  question: Question,
  part: {
    readonly cell: Cell | FinalCell;
    /** Inmate-days; null when the rate has no denominator. */
    readonly days: number | null;
    /** Started measures of the units that have inmate-days. */
    readonly startedWithDays: number;
    /** Public code of why there is no denominator. */
    readonly reason: string | null;
  },
) {
  const { cell, days, startedWithDays } = part;
  const lengths = 'lengths' in cell ? cell.lengths : summariseLengths(cell.bins);
  const rateReason = part.reason ?? (days === 0 ? 'NO_INMATE_DAYS' : null);
  return {
    status: 'PUBLISHED',
    started: cell.started,
    ongoing: cell.ongoing,
    inForceAtEnd: cell.inForceAtEnd,
    hours: cell.seconds / HOUR,
    meanHours: cell.ended === 0 ? null : cell.endedSeconds / cell.ended / HOUR,
    medianHours: hours(lengths.medianSeconds),
    p90Hours: hours(lengths.p90Seconds),
    ...inmatesOf(question, cell),
    inmateDays: days,
    ratePer1000InmateDays: days === null || rateReason !== null ? null : (1000 * startedWithDays) / days,
    rateReason,
    completeRecords: cell.completeRecords,
    repairedRecords: cell.repairedRecords,
    deviations: deviationsOf(cell),
    lengths: bandsOf(lengths.endedByBand, cell.ongoingByBand),
  };
}

function inmatesOf({ personKey }: Question, { persons }: Cell | FinalCell) {
  if (personKey === null) return { inmates: null, inmatesReason: 'NOT_ASKED' };
  if (persons === null) return { inmates: null, inmatesReason: 'PERSON_MISSING' };
  return { inmates: persons.length, inmatesReason: null };
}

/** The most frequent first. */
function deviationsOf({ deviations }: Cell | FinalCell) {
  return deviations
    .toSorted(([left, more], [right, less]) => less - more || (left < right ? -1 : 1))
    .map(([code, count]) => ({ rule: { code }, count }));
}

function bandsOf(ended: readonly number[], ongoing: readonly number[]) {
  return LENGTH_BANDS.map((band, index) => ({
    ...band,
    count: ended[index] ?? 0,
    ongoing: ongoing[index] ?? 0,
  }));
}

function hours(seconds: number | null): number | null {
  return seconds === null ? null : seconds / HOUR;
}
