import { LENGTH_BANDS } from '../../schema/practice/lengths.ts';
import type { PlainRow } from './plain-sql.ts';

/** A group of a practice answer, with all figures but `inmates`. */
export type Group = {
  readonly unit: { readonly code: string } | null;
  readonly figures: Readonly<Record<string, number | null>> & {
    readonly lengths: readonly { readonly count: number; readonly ongoing: number }[];
  };
} & Readonly<Record<string, unknown>>;

const EXACT = [
  ['started', 'started'],
  ['ongoing', 'ongoing'],
  ['inForceAtEnd', 'in_force_at_end'],
  ['completeRecords', 'complete_records'],
  ['repairedRecords', 'repaired_records'],
] as const;
const NEAR = [
  ['hours', 'hours'],
  ['meanHours', 'mean_hours'],
] as const;
const BINNED = [
  ['medianHours', 'median_hours'],
  ['p90Hours', 'p90_hours'],
] as const;

/** Fails unless the answer has every row of the SQL, figure by figure; a length may be the upper edge of its bin. */
export function compareFigures(
  groups: readonly Group[],
  rows: readonly PlainRow[],
  { keys, withDays }: { readonly keys: readonly string[]; readonly withDays: boolean },
): void {
  const byKey = new Map(
    groups.map((group) => [
      keys.map((key) => (key === 'unit' ? group.unit?.code : group[key])).join(' '),
      group,
    ]),
  );
  if (rows.length === 0) throw new Error('the SQL gave no rows');
  for (const row of rows) {
    const name = keys.map((key) => row[key]).join(' ');
    const figures = byKey.get(name)?.figures;
    if (figures === undefined) throw new Error(`no group ${name}`);
    const differs = [
      ...EXACT.filter(([ours, theirs]) => figures[ours] !== number(row[theirs])),
      ...NEAR.filter(([ours, theirs]) => !near(figures[ours], number(row[theirs]))),
      ...BINNED.filter(([ours, theirs]) => !inBin(figures[ours], number(row[theirs]))),
      ...(withDays && figures['inmateDays'] !== number(row['inmate_days']) ? [['inmateDays']] : []),
      ...('inmates' in row && figures['inmates'] !== number(row['inmates']) ? [['inmates']] : []),
      ...LENGTH_BANDS.filter((_, band) => figures.lengths[band]?.count !== number(row[`band_${band}`])).map(
        ({ code }) => [code],
      ),
    ].map(([field]) => field);
    if (differs.length > 0) throw new Error(`${name}: other ${differs.join(', ')} than the SQL`);
  }
}

function number(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}

function near(one: number | null | undefined, other: number | null): boolean {
  if (one == null || other === null) return (one ?? null) === other;
  return Math.abs(one - other) <= 1e-9 * Math.max(1, Math.abs(other));
}

function inBin(one: number | null | undefined, other: number | null): boolean {
  if (one == null || other === null) return (one ?? null) === other;
  return one >= other - 1e-9 && one <= other * 1.01 + 1 / 60;
}
