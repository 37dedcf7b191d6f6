import DataLoader from 'dataloader';
import type { Database, Row } from '../platform/database.ts';
import { unlessBlocked } from '../platform/records/blocked-persons.ts';

/** Inmates by pseudonym, one query for all that a request asks for; null for one that is unknown or blocked. */
export type InmateLoader = DataLoader<string, Row | null>;

export function inmateLoader(
  database: Database,
  onBatch?: (pseudonyms: readonly string[]) => void,
): InmateLoader {
  return new DataLoader<string, Row | null>(async (pseudonyms) => {
    onBatch?.(pseudonyms);
    const rows = await database.query(
      `select pseudonym, sex, extract(year from birth_date)::int as "birthYear", citizenship
         from person_version
        where superseded_at = 'infinity' and not withdrawn and pseudonym = any($1::text[])
          and ${unlessBlocked('pseudonym')}`,
      [pseudonyms],
    );
    const byPseudonym = new Map(rows.map((row) => [row['pseudonym'], row]));
    return pseudonyms.map((pseudonym) => byPseudonym.get(pseudonym) ?? null);
  });
}
