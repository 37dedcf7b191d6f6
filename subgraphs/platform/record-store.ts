import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { DeliveredRow, Delivery, RowOutcome } from '../../schema/records/delivery.ts';
import type { Target } from '../../schema/records/targets.ts';
import { ClientError } from './client-error.ts';
import type { Database, Sql } from './database.ts';

/**
 * Takes a delivery into versioned tables: what is new becomes version 1, what changed a further version,
 * what is the same nothing at all, and what does not hold goes to quarantine with its reason.
 */
export type RecordKind<R> = {
  readonly target: Target;
  readonly table: string;
  readonly schema: z.ZodType<R>;
  /** What identifies the record for good. */
  identify(record: R): string;
  /** Column values; `id`, version and hash columns are added here. */
  columns(record: R): Record<string, unknown>;
  /** A reason why the record does not belong here, or null. */
  refuse?(record: R): string | null;
};

type Candidate = {
  readonly row: number;
  readonly id: string;
  readonly hash: string;
  readonly columns: Record<string, unknown>;
};

const WRITE_LOCK = "hashtext('samsyn write')";

export async function takeDelivery<R>(
  database: Database,
  kind: RecordKind<R>,
  delivery: Delivery,
): Promise<RowOutcome[]> {
  const { candidates, faulty } = sortRows(kind, delivery.rows);
  return database.transaction(async (sql) => {
    const recordedAt = await lockForWriting(sql);
    const outcomes = await writeVersions(sql, { table: kind.table, candidates, recordedAt });
    await quarantine(sql, { target: kind.target, delivery, faulty, recordedAt });
    if (kind.target !== 'persons') await declareThrough(sql, { target: kind.target, delivery, recordedAt });
    const rejected = faulty.map(({ row, reason }): RowOutcome => ({
      row: row.row,
      outcome: 'QUARANTINED',
      reason,
    }));
    return [...outcomes, ...rejected].toSorted((left, right) => left.row - right.row);
  });
}

/**
 * All statements of the transaction see the same records: one snapshot, or everything up to `asOf`. Readers
 * of a past moment hold the write lock shared for an instant, so that nothing recorded before that moment is
 * still on its way when they look.
 */
export async function seeOneMoment(sql: Sql, asOf: string | null): Promise<void> {
  if (asOf === null) {
    await sql.query('set transaction isolation level repeatable read, read only');
    return;
  }
  const [clock] = await sql.query<{ reached: boolean }>(
    'select $1::timestamptz <= clock_timestamp() as reached',
    [asOf],
  );
  if (clock?.reached !== true) throw new ClientError('AS_OF_NOT_REACHED');
  await sql.query(`select pg_advisory_xact_lock_shared(${WRITE_LOCK})`);
}

export async function quarantineOnly(
  database: Database,
  target: string,
  delivery: Delivery,
): Promise<RowOutcome[]> {
  return database.transaction(async (sql) => {
    const recordedAt = await lockForWriting(sql);
    const faulty = delivery.rows.map((row) => ({ row, reason: row.fault ?? 'UNIT_MISSING' }));
    await quarantine(sql, { target, delivery, faulty, recordedAt });
    return faulty.map(({ row, reason }): RowOutcome => ({ row: row.row, outcome: 'QUARANTINED', reason }));
  });
}

async function lockForWriting(sql: Sql): Promise<string> {
  await sql.query(`select pg_advisory_xact_lock(${WRITE_LOCK})`);
  // Rounded up to the millisecond: never at or before a moment somebody has already been answered for.
  const [row] = await sql.query<{ recordedAt: string }>(
    `select date_trunc('milliseconds', clock_timestamp()) + interval '1 millisecond' as "recordedAt"`,
  );
  if (row === undefined) throw new Error('the database gave no time');
  return row.recordedAt;
}

type Faulty = { readonly row: DeliveredRow; readonly reason: string };

function sortRows<R>(kind: RecordKind<R>, rows: readonly DeliveredRow[]) {
  const candidates: Candidate[] = [];
  const faulty: Faulty[] = [];
  for (const row of rows) {
    const read = row.fault === null ? kind.schema.safeParse(row.record) : null;
    if (read === null) faulty.push({ row, reason: row.fault ?? 'ROW_UNREADABLE' });
    else if (!read.success) faulty.push({ row, reason: reasonOf(read.error) });
    else {
      const refusal = kind.refuse?.(read.data) ?? null;
      if (refusal === null) candidates.push(candidate(kind, row.row, read.data));
      else faulty.push({ row, reason: refusal });
    }
  }
  return { candidates, faulty };
}

function candidate<R>(kind: RecordKind<R>, row: number, record: R): Candidate {
  const columns = kind.columns(record);
  const identity = sha256(`${kind.target}\0${kind.identify(record)}`);
  const id = identity.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { row, id, hash: contentHash(columns), columns };
}

