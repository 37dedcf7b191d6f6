import process from 'node:process';
import type { Row } from '../../database/database.ts';
import { eachLog } from './logs.ts';

/**
 * Prints who looked at a person or into a unit, from all logs, the first look first: a look on each line, as
 * JSON. Other persons and their records are counted only: the extract is for whom it is about.
 */
export async function extract(
  logs: ReadonlyMap<string, string>,
  about: { readonly person: string } | { readonly unit: string },
): Promise<number> {
  const [column, value] = 'person' in about ? ['persons', about.person] : ['units', about.unit];
  const found = await eachLog(logs, (sql) =>
    sql.query<Row & { at: string }>(
      `select at, issuer, subject, organisation, supplier, role, purpose, action, operation, route, outcome, code,
              record_count as "records", person_count as "persons", address
         from access_entry where ${column} @> array[$1::text] order by at, id`,
      [value],
    ),
  );
  const looks = [...found].flatMap(([log, rows]) => rows.map((row) => ({ log, ...row })));
  for (const look of looks.toSorted((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0)))
    process.stdout.write(`${JSON.stringify(look)}\n`);
  return 0;
}
