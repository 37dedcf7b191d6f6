import type { Sql } from '../../platform/database.ts';
import { readClock } from './deviation-clock.ts';

/**
 * A reader who comes with a position beyond all that was ever told has read what this database no longer knows: it
 * was restored from a backup. All that stands is told once more, behind the reader's position, so that nothing told
 * from now on hides behind it. Under the write lock.
 */
export async function tellOnceMore(sql: Sql, after: number): Promise<void> {
  const { toldThrough } = await readClock(sql);
  if (after <= toldThrough) return;
  await sql.query(
    `select nextval('deviation_sequence') from generate_series((select nextval('deviation_sequence')), $1)`,
    [after],
  );
  for (const table of ['deviation', 'finding'])
    await sql.query(
      `update ${table} set sequence = nextval('deviation_sequence'), told = true where sequence is not null`,
    );
  await sql.query('update deviation_clock set told_through = $1', [after]);
}
