import DataLoader from 'dataloader';
import { mayReachAll } from '../../../schema/access/permits.ts';
import { readQualityKey } from '../../../schema/quality.ts';
import { grantedPeriods, requireUnits } from '../../platform/access/require-clearance.ts';
import type { WithAsserted } from '../../platform/access/guard-resolvers.ts';
import type { AnswerMoments } from '../../platform/answer-moments.ts';
import { ClientError } from '../../platform/client-error.ts';
import { reachFor } from '../../platform/database.ts';
import type { Clearance } from '../../../schema/access/clearances.ts';
import type { Database, Sql } from '../../platform/database.ts';
import { pageOf, readPosition } from '../../platform/page.ts';
import type { PageArguments } from '../../platform/page.ts';
import { coverageOfKeys } from './conflict-rows.ts';

type Context = WithAsserted & {
  readonly database: Database;
  readonly moments: AnswerMoments;
  readonly conflictCounts: ConflictCounts;
};
type Asked = { readonly units: readonly string[] };
type AtUnit = { readonly unit: { readonly code: string }; readonly source: string; readonly target: string };
/** Numbers of keys by unit, source and target. */
export type ConflictCounts = DataLoader<
  readonly [unit: string, source: string, target: string],
  number,
  string
>;

export const conflictResolvers = {
  keyConflicts: ({ key }: { key: string }, _none: unknown, { asserted }: Context): Asked => {
    const units = readQualityKey(key)?.units ?? [];
    requireUnits(asserted, 'QUALITY', units);
    return { units };
  },
  KeyConflicts: {
    coverage: async ({ units }: Asked, _none: unknown, { database, moments }: Context) => {
      // How long ago the keys were compared changes with the clock.
      moments.withhold();
      return coverageOfKeys(database, units);
    },
    count: ({ units }: Asked, _none: unknown, context: Context) =>
      countConflicts(reached(context, 'QUALITY'), units),
    list: ({ units }: Asked, page: PageArguments, context: Context) => {
      const { asserted } = context;
      // A key has no date to hold against the period somebody was granted.
      if (grantedPeriods(asserted).length > 0) throw new ClientError('NOT_PERMITTED');
      return listConflicts(reached(context, 'RECORDS'), {
        ...page,
        units: units.filter((unit) => mayReachAll(asserted, 'RECORDS', [unit])),
      });
    },
  },
  ofSource: ({ unit, source, target }: AtUnit, _none: unknown, { conflictCounts }: Context) =>
    conflictCounts.load([unit.code, source, target]),
};

function reached({ database, asserted }: Context, clearance: Clearance): Database {
  return database.within(reachFor(asserted, clearance, null));
}

/** The numbers a request asks for in one query. */
export function conflictLoader(database: Database): ConflictCounts {
  return new DataLoader(
    async (asked) => {
      const rows = await database.query<{ unit: string; source: string; target: string; count: number }>(
        `select unit, source, target, count(*) as count from key_conflict, unnest(units) as unit
          group by unit, source, target`,
      );
      const counts = new Map(
        rows.map(({ unit, source, target, count }) => [JSON.stringify([unit, source, target]), count]),
      );
      return asked.map((one) => counts.get(JSON.stringify(one)) ?? 0);
    },
    { cacheKeyFn: (one) => JSON.stringify(one) },
  );
}

async function countConflicts(sql: Sql, units: readonly string[]): Promise<number> {
  const [row] = await sql.query<{ count: number }>(
    'select count(*) as count from key_conflict where units && $1::text[]',
    [units],
  );
  return row?.count ?? 0;
}

async function listConflicts(sql: Sql, { units, ...page }: Asked & PageArguments) {
  const { first, position } = readPosition(page);
  const rows = await sql.query(
    `select id, target, source, key, units, found_at as "foundAt" from key_conflict
      where units && $1::text[] and ($2::timestamptz is null or (found_at, id) < ($2, $3::uuid))
      order by found_at desc, id desc limit $4`,
    [units, position?.[0] ?? null, position?.[1] ?? null, first + 1],
  );
  const nodeOf = ({ units: codes, ...row }: Record<string, unknown>) => ({
    ...row,
    units: (codes as string[]).map((code) => ({ code })),
  });
  return pageOf(rows, { first, position, orderedBy: 'foundAt', nodeOf });
}
