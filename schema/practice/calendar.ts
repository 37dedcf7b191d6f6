import type { PracticeDimension } from '../vocabulary.ts';

/** Days, months and quarters are those of Europe/Oslo; the unit's database turns days into instants. */
export type Bucket = {
  readonly from: string;
  readonly to: string;
  readonly year: number | null;
  readonly quarter: string | null;
  readonly month: string | null;
};

const MONTHS_IN = { MONTH: 1, QUARTER: 3, YEAR: 12 } as const;

/** The period cut at the borders of the finest time dimension asked for; the whole period without one. */
export function bucketsOf(
  period: { from: string; to: string },
  by: readonly PracticeDimension[],
): readonly Bucket[] {
  const finest = (['MONTH', 'QUARTER', 'YEAR'] as const).find((dimension) => by.includes(dimension));
  if (finest === undefined) return [{ ...period, year: null, quarter: null, month: null }];
  const buckets: Bucket[] = [];
  for (let from = period.from; from < period.to;) {
    const border = nextBorder(from, MONTHS_IN[finest]);
    const to = border < period.to ? border : period.to;
    buckets.push({ from, to, ...labels(from, by) });
    from = to;
  }
  return buckets;
}

function labels(day: string, by: readonly PracticeDimension[]) {
  const year = Number(day.slice(0, 4));
  const quarter = `${year}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;
  return {
    year: by.includes('YEAR') ? year : null,
    quarter: by.includes('QUARTER') ? quarter : null,
    month: by.includes('MONTH') ? day.slice(0, 7) : null,
  };
}

function nextBorder(day: string, months: number): string {
  const index = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
  const next = (Math.floor(index / months) + 1) * months;
  return `${String(Math.floor(next / 12)).padStart(4, '0')}-${String((next % 12) + 1).padStart(2, '0')}-01`;
}

const oslo = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo', dateStyle: 'short' });

const HOUR = 3_600_000;
const MOST_HOURS_KEPT = 100_000;
const days = new Map<number, string>();

/** The day in Oslo at an instant. Kept by hour: the clock in Oslo is whole hours from UTC since 1895. */
export function osloDay(instant: string): string {
  const hour = Math.floor(Date.parse(instant) / HOUR);
  const known = days.get(hour);
  if (known !== undefined) return known;
  const day = oslo.format(new Date(hour * HOUR));
  if (days.size >= MOST_HOURS_KEPT) days.clear();
  days.set(hour, day);
  return day;
}

/** Age in completed years on a day. */
export function completedYears(birthDate: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return day.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

type Days = { readonly from: string; readonly to: string };

/** The period as long just before; whole months have as many whole months before them. */
export function periodBefore({ from, to }: Days): Days {
  if (from.endsWith('-01') && to.endsWith('-01')) {
    const months = monthsOf(to) - monthsOf(from);
    return { from: firstOf(monthsOf(from) - months), to: from };
  }
  const length = Date.parse(to) - Date.parse(from);
  return { from: new Date(Date.parse(from) - length).toISOString().slice(0, 10), to: from };
}

function monthsOf(day: string): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
}

function firstOf(months: number): string {
  return `${String(Math.floor(months / 12)).padStart(4, '0')}-${String((months % 12) + 1).padStart(2, '0')}-01`;
}
