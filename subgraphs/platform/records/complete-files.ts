import type { Delivery, ImportEnd } from '../../../schema/records/delivery.ts';
import type { Database, Transaction } from '../database.ts';
import { copyLine, copyRows } from './copy-rows.ts';
import { declareThrough } from './declarations.ts';
import { logDelivery } from './import-log.ts';
import { sourceKeyOf } from './quarantine.ts';
import type { Faulty } from './quarantine.ts';
import { recordId } from './record-kind.ts';
import type { RecordKind } from './record-kind.ts';
import { copyCurrentAsNextVersion } from './next-version.ts';
import type { Candidate } from './versions.ts';
import { lockForWriting } from './write-lock.ts';

/** Stands for a row nobody could identify: while there is one, nothing can be said to have vanished. */
const UNIDENTIFIED = '00000000-0000-0000-0000-000000000000';

/** Notes which records a complete file still has, also where their row is in quarantine. */
export async function noteSeen<R>(
  sql: Transaction,
  options: {
    readonly kind: RecordKind<R>;
    readonly delivery: Delivery;
    readonly candidates: readonly Candidate[];
    readonly faulty: readonly Faulty[];
  },
): Promise<void> {
  const { kind, delivery } = options;
  const faulty = options.faulty.map(({ row }) => {
    const sourceKey = sourceKeyOf(row);
    if (sourceKey === null) return UNIDENTIFIED;
    return recordId(kind, { source: delivery.source, sourceKey, pseudonym: sourceKey } as R);
  });
  const ids = [...options.candidates.map(({ id }) => id), ...faulty];
  await copyRows(sql, {
    table: 'import_seen',
    columns: ['import_id', 'id'],
    lines: ids.values().map((id) => copyLine([delivery.importId, id])),
  });
}

/** The import that ends, and who ends it. */
export type EndedBy = { readonly importId: string; readonly actor: string };

/**
 * The end of an import: the source's word on how far it is complete, and, for a complete file, the
 * withdrawal of what it no longer has. Gives the number withdrawn; null where rows that nobody could
 * identify forbid it.
 */
export async function finishImport<R>(
  database: Database,
  kind: RecordKind<R>,
  end: ImportEnd,
  { importId, actor }: EndedBy,
): Promise<number | null> {
  return database.transaction(async (sql) => {
    const recordedAt = await lockForWriting(sql);
    const { source, file, through } = end;
    await declareThrough(sql, { target: kind.target, source, through, recordedAt });
    if (end.complete === null) return 0;
    const withdrawn = await withdrawVanished(sql, { kind, importId, end, recordedAt });
    await sql.query('delete from import_seen where import_id = $1', [importId]);
    if (withdrawn !== null && withdrawn > 0) {
      const log = { importId, recordedAt, target: kind.target, source, file, actor };
      await logDelivery(sql, { ...log, outcomes: [], step: 'WITHDRAWAL', withdrawn });
    }
    return withdrawn;
  });
}

async function withdrawVanished<R>(
  sql: Transaction,
  options: { kind: RecordKind<R>; importId: string; end: ImportEnd; recordedAt: string },
): Promise<number | null> {
  const { kind, importId, end, recordedAt } = options;
  const [unidentified] = await sql.query('select from import_seen where import_id = $1 and id = $2 limit 1', [
    importId,
    UNIDENTIFIED,
  ]);
  if (unidentified !== undefined) return null;
  const { from, to } = end.complete ?? { from: null, to: null };
  const vanished = await sql.query<{ id: string }>(
    `select id from ${kind.table}
      where superseded_at = 'infinity' and not withdrawn and source = $1
        and ($2::date is null or ${kind.dayColumn ?? 'null'} >= $2) and ($3::date is null or ${kind.dayColumn ?? 'null'} < $3)
        and not exists (select from import_seen where import_id = $4 and import_seen.id = ${kind.table}.id)`,
    [end.source, from, to, importId],
  );
  const ids = vanished.map(({ id }) => id);
  await copyCurrentAsNextVersion(sql, { into: kind, ids, recordedAt, importId, withdrawn: true });
  return ids.length;
}
