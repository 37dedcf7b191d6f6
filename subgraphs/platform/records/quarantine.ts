import type { DeliveredRow, Delivery, RowOutcome } from '../../../schema/records/delivery.ts';
import type { Reason } from '../../../schema/records/reasons.ts';
import type { Sql } from '../database.ts';
import { sha256 } from './record-kind.ts';
import type { Candidate } from './versions.ts';

/** A row that does not hold, with everything found wrong; the first is what it is counted under. */
export type Faulty = { readonly row: DeliveredRow; readonly reasons: readonly Reason[] };

/**
 * Keeps rows with their reasons. The same faulty row is kept once, however often it comes; one that was
 * released, or replaced by a good one, in the meantime is counted as unchanged.
 */
export async function quarantine(
  sql: Sql,
  {
    target,
    delivery,
    faulty,
    recordedAt,
  }: { target: string; delivery: Delivery; faulty: readonly Faulty[]; recordedAt: string },
): Promise<RowOutcome[]> {
  if (faulty.length === 0) return [];
  const hashes = faulty.map((one) => faultHash(delivery, one));
  await sql.query(
    `insert into quarantined_row (target, source, file, recorded_at, import_id, row_number, original, record, source_key,
                                  reason, field, faults, content_hash)
     select $1, $2, $3, $4, $5, given.*
       from unnest($6::int[], $7::json[], $8::json[], $9::text[], $10::text[], $11::text[], $12::jsonb[], $13::text[]) as given
     on conflict do nothing`,
    [
      target,
      delivery.source,
      delivery.file,
      recordedAt,
      delivery.importId,
      faulty.map(({ row }) => row.row),
      faulty.map(({ row }) => originalOf(row)),
      faulty.map(({ row }) => storableJson(row.record)),
      faulty.map(({ row }) => sourceKeyOf(row)),
      faulty.map(({ reasons }) => reasons[0]?.code ?? 'ROW_UNREADABLE'),
      faulty.map(({ reasons }) => reasons[0]?.field ?? null),
      faulty.map(({ reasons }) => JSON.stringify(reasons)),
      hashes,
    ],
  );
  const released = await sql.query<{ hash: string }>(
    `select content_hash as hash from quarantined_row
      where target = $1 and source = $2 and content_hash = any($3::text[])
        and exists (select from quarantine_step where row_id = quarantined_row.id and step in ('RELEASED', 'REPLACED'))`,
    [target, delivery.source, hashes],
  );
  const handled = new Set(released.map(({ hash }) => hash));
  return faulty.map(({ row, reasons }, index): RowOutcome =>
    handled.has(hashes[index] ?? '')
      ? { row: row.row, outcome: 'UNCHANGED', reason: null }
      : { row: row.row, outcome: 'QUARANTINED', reason: reasons[0] ?? null },
  );
}

/** Rows waiting under a key whose record has now come in good order need no one's attention any more. */
export async function replaceWaiting(
  sql: Sql,
  options: {
    target: string;
    source: string;
    importId: string;
    candidates: readonly Candidate[];
    recordedAt: string;
    actor: string;
  },
): Promise<void> {
  if (options.candidates.length === 0) return;
  const keys = options.candidates.map(({ key }) => key);
  await sql.query(
    `insert into quarantine_step (row_id, step, recorded_at, actor)
     select id, 'REPLACED', $4, $5 from quarantined_row
      where target = $1 and source = $2 and source_key = any($3::text[]) and import_id is distinct from $6
        and not exists (select from quarantine_step where row_id = quarantined_row.id and step <> 'CORRECTED')`,
    [options.target, options.source, keys, options.recordedAt, options.actor, options.importId],
  );
}

export function sourceKeyOf({ record }: DeliveredRow): string | null {
  if (typeof record !== 'object' || record === null) return null;
  const { sourceKey, pseudonym } = record as { sourceKey?: unknown; pseudonym?: unknown };
  const key = sourceKey ?? pseudonym;
  return typeof key === 'string' && key !== '' && !key.includes('\0') && key.isWellFormed() ? key : null;
}

/** With a key the row is known again in any file; without one by its place in this file. */
function faultHash(delivery: Delivery, { row }: Faulty): string {
  const key = sourceKeyOf(row);
  return sha256(
    JSON.stringify(key === null ? [delivery.file, row.row, originalOf(row)] : [key, originalOf(row)]),
  );
}

function originalOf({ original, record }: DeliveredRow): string {
  return original ?? JSON.stringify(record ?? null);
}

function storableJson(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}
