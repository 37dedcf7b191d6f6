import type { Random } from '../random.ts';
import { atOslo, DAY, toDate } from './clock.ts';
import type { Sheet } from './items.ts';
import type { Planting } from './planting.ts';
import type { RegimeDay } from './regime-days.ts';
import type { Stay } from './stays.ts';
import type { Stretch } from './timeline.ts';

type Days = { readonly from: number; readonly to: number };

/** The days on which an inmate is to be isolated without a decision; none for nearly all. */
export function isolationIn(
  random: Random,
  { stay, inside, planting }: { stay: Stay; inside: Days; planting: Planting },
): readonly number[] {
  const days = planIsolation(random, stay, inside);
  return days.length > 0 && planting.next(['DE_FACTO_ISOLATION']) !== null ? days : [];
}

/** Days on end of isolation that nobody decided, within the first stay. */
function planIsolation(random: Random, stay: Stay, { from, to }: Days): readonly number[] {
  const count = 3 + Math.floor(random.next() * 6);
  const free = (Math.min(to, stay.leftOn) - from) / DAY - count - 4;
  if (free < 1) return [];
  const first = from + (2 + Math.floor(random.next() * free)) * DAY;
  return Array.from({ length: count }, (_, index) => first + index * DAY);
}

/** The days as one stretch, to be kept free of measures. */
export function stretchOver(days: readonly number[]): Stretch | null {
  const [first] = days;
  const last = days.at(-1);
  return first === undefined || last === undefined
    ? null
    : { start: atOslo(first, 0), end: atOslo(last + DAY, 0) };
}

export function plantIsolation(
  sheet: Sheet,
  regime: readonly RegimeDay[],
  isolation: readonly number[],
): void {
  const dates = new Set(isolation.map((day) => toDate(day)));
  const days = regime.filter(({ day }) => dates.has(day));
  const [first] = days;
  if (first === undefined) return;
  const locked = Math.min(...days.map(({ minutesOutOfCell }) => 24 - (minutesOutOfCell ?? 0) / 60));
  sheet.plant({
    kind: 'DE_FACTO_ISOLATION',
    units: days.map(({ unit }) => unit),
    target: 'regime-days',
    sourceKeys: days.map(({ sourceKey }) => sourceKey),
    person: first.person,
    expected: { hours: 22, level: null },
    planted: { hours: Math.floor(locked * 100) / 100, level: null },
  });
}
