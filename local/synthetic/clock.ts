/** Moments are milliseconds since 1970 in UTC; a day is the moment its date begins in UTC. */
export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;

/** The moment the clock shows this hour on this day in Oslo; not for hours 2 to 3, which summer time moves. */
export function atOslo(day: number, hour: number): number {
  const clock = day + hour * HOUR;
  return clock - osloOffset(clock - HOUR);
}

/** The day it is in Oslo at this moment. */
export function osloDay(moment: number): number {
  return Math.floor((moment + osloOffset(moment)) / DAY) * DAY;
}

/** RFC 3339 in UTC, to the second. */
export function toInstant(moment: number): string {
  return `${new Date(moment).toISOString().slice(0, 19)}Z`;
}

export function toDate(day: number): string {
  return new Date(day).toISOString().slice(0, 10);
}

/** Age in completed years on this day. */
export function ageOn(birthDate: string, day: number): number {
  const date = toDate(day);
  const years = Number(date.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return date.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

const summers = new Map<number, { readonly from: number; readonly to: number }>();

/** Summer time is from 01:00 UTC on the last Sunday of March until that of October (directive 2000/84/EC). */
function osloOffset(moment: number): number {
  const year = new Date(moment).getUTCFullYear();
  const summer = summers.get(year) ?? {
    from: lastSunday(year, 2) + HOUR,
    to: lastSunday(year, 9) + HOUR,
  };
  summers.set(year, summer);
  return moment >= summer.from && moment < summer.to ? 2 * HOUR : HOUR;
}

function lastSunday(year: number, month: number): number {
  const last = Date.UTC(year, month + 1, 0);
  return last - new Date(last).getUTCDay() * DAY;
}
