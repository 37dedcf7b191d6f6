import { ClientError } from '../client-error.ts';
import type { Database, Sql, Transaction } from '../database.ts';

const WRITE_LOCK = "hashtext('samsyn write')";

/**
 * Waits for other writers, moves the watermark, and gives the moment everything in this transaction is
 * recorded at. Readers see the watermark moved from the instant they see what was written.
 */
export async function lockForWriting(sql: Sql): Promise<string> {
  const recordedAt = await lockAgainstWriters(sql);
  await sql.prepared('update watermark set mark = gen_random_uuid(), written_at = $1', [recordedAt]);
  return recordedAt;
}

/** The same for a transaction that changes no answer, only what is kept so that answers come sooner. */
export async function lockAgainstWriters(sql: Sql): Promise<string> {
  await sql.query(`select pg_advisory_xact_lock(${WRITE_LOCK})`);
  // Rounded up to the millisecond: never at or before a moment somebody has already been answered for.
  const [row] = await sql.prepared<{ recordedAt: string }>(
    `select date_trunc('milliseconds', clock_timestamp()) + interval '1 millisecond' as "recordedAt"`,
  );
  if (row === undefined) throw new Error('the database gave no time');
  return row.recordedAt;
}

/**
 * Reads in a transaction whose statements all see the same records: one snapshot, or everything up to `asOf`. Readers
 * of a past moment hold the write lock shared for an instant, so that nothing recorded before that moment is still on
 * its way when they look; what is written while they do does not show.
 */
export function atOneMoment<T>(
  database: Database,
  asOf: string | null,
  read: (sql: Transaction) => Promise<T>,
): Promise<T> {
  if (asOf === null) return database.transaction(read, { oneSnapshot: true });
  return database.transaction(async (sql) => {
    await seeEverythingUpTo(sql, asOf);
    return read(sql);
  });
}

async function seeEverythingUpTo(sql: Sql, asOf: string): Promise<void> {
  const [clock] = await sql.prepared<{ reached: boolean }>(
    'select $1::timestamptz <= clock_timestamp() as reached',
    [asOf],
  );
  if (clock?.reached !== true) throw new ClientError('AS_OF_NOT_REACHED');
  await sql.query(`select pg_advisory_lock_shared(${WRITE_LOCK}), pg_advisory_unlock_shared(${WRITE_LOCK})`);
}

/**
 * Whether nothing was written after `asOf`, so that the latest records are those of that moment; nothing is then written
 * to the end of the transaction either.
 */
export async function holdLatest(sql: Sql, asOf: string): Promise<boolean> {
  if (!(await isLatest(sql, asOf))) return false;
  await sql.query(`select pg_advisory_xact_lock_shared(${WRITE_LOCK})`);
  return isLatest(sql, asOf);
}

async function isLatest(sql: Sql, asOf: string): Promise<boolean> {
  const [row] = await sql.prepared<{ latest: boolean }>(
    'select written_at <= $1::timestamptz as latest from watermark',
    [asOf],
  );
  return row?.latest === true;
}
