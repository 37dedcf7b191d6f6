import type { Cell } from '../../../schema/practice/state.ts';
import type { Row, Sql } from '../../platform/database.ts';
import { readBins } from './groups.ts';

/**
 * The lengths of each month and kind as this process last read them. They are by far the most there is to
 * read of a month, and those of past months seldom change: they are read again where the revision moved.
 */
export type RememberedLengths = Map<string, { readonly revision: number; readonly bins: Cell['bins'] }>;

/** The lengths of these rows of `practice_month`, by `month kind`. */
export async function lengthsOf(
  sql: Sql,
  remembered: RememberedLengths,
  months: readonly Row[],
): Promise<ReadonlyMap<string, Cell['bins']>> {
  const moved = months.filter((row) => remembered.get(nameOf(row))?.revision !== row['revision']);
  if (moved.length > 0) {
    const read = await readLengths(sql, moved);
    for (const row of moved) {
      const bins = read.get(nameOf(row)) ?? [];
      remembered.set(nameOf(row), { revision: Number(row['revision']), bins });
    }
  }
  return new Map(months.map((row) => [nameOf(row), remembered.get(nameOf(row))?.bins ?? []]));
}

export function nameOf(row: Row): string {
  return `${String(row['month'])} ${String(row['kind'])}`;
}

async function readLengths(sql: Sql, months: readonly Row[]): Promise<ReadonlyMap<string, Cell['bins']>> {
  const rows = await sql.query(
    `select month, kind, string_agg(bin || ' ' || ended, ' ' order by bin) as bins
       from practice_month_length
       join unnest($1::date[], $2::text[]) as asked(month, kind) using (month, kind)
      where ended <> 0
      group by month, kind`,
    [months.map((row) => row['month']), months.map((row) => row['kind'])],
  );
  return new Map(rows.map((row) => [nameOf(row), readBins(row['bins'])]));
}