/** Fields a source does not have do not count, so that a column added later makes no record look changed. */
function contentHash(columns: Record<string, unknown>): string {
  return sha256(JSON.stringify(Object.entries(columns).filter(([, value]) => value !== null)));
}

function reasonOf(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'RECORD_INVALID';
  const field = issue.path
    .filter((part) => typeof part === 'string')
    .map((part) => part.replaceAll(/[A-Z]/g, (letter) => `_${letter}`))
    .join('_')
    .toUpperCase();
  if (/^[A-Z_]+$/.test(issue.message)) return issue.message;
  return field === '' ? 'RECORD_INVALID' : `${field}_INVALID`;
}

async function writeVersions(
  sql: Sql,
  { table, candidates, recordedAt }: { table: string; candidates: readonly Candidate[]; recordedAt: string },
): Promise<RowOutcome[]> {
  const current = await sql.query<{ id: string; version: number; hash: string }>(
    `select id, version, content_hash as hash from ${table} where superseded_at = 'infinity' and id = any($1::uuid[])`,
    [candidates.map(({ id }) => id)],
  );
  const known = new Map(current.map(({ id, version, hash }) => [id, { version, hash }]));
  const added: Record<string, unknown>[] = [];
  const outcomes = candidates.map(({ row, id, hash, columns }): RowOutcome => {
    const before = known.get(id);
    if (before?.hash === hash) return { row, outcome: 'UNCHANGED', reason: null };
    const version = (before?.version ?? 0) + 1;
    known.set(id, { version, hash });
    const last = added.findLast((other) => other['id'] === id);
    if (last !== undefined) last['superseded_at'] = recordedAt;
    added.push({
      id,
      version,
      recorded_at: recordedAt,
      superseded_at: 'infinity',
      content_hash: hash,
      ...columns,
    });
    return { row, outcome: before === undefined ? 'NEW' : 'CHANGED', reason: null };
  });
  if (added.length === 0) return outcomes;
  await sql.query(
    `update ${table} set superseded_at = $2 where superseded_at = 'infinity' and id = any($1::uuid[])`,
    [added.map(({ id }) => id), recordedAt],
  );
  const names = Object.keys(added[0] ?? {}).join(', ');
  await sql.query(
    `insert into ${table} (${names}) select ${names} from jsonb_populate_recordset(null::${table}, $1::jsonb)`,
    [JSON.stringify(added)],
  );
  return outcomes;
}

async function quarantine(
  sql: Sql,
  {
    target,
    delivery,
    faulty,
    recordedAt,
  }: { target: string; delivery: Delivery; faulty: readonly Faulty[]; recordedAt: string },
): Promise<void> {
  if (faulty.length === 0) return;
  const rows = faulty.map(({ row, reason }) => ({
    row_number: row.row,
    original: row.original,
    reason,
    // The same faulty row of the same file is kept once, however often the file comes.
    content_hash: sha256(JSON.stringify([delivery.file, row.row, row.original])),
  }));
  await sql.query(
    `insert into quarantined_row (target, source, file, row_number, original, reason, content_hash, recorded_at)
     select $1, $2, $3, row_number, original, reason, content_hash, $5
       from jsonb_to_recordset($4::jsonb) as row (row_number int, original jsonb, reason text, content_hash text)
     on conflict do nothing`,
    [target, delivery.source, delivery.file, JSON.stringify(rows), recordedAt],
  );
}

async function declareThrough(
  sql: Sql,
  {
    target,
    delivery: { source, through },
    recordedAt,
  }: { target: Target; delivery: Delivery; recordedAt: string },
): Promise<void> {
  await sql.query(
    `insert into source_declaration (target, source, data_through, recorded_at)
     select $1, $2, $3, $4
      where not exists (select from source_declaration where target = $1 and source = $2)
         or ($3::timestamptz is not null and $3 is distinct from
             (select data_through from source_declaration
               where target = $1 and source = $2 order by recorded_at desc limit 1))`,
    [target, source, through, recordedAt],
  );
}

/** Moment up to which all sources of a target declared themselves complete, as known at `asOf`; null if any has not. */
export async function dataThrough(sql: Sql, target: Target, asOf: string | null): Promise<string | null> {
  const rows = await sql.query<{ dataThrough: string | null }>(
    `select case when bool_and(data_through is not null) then min(data_through) end as "dataThrough"
       from (select distinct on (source) data_through from source_declaration
              where target = $1 and ($2::timestamptz is null or recorded_at <= $2)
              order by source, recorded_at desc) latest`,
    [target, asOf],
  );
  return rows[0]?.dataThrough ?? null;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
