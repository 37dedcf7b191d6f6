import type { Random } from '../random.ts';
import { atOslo, DAY, HOUR } from './clock.ts';
import type { Planting } from './planting.ts';
import { SILENT_UNIT } from './planting.ts';
import type { PlannedTransfer } from './stays.ts';
import type { Stretch } from './timeline.ts';

/** Days, `[from, to)`, in which an inmate is there for certain and the period runs. */
type Days = { readonly from: number; readonly to: number };

/** An exclusion that a transfer is to cut in two: each part under the limit, both together over it. */
type Split = { readonly limit: number; readonly transfer: PlannedTransfer; readonly over: Stretch };

const LONGEST_SPLIT_DAYS = 55;

/** Whether an inmate is there long enough for either limit. */
export function roomForSplit({ from, to }: Days): boolean {
  return to - from >= (LONGEST_SPLIT_DAYS + 8) * DAY;
}

export function planSplit(random: Random, { from, to }: Days, planting: Planting): Split {
  const limit = planting.nextSplitLimit();
  // Under 56 days, when the next report would be due.
  const hours = limit + random.between(48, 11 * 24);
  const before = hours * random.between(0.46, 0.54);
  const first = from + Math.ceil(before / 24 + 1) * DAY;
  const last = to - Math.ceil((hours - before) / 24 + 2) * DAY;
  const on = first + Math.floor((random.next() * (last - first)) / DAY) * DAY;
  const cut = atOslo(on, 11);
  return {
    limit,
    transfer: { on, notTo: [SILENT_UNIT] },
    over: { start: cut - before * HOUR, end: cut + (hours - before) * HOUR },
  };
}
