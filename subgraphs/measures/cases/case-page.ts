import DataLoader from 'dataloader';
import type { Database, Sql } from '../../platform/database.ts';
import { pageOf, readPosition } from '../../platform/page.ts';
import type { Page, PageArguments } from '../../platform/page.ts';
import { caseVersion } from './case.ts';
import type { Case } from './case.ts';
import { restrictCases } from './case-filter.ts';
import type { DeviationFilter } from './case-filter.ts';
import { CASE_FIELDS, CURRENT, readCases } from './case-rows.ts';

export type CasePage = Page<Case> & { readonly filter: DeviationFilter };

/** Cases by due date, the earliest first, page by page. */
export async function readCasePage(
  sql: Sql,
  { filter, ...page }: PageArguments & { readonly filter?: DeviationFilter | null },
): Promise<CasePage> {
  const { first, position } = readPosition(page);
  const wanted = filter ?? {};
  const { parameters, where } = restrictCases(wanted, new Date());
  const beyond =
    position === null
      ? 'true'
      : `(due_on, case_id) > (${parameters.add(position[0], 'date')}, ${parameters.add(position[1], 'uuid')})`;
  const rows = await sql.query(
    `select ${CASE_FIELDS} from case_version where ${where} and ${beyond}
      order by due_on, case_id limit ${parameters.add(first + 1, 'int')}`,
    parameters.values,
  );
  const nodeOf = (row: object) => caseVersion.parse(row);
  return { filter: wanted, ...pageOf(rows, { first, position, orderedBy: 'dueOn', nodeOf }) };
}

export async function countCases(sql: Sql, filter: DeviationFilter): Promise<number> {
  const { parameters, where } = restrictCases(filter, new Date());
  const [row] = await sql.query<{ count: number }>(
    `select count(*) as count from case_version where ${where}`,
    parameters.values,
  );
  return row?.count ?? 0;
}

export type CaseLoaders = {
  /** A case as it stands, by id; null when there is none. */
  readonly cases: DataLoader<string, Case | null>;
  /** All versions of a case, the first one first. */
  readonly steps: DataLoader<string, Case[]>;
};

/** The cases and steps a request asks for in one query each. */
export function caseLoaders(database: Database): CaseLoaders {
  return {
    cases: new DataLoader(async (ids) => {
      const found = await readCases(database, `${CURRENT} and case_id::text = any($1)`, [ids]);
      const byId = new Map(found.map((one) => [one.id, one]));
      return ids.map((id) => byId.get(id) ?? null);
    }),
    steps: new DataLoader(async (ids) => {
      const versions = await readCases(database, 'case_id = any($1::uuid[]) order by version', [ids]);
      const byId = Map.groupBy(versions, ({ id }) => id);
      return ids.map((id) => byId.get(id) ?? []);
    }),
  };
}
