import { randomUUID } from 'node:crypto';
import type { Database, Sql } from '../database.ts';
import { declareAgain } from './declarations.ts';
import { copyAsNextVersion } from './next-version.ts';
import { logDelivery } from './import-log.ts';
import type { VersionTable } from './record-kind.ts';
import { lockForWriting } from './write-lock.ts';

/** Why an import is not undone: it is not here, or it is not the last of its source. */
export type UndoAnswer =
  | { readonly kind: 'undone'; readonly records: number }
  | { readonly kind: 'refused'; readonly code: 'IMPORT_NOT_FOUND' | 'IMPORT_NOT_LAST' };

type Undone = { readonly target: string; readonly source: string; readonly file: string };

/**
 * Undoes an import as a whole, by new versions: each record is again what it was before, and what was new
 * is withdrawn; `check` only tells whether that can be done. Only the last import of a source can be undone; undoing it twice changes nothing.
 */
export async function undoImport(
  database: Database,
  tables: ReadonlyMap<string, VersionTable>,
  { importId, check, actor }: { readonly importId: string; readonly check: boolean; readonly actor: string },
): Promise<UndoAnswer> {
  return database.transaction(async (sql) => {
    const recordedAt = await lockForWriting(sql);
    const [log] = await sql.query<Undone>(
      `select target, source, file from import_delivery where import_id = $1 limit 1`,
      [importId],
    );
    const into = tables.get(log?.target ?? '');
    if (log === undefined || into === undefined) return { kind: 'refused', code: 'IMPORT_NOT_FOUND' };
    if (await isUndone(sql, importId)) return { kind: 'undone', records: 0 };
    if (!(await isLast(sql, importId, log))) return { kind: 'refused', code: 'IMPORT_NOT_LAST' };
    if (check) return { kind: 'undone', records: 0 };
    const undoId = randomUUID();
    const records = await copyAsNextVersion(sql, {
      into,
      // The version before the import; a record it brought in has none, so its first one is taken, withdrawn.
      versions: `select id, greatest(min(version) - 1, 1) as take from ${into.table} where import_id = $1 group by id`,
      values: [importId],
      recordedAt,
      importId: undoId,
      withdrawn: 'old.withdrawn or old.import_id = $1',
    });
    await sql.query(
      `insert into quarantine_step (row_id, step, recorded_at, actor)
       select id, 'UNDONE', $2, $3 from quarantined_row
        where import_id = $1
          and not exists (select from quarantine_step where row_id = quarantined_row.id and step <> 'CORRECTED')`,
      [importId, recordedAt, actor],
    );
    await declareAgain(sql, { ...log, importId, recordedAt });
    const undo = { ...log, importId: undoId, recordedAt, actor, outcomes: [] };
    await logDelivery(sql, { ...undo, step: 'UNDO', undoes: importId, withdrawn: records });
    return { kind: 'undone', records };
  });
}

async function isUndone(sql: Sql, importId: string): Promise<boolean> {
  const undone = await sql.query('select from import_delivery where undoes = $1 limit 1', [importId]);
  return undone.length > 0;
}

async function isLast(sql: Sql, importId: string, { target, source }: Undone): Promise<boolean> {
  const later = await sql.query(
    `select from import_delivery
      where target = $2 and source = $3 and import_id <> $1 and step <> 'UNDO'
        and added + changed + withdrawn > 0
        and recorded_at > (select max(recorded_at) from import_delivery where import_id = $1)
        and not exists (select from import_delivery undo where undo.undoes = import_delivery.import_id)
      limit 1`,
    [importId, target, source],
  );
  return later.length === 0;
}
