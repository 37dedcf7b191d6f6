import { z } from 'zod';
import type { DeviationFeed } from '../../../schema/deviations/feed.ts';
import { isPublicCode } from '../../../schema/public-codes.ts';
import type { PublicCode } from '../../../schema/public-codes.ts';
import { UNITS } from '../../../schema/units.ts';
import type { Sql } from '../../platform/database.ts';
import type { Declared } from './awaited-deviations.ts';

const positions = z.array(
  z.object({
    unit: z.string(),
    judgedAt: z.string().nullable(),
    readAt: z.string().nullable(),
    failure: z.string().nullable(),
  }),
);

/** A feed read longer ago than this is no longer current. */
const CURRENT_FOR_MS = 10 * 60_000;

/** Up to where the unit's feed has been read; 0 before the first time. */
export async function readPosition(sql: Sql, unit: string): Promise<number> {
  const [row] = await sql.query<{ readTo: number }>(
    'select read_to as "readTo" from feed_position where unit = $1',
    [unit],
  );
  return row?.readTo ?? 0;
}

export async function movePosition(sql: Sql, unit: string, readTo: number): Promise<void> {
  await sql.query(
    `insert into feed_position (unit, read_to) values ($1, $2)
     on conflict (unit) do update set read_to = excluded.read_to`,
    [unit, readTo],
  );
}

/** Nothing was left to read: the cases are as the unit judged at `judgedAt`. */
export async function noteRead(
  sql: Sql,
  unit: string,
  { judgedAt, declared }: Pick<DeviationFeed, 'judgedAt' | 'declared'>,
): Promise<void> {
  await sql.query(
    `insert into feed_position (unit, judged_at, declared, read_at) values ($1, $2, $3, clock_timestamp())
     on conflict (unit) do update
     set judged_at = excluded.judged_at, declared = excluded.declared, read_at = excluded.read_at, failure = null`,
    [unit, judgedAt, JSON.stringify(declared)],
  );
}

/** By unit, what each feed that was read last declared to be complete. */
export async function readDeclared(sql: Sql): Promise<ReadonlyMap<string, Declared>> {
  const rows = await sql.query<{ unit: string; declared: Declared }>(
    'select unit, declared from feed_position',
  );
  return new Map(rows.map(({ unit, declared }) => [unit, declared]));
}

export async function noteFailure(sql: Sql, unit: string, code: PublicCode): Promise<void> {
  await sql.query(
    `insert into feed_position (unit, failure) values ($1, $2)
     on conflict (unit) do update set failure = excluded.failure`,
    [unit, code],
  );
}

/**
 * What a list of cases rests on. A unit whose feed could not be read lately is missing: its cases stand as they
 * were known up to `dataThrough`.
 */
export async function coverageOfFeeds(sql: Sql, units: readonly string[] | null) {
  const asked = UNITS.map(({ code }) => code).filter((code) => units?.includes(code) ?? true);
  const known = positions.parse(
    await sql.query(
      `select unit, judged_at as "judgedAt", read_at as "readAt", failure from feed_position where unit = any($1)`,
      [asked],
    ),
  );
  const feeds = asked.map((code) => {
    const position = known.find(({ unit }) => unit === code);
    // Each case says by which rule set it was judged.
    return {
      unit: { code },
      ruleSets: [],
      dataThrough: position?.judgedAt ?? null,
      reason: reasonOf(position),
    };
  });
  return {
    complete: feeds.every(({ reason }) => reason === null),
    answered: feeds.filter(({ reason }) => reason === null),
    missing: feeds.filter(({ reason }) => reason !== null),
    ruleSets: [],
    registers: [],
    ratesFrom: [],
  };
}

function reasonOf(position: z.infer<typeof positions>[number] | undefined): PublicCode | null {
  if (position === undefined) return 'FEED_NOT_READ';
  if (isPublicCode(position.failure)) return position.failure;
  if (position.readAt === null) return 'FEED_NOT_READ';
  return Date.parse(position.readAt) < Date.now() - CURRENT_FOR_MS ? 'FEED_LATE' : null;
}
