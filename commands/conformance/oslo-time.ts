import { osloDay } from '../../schema/practice/calendar.ts';
import { isDay } from '../../schema/records/measure.ts';

/** Days as numbers and instants as seconds, in Oslo. */
const DAY_MS = 86_400_000;
const oslo = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Oslo',
  dateStyle: 'short',
  timeStyle: 'medium',
});

const midnights = new Map<string, string>();

/** The instant a day begins in Oslo; summer time shifts between 01:00 and 02:00 UTC, never at midnight. */
export function midnightOf(day: string): string {
  const known = midnights.get(day);
  if (known !== undefined) return known;
  const summer = new Date(`${day}T00:00:00+02:00`);
  const begins = oslo.format(summer) === `${day} 00:00:00` ? summer : new Date(`${day}T00:00:00+01:00`);
  midnights.set(day, begins.toISOString());
  return begins.toISOString();
}

export function secondsOf(instant: string): number {
  return Math.floor(Date.parse(instant) / 1000);
}

export function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS;
}

/** The day of a moment as a record has it. */
export function dayOf(moment: string): string {
  return isDay(moment) ? moment : osloDay(moment);
}
