import type { Target } from '../../../schema/records/targets.ts';
import type { Sql } from '../database.ts';

/** Notes that a source exists, and up to when it says it is complete; null leaves an earlier word standing. */
export async function declareThrough(
  sql: Sql,
  options: { target: Target; source: string; through: string | null; recordedAt: string },
): Promise<void> {
  await sql.query(
    `insert into source_declaration (target, source, data_through, recorded_at)
     select $1, $2, $3, $4
      where not exists (select from source_declaration where target = $1 and source = $2)
         or ($3::timestamptz is not null and $3 is distinct from
             (select data_through from source_declaration
               where target = $1 and source = $2 order by recorded_at desc limit 1))`,
    [options.target, options.source, options.through, options.recordedAt],
  );
}

/** Moment up to which all sources of a target declared themselves complete, as known at `asOf`; null if any has not. */
export async function dataThrough(sql: Sql, target: Target, asOf: string | null): Promise<string | null> {
  const rows = await sql.prepared<{ dataThrough: string | null }>(
    `select case when bool_and(data_through is not null) then min(data_through) end as "dataThrough"
       from (select distinct on (source) data_through from source_declaration
              where target = $1 and ($2::timestamptz is null or recorded_at <= $2)
              order by source, recorded_at desc) latest`,
    [target, asOf],
  );
  return rows[0]?.dataThrough ?? null;
}

/** After an import is undone, the source's word is again what it was before its first delivery. */
export async function declareAgain(
  sql: Sql,
  options: { target: string; source: string; importId: string; recordedAt: string },
): Promise<void> {
  await sql.query(
    `insert into source_declaration (target, source, data_through, recorded_at)
     select $1, $2,
            (select data_through from source_declaration
              where target = $1 and source = $2
                and recorded_at < (select min(recorded_at) from import_delivery where import_id = $3)
              order by recorded_at desc limit 1),
            $4`,
    [options.target, options.source, options.importId, options.recordedAt],
  );
}
