import type { SourceAtUnit, SourceKey, SourceKeyQuestion } from '../../../schema/records/source-keys.ts';
import type { Sql } from '../database.ts';

/** The keys a source has here now, in order of their id, which is the same in every unit. */
export async function listSourceKeys(
  sql: Sql,
  table: string,
  { source, after, first }: SourceKeyQuestion,
): Promise<SourceKey[]> {
  return sql.query<SourceKey>(
    `select id, source_key as key from ${table}
      where superseded_at = 'infinity' and not withdrawn and source = $1 and ($2::uuid is null or id > $2)
      order by id limit $3`,
    [source, after, first],
  );
}

/** The sources that have delivered here, and when each last changed a record. */
export async function listSources(sql: Sql): Promise<SourceAtUnit[]> {
  return sql.query<SourceAtUnit>(
    `select target, source, max(recorded_at) as "changedAt" from import_delivery
      where added + changed + withdrawn > 0
      group by target, source order by target, source`,
  );
}
