import type { Sql, Transaction } from '../database.ts';
import type { VersionTable } from './record-kind.ts';

/** Columns of a version that are not its content. */
const NOT_CONTENT = new Set([
  'version',
  'recorded_at',
  'superseded_at',
  'import_id',
  'row_number',
  'withdrawn',
]);

/** Writes the newest version of each record again as its next, withdrawn or not. */
export async function copyCurrentAsNextVersion(
  sql: Transaction,
  options: {
    readonly into: VersionTable;
    readonly ids: readonly string[];
    readonly recordedAt: string;
    readonly importId: string;
    readonly withdrawn: boolean;
  },
): Promise<void> {
  const { into, ids, recordedAt, importId, withdrawn } = options;
  await copyAsNextVersion(sql, {
    into,
    versions: `select id, version as take from ${into.table} where superseded_at = 'infinity' and id = any($1::uuid[])`,
    values: [ids],
    recordedAt,
    importId,
    withdrawn: String(withdrawn),
  });
}

/**
 * For each row (id, take) of the statement `versions`, version `take` becomes the record's next version.
 * `withdrawn` is an SQL expression over the version taken.
 */
export async function copyAsNextVersion(
  sql: Transaction,
  options: {
    readonly into: VersionTable;
    readonly versions: string;
    readonly values: readonly unknown[];
    readonly recordedAt: string;
    readonly importId: string;
    readonly withdrawn: string;
  },
): Promise<number> {
  const { into, versions, values, recordedAt, importId, withdrawn } = options;
  const { table } = into;
  const content = await contentColumns(sql, table);
  const at = `$${values.length + 1}::timestamptz`;
  const by = `$${values.length + 2}::uuid`;
  const written = await sql.query<{ id: string; version: number }>(
    `with taken as (${versions}),
          next as (select taken.id, taken.take, max(every.version) + 1 as version
                     from taken join ${table} every on every.id = taken.id group by taken.id, taken.take),
          closed as (update ${table} set superseded_at = ${at}
                      where superseded_at = 'infinity' and id in (select id from next) returning id)
     insert into ${table} (version, recorded_at, superseded_at, import_id, row_number, withdrawn, ${content.join(', ')})
     select next.version, ${at}, 'infinity', ${by}, null, ${withdrawn}, ${content.map((column) => `old.${column}`).join(', ')}
       from next join ${table} old on old.id = next.id and old.version = next.take
      where (select count(*) from closed) >= 0
     returning id, version`,
    [...values, recordedAt, importId],
  );
  if (written.length > 0) {
    const changed = written.flatMap(({ id, version }) => [
      { id, version, holds: true },
      { id, version: version - 1, holds: false },
    ]);
    await into.keep?.(sql, { versions: changed, recordedAt });
  }
  return written.length;
}

async function contentColumns(sql: Sql, table: string): Promise<string[]> {
  const rows = await sql.query<{ name: string }>(
    `select attname as name from pg_attribute
      where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
    [table],
  );
  return rows.map(({ name }) => name).filter((name) => !NOT_CONTENT.has(name));
}
