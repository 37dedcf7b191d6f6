import { isDay } from '../../schema/records/measure.ts';
import type { MeasureRecord } from '../../schema/records/measure.ts';
import { MEANS } from '../../schema/vocabulary.ts';
import { daysBetween, midnightOf } from './oslo-time.ts';

/** When duties fall due, from their definition; moments in milliseconds. */
export const MINUTE = 60_000;
const DAY_MINUTES = 1440;

/** So long after a moment; where only the day is known, after its last second, whole days being days of the calendar. */
export function after(moment: string, minutes: number): number {
  if (!isDay(moment)) return Date.parse(moment) + minutes * MINUTE;
  const days = Math.floor(minutes / DAY_MINUTES);
  const day = new Date(Date.parse(moment) + (days + 1) * DAY_MINUTES * MINUTE).toISOString().slice(0, 10);
  return midnight(day) + (minutes % DAY_MINUTES) * MINUTE - 1000;
}

export function earliest(moment: string): number {
  return isDay(moment) ? midnight(moment) : Date.parse(moment);
}

export function midnight(day: string): number {
  return Date.parse(midnightOf(day));
}

/** Strictly longer, or without an end so far. */
export function lastsLonger({ means, start, end }: MeasureRecord, minutes: number): boolean {
  if (MEANS[means].course === 'EVENT') return false;
  if (end === null) return true;
  if (isDay(start)) return daysBetween(start, end) * DAY_MINUTES > minutes;
  return Date.parse(end) > Date.parse(start) + minutes * MINUTE;
}

export function dueFrom(record: MeasureRecord, anchor: string, minutes: number): number | null {
  const { start, end, decision } = record;
  const later = (moment: number) => moment + minutes * MINUTE;
  if (anchor === 'START') return after(start, minutes);
  if (anchor === 'DECISION') {
    const decided = decision?.decidedAt == null ? Number.NEGATIVE_INFINITY : Date.parse(decision.decidedAt);
    return later(Math.max(after(start, 0), decided));
  }
  if (anchor === 'TOLD')
    return later(decision?.inmateToldAt == null ? after(start, 0) : Date.parse(decision.inmateToldAt));
  if (MEANS[record.means].course === 'EVENT') return after(start, minutes);
  return end === null ? null : after(end, minutes);
}
