import { z } from 'zod';
import type { Database } from '../../database/database.ts';
import { assertion } from '../../schema/access/assertion.ts';
import type { Assertion } from '../../schema/access/assertion.ts';
import { ownerOrder, PERSON_STEPS } from '../../schema/records/person-order.ts';
import type { OwnerOrder, PersonStep } from '../../schema/records/person-order.ts';
import { SUBGRAPHS } from '../../schema/units.ts';

/** Longer than an owner is given to answer. */
const CLAIM = '150 seconds';

const queuedOrder = z.strictObject({
  id: z.int(),
  step: z.enum(PERSON_STEPS),
  asked: ownerOrder,
  asserted: assertion,
  /** Of the attempt before this one. */
  failure: z.string().nullable(),
});
/** An order that waits for one owner. */
export type QueuedOrder = z.infer<typeof queuedOrder>;

/** Keeps an order until every owner has done it, and gives what waits for each of them. */
export async function addOrder(
  database: Database,
  order: { readonly step: PersonStep; readonly asked: OwnerOrder; readonly asserted: Assertion },
): Promise<ReadonlyMap<string, number>> {
  const { step, asked, asserted } = order;
  const rows = await database.transaction(async (sql) => {
    // Orders are in the same order at each owner.
    await sql.query(`select pg_advisory_xact_lock(hashtext('samsyn person orders'))`);
    return sql.query<{ owner: string; id: number }>(
      `insert into person_order (owner, step, asked, asserted)
       select owner, $2, $3, $4 from unnest($1::text[]) as owner returning owner, id`,
      [SUBGRAPHS, step, JSON.stringify(asked), JSON.stringify(asserted)],
    );
  });
  return new Map(rows.map(({ owner, id }) => [owner, id]));
}

/** The order an owner is to do next; null where there is none, or somebody else is at it. */
export async function claimNext(database: Database, owner: string): Promise<QueuedOrder | null> {
  const [row] = await database.query(
    `update person_order set claimed_until = clock_timestamp() + interval '${CLAIM}'
      where id = (select min(id) from person_order where owner = $1) and claimed_until < clock_timestamp()
      returning id, step, asked, asserted, failure`,
    [owner],
  );
  return row === undefined ? null : queuedOrder.parse(row);
}

export async function noteDone(database: Database, id: number): Promise<void> {
  await database.query('delete from person_order where id = $1', [id]);
}

export async function noteFailure(database: Database, id: number, failure: string): Promise<void> {
  await database.query(`update person_order set claimed_until = '-infinity', failure = $2 where id = $1`, [
    id,
    failure,
  ]);
}

/** Why an order still waits; null when it does not. */
export async function readWaiting(
  database: Database,
  id: number,
): Promise<{ readonly claimed: boolean; readonly failure: string | null } | null> {
  const [row] = await database.query<{ claimed: boolean; failure: string | null }>(
    `select exists (select from person_order as first
                     where first.owner = waiting.owner and first.id <= waiting.id and first.claimed_until > clock_timestamp()) as claimed,
            failure
       from person_order as waiting where id = $1`,
    [id],
  );
  return row ?? null;
}

export async function ownersWaitedFor(database: Database): Promise<string[]> {
  const rows = await database.query<{ owner: string }>('select distinct owner from person_order');
  return rows.map(({ owner }) => owner);
}
