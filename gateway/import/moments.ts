import type { MomentReading } from '../../schema/import-profile.ts';
import type { ReasonCode } from '../../schema/records/reasons.ts';

/** A moment as it is written, read as a day (`2025-03-01`) or an instant (`2025-03-01T13:00:00Z`). */
export type MomentRead =
  | { readonly kind: 'moment'; readonly value: string; readonly parts: DateParts | null }
  | { readonly kind: 'fault'; readonly code: ReasonCode };

/** The date as written, where the format has one: for putting right day and month. */
export type DateParts = { readonly year: number; readonly month: number; readonly day: number };

const TOKENS: Readonly<Record<string, string>> = {
  YYYY: String.raw`(?<year>\d{4})`,
  MMM: String.raw`(?<name>\p{L}{3})\p{L}*\.?`,
  MM: String.raw`(?<month>\d{2})`,
  M: String.raw`(?<month>\d{1,2})`,
  DD: String.raw`(?<day>\d{2})`,
  D: String.raw`(?<day>\d{1,2})`,
  HH: String.raw`(?<hour>\d{2})`,
  H: String.raw`(?<hour>\d{1,2})`,
  mm: String.raw`(?<minute>\d{2})`,
  ss: String.raw`(?<second>\d{2})`,
};

/** Month names by their first three letters, in English and Norwegian. */
const MONTHS = [
  ['jan'],
  ['feb'],
  ['mar'],
  ['apr'],
  ['may', 'mai'],
  ['jun'],
  ['jul'],
  ['aug'],
  ['sep'],
  ['oct', 'okt'],
  ['nov'],
  ['dec', 'des'],
] as const;

/** Makes the reader of one format; a clock time is one of the reading's zone. */
export function momentReader({
  format,
  zone,
  precision,
}: Omit<MomentReading, 'column'>): (text: string) => MomentRead {
  if (format === 'RFC3339') return (text) => readRfc3339(text, precision);
  const pattern = patternOf(format);
  const hasTime = /H/.test(format) && precision !== 'DAY';
  return (text) => {
    const found = pattern.exec(text)?.groups;
    if (found === undefined) return UNREADABLE;
    const month = found['name'] === undefined ? Number(found['month']) : monthNamed(found['name']);
    const parts = { year: Number(found['year']), month, day: Number(found['day']) };
    if (!isDate(parts)) return UNREADABLE;
    if (!hasTime) return { kind: 'moment', value: dayText(parts), parts };
    const clock = {
      hour: Number(found['hour']),
      minute: Number(found['minute'] ?? 0),
      second: Number(found['second'] ?? 0),
    };
    return inZone({ ...parts, ...clock }, zone);
  };
}

export function dayText({ year, month, day }: DateParts): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

const UNREADABLE: MomentRead = { kind: 'fault', code: 'MOMENT_UNREADABLE' };

function patternOf(format: string): RegExp {
  const source = format
    .split(/(YYYY|MMM|MM|M|DD|D|HH|H|mm|ss)/)
    .map((part) => TOKENS[part] ?? part.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`))
    .join('');
  return new RegExp(`^${source}$`, 'u');
}

function monthNamed(name: string): number {
  return MONTHS.findIndex((names) => names.some((known) => known === name.toLowerCase())) + 1;
}

function isDate({ year, month, day }: DateParts): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** A time the clock skipped is refused; one it showed twice is taken as the first. */
function inZone(local: Required<LocalTime>, zone: string): MomentRead {
  const { year, month, day, hour, minute, second } = local;
  if (hour > 23 || minute > 59 || second > 59) return UNREADABLE;
  const offset = offsetOfDay(local, zone);
  if (offset !== null) {
    const value = new Date(Date.UTC(year, month - 1, day, hour, minute, second) - offset).toISOString();
    return { kind: 'moment', value, parts: null };
  }
  const written = Temporal.PlainDateTime.from(local);
  const there = written.toZonedDateTime(zone, { disambiguation: 'earlier' });
  if (!there.toPlainDateTime().equals(written)) return { kind: 'fault', code: 'MOMENT_NOT_A_TIME' };
  return { kind: 'moment', value: new Date(there.epochMilliseconds).toISOString(), parts: null };
}

type LocalTime = DateParts & { readonly hour: number; readonly minute: number; readonly second: number };

const MOST_DAYS_KEPT = 20_000;
const offsets = new Map<string, Map<number, number | null>>();

/** The zone's offset in milliseconds on a day that has one only; null where the clock is changed. */
function offsetOfDay({ year, month, day }: DateParts, zone: string): number | null {
  const key = (year * 12 + month) * 31 + day;
  const ofZone = offsets.get(zone) ?? new Map<number, number | null>();
  offsets.set(zone, ofZone);
  const known = ofZone.get(key);
  if (known !== undefined) return known;
  const begins = Temporal.PlainDate.from({ year, month, day }).toZonedDateTime(zone);
  const ends = begins.add({ days: 1 });
  const offset = begins.offsetNanoseconds === ends.offsetNanoseconds ? begins.offsetNanoseconds / 1e6 : null;
  if (ofZone.size >= MOST_DAYS_KEPT) ofZone.clear();
  ofZone.set(key, offset);
  return offset;
}

function readRfc3339(text: string, precision: MomentReading['precision']): MomentRead {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return { kind: 'moment', value: text, parts: null };
  const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (Number.isNaN(moment)) return UNREADABLE;
  if (precision !== 'DAY') return { kind: 'moment', value: new Date(moment).toISOString(), parts: null };
  const day = Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO('Europe/Oslo').toPlainDate();
  return { kind: 'moment', value: day.toString(), parts: null };
}
