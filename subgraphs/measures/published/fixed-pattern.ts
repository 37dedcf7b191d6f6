import type { Database } from '../../platform/database.ts';
import { suppress, TableTooSmall } from '../disclosure/suppress.ts';
import { attackedTable, cellNames } from './hideable-table.ts';
import type { HideableTable } from './hideable-table.ts';

/**
 * The names of the cells hidden in a quarter's table; null where nothing of it can be shown. The first who asks
 * fixes them for everybody, and records that come later can only add to them: what was hidden once cannot be
 * computed from a later publication.
 */
export async function fixedPattern(
  database: Database,
  quarter: string,
  table: HideableTable,
): Promise<ReadonlySet<string> | null> {
  const names = cellNames(table);
  const { network, insiders } = attackedTable(table);
  return database.transaction(async (sql) => {
    await sql.query(`select pg_advisory_xact_lock(hashtext($1))`, [`published ${quarter}`]);
    const kept = await sql.query<{ cell: string }>(
      'select cell from published_hidden_cell where quarter = $1',
      [quarter],
    );
    const before = new Set(kept.map(({ cell }) => cell));
    const hidden = hide(
      network,
      insiders,
      [...names.keys()].filter((cell) => before.has(names[cell] ?? '')),
    );
    if (hidden === null) return null;
    const pattern = new Set([...hidden].map((cell) => names[cell] ?? ''));
    await sql.query('insert into published_hidden_cell (quarter, cell) select $1, unnest($2::text[])', [
      quarter,
      [...pattern.difference(before)],
    ]);
    return pattern;
  });
}

function hide(...given: Parameters<typeof suppress>): ReadonlySet<number> | null {
  try {
    return suppress(...given);
  } catch (error) {
    if (error instanceof TableTooSmall) return null;
    throw error;
  }
}
