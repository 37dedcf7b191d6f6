import type { PublicCode } from '../../../schema/public-codes.ts';
import type { Database, Sql } from '../../platform/database.ts';
import { suppress, TableTooSmall } from '../disclosure/suppress.ts';
import { attackedTable, cellNames } from './hideable-table.ts';
import type { HideableTable } from './hideable-table.ts';

/** The names of the cells hidden in a quarter's table, or why nothing of it can be shown. */
export type Pattern =
  | { readonly kind: 'fixed'; readonly hidden: ReadonlySet<string> }
  | { readonly kind: 'absent'; readonly reason: PublicCode };

/**
 * The first publication fixes what is hidden, for everybody; it comes when all that is counted is declared complete.
 * Corrections after it are shown and can only add to what is hidden: nothing hidden once follows from a later
 * publication, and what is hidden newly does not follow for a reader who kept an earlier one, in which the cells that
 * have not changed since stand.
 */
export async function fixedPattern(
  database: Database,
  quarter: string,
  { table, isComplete }: { readonly table: HideableTable; readonly isComplete: boolean },
): Promise<Pattern> {
  const names = cellNames(table);
  const values = table.cells.flat().map(({ value }) => value);
  return database.transaction(async (sql) => {
    await sql.query(`select pg_advisory_xact_lock(hashtext($1))`, [`published ${quarter}`]);
    const shown = await readShown(sql, quarter, names);
    if (shown.size === 0 && !isComplete) return { kind: 'absent', reason: 'PUBLISHED_NOT_DECLARED' };
    const kept = await sql.query<{ cell: string }>(
      'select cell from published_hidden_cell where quarter = $1',
      [quarter],
    );
    const before = new Set(kept.map(({ cell }) => cell));
    const cells = [...names.keys()];
    const { network, insiders } = attackedTable(table, {
      remembered: cells.filter((cell) => shown.get(names[cell] ?? '') === values[cell]),
    });
    const hidden = hide(
      network,
      insiders,
      cells.filter((cell) => before.has(names[cell] ?? '')),
    );
    if (hidden === null) return { kind: 'absent', reason: 'PUBLISHED_TOO_FEW' };
    const pattern = new Set([...hidden].map((cell) => names[cell] ?? ''));
    await sql.query('insert into published_hidden_cell (quarter, cell) select $1, unnest($2::text[])', [
      quarter,
      [...pattern.difference(before)],
    ]);
    const news = cells.filter((cell) => !hidden.has(cell) && shown.get(names[cell] ?? '') !== values[cell]);
    await keepShown(sql, quarter, {
      names: news.map((cell) => names[cell]),
      values: news.map((cell) => values[cell]),
    });
    return { kind: 'fixed', hidden: pattern };
  });
}

async function readShown(
  sql: Sql,
  quarter: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await sql.query<{ cell: string; value: number }>(
    'select cell, value from published_cell where quarter = $1 and cell = any($2)',
    [quarter, names],
  );
  return new Map(rows.map(({ cell, value }) => [cell, value]));
}

async function keepShown(
  sql: Sql,
  quarter: string,
  { names, values }: { readonly names: readonly unknown[]; readonly values: readonly unknown[] },
): Promise<void> {
  if (names.length === 0) return;
  await sql.query(
    `insert into published_cell (quarter, cell, value) select $1, * from unnest($2::text[], $3::bigint[])
         on conflict (quarter, cell) do update set value = excluded.value, shown_at = excluded.shown_at`,
    [quarter, names, values],
  );
}

function hide(...given: Parameters<typeof suppress>): ReadonlySet<number> | null {
  try {
    return suppress(...given);
  } catch (error) {
    if (error instanceof TableTooSmall) return null;
    throw error;
  }
}
