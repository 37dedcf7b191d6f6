import type { ImportProfile } from '../../schema/import-profile.ts';
import type { ReasonCode } from '../../schema/records/reasons.ts';
import type { FileRow } from './map-row.ts';
import { dayText } from './moments.ts';
import type { DateParts } from './moments.ts';

type Interval = { readonly start: string; readonly end: string };
type Reported = { readonly row: FileRow; readonly fault: (code: ReasonCode, field: string | null) => void };
type LengthChecker = (
  record: Record<string, unknown>,
  dates: ReadonlyMap<string, DateParts>,
  reported: Reported,
) => void;

const HOURS = { DAYS: 24, HOURS: 1, MINUTES: 1 / 60 } as const;
const HOUR = 3_600_000;

/**
 * Holds start and end against the length the source states. Where the profile asks for it, day and month
 * are swapped if only that agrees with it: both dates first, then the start, then the end, each only where
 * the day could be a month. The record then carries the dates as they were written.
 */
export function lengthChecker({ declaredLength, repair, fields }: ImportProfile): LengthChecker {
  if (declaredLength === undefined) return () => undefined;
  const { column, unit, counts } = declaredLength;
  const written = (name: string, row: FileRow) => {
    const reading = fields[name];
    return reading === undefined || !('column' in reading) ? '' : (row[reading.column] ?? '').trim();
  };
  const agrees = ({ start, end }: Interval, declared: number) => {
    const length = (Date.parse(end) - Date.parse(start)) / HOUR / HOURS[unit];
    const whole = start.length === 10 ? length : Math.floor(length);
    return (
      (counts !== 'INCLUSIVE' && whole === declared) || (counts !== 'EXCLUSIVE' && whole + 1 === declared)
    );
  };
  return (record, dates, { row, fault }) => {
    const { start, end } = record;
    const text = (row[column] ?? '').trim();
    if (typeof start !== 'string' || typeof end !== 'string' || text === '') return;
    const declared = Number(text.replace(',', '.'));
    if (!Number.isFinite(declared)) fault('VALUE_INVALID', 'declaredLength');
    else if (!agrees({ start, end }, declared)) {
      const right = repair === undefined ? undefined : swaps(dates).find((tried) => agrees(tried, declared));
      if (right === undefined) fault(end < start ? 'END_BEFORE_START' : 'LENGTH_CONTRADICTS', null);
      else
        Object.assign(record, right, { repair: { start: written('start', row), end: written('end', row) } });
    }
  };
}

function swaps(dates: ReadonlyMap<string, DateParts>): Interval[] {
  const start = dates.get('start');
  const end = dates.get('end');
  if (start === undefined || end === undefined) return [];
  const swappedStart = swapped(start);
  const swappedEnd = swapped(end);
  return [
    { start: swappedStart, end: swappedEnd },
    { start: swappedStart, end },
    { start, end: swappedEnd },
  ].flatMap((tried) =>
    tried.start === null || tried.end === null
      ? []
      : [{ start: dayText(tried.start), end: dayText(tried.end) }],
  );
}

function swapped({ year, month, day }: DateParts): DateParts | null {
  return day <= 12 ? { year, month: day, day: month } : null;
}
