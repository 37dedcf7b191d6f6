import { hash } from 'node:crypto';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { escapeLiteral } from 'pg';
import type { PoolClient, QueryConfig } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { GoneError } from '../schema/when-gone.ts';
import type { Row, Transaction } from './database.ts';
import type { Reach } from './reach.ts';

/** How statements reach PostgreSQL over one connection: alone or several in a transaction, each within its reach. */

export function written(text: string, values: readonly unknown[] = []): QueryConfig {
  return { text, values: [...values] };
}

export function prepared(text: string, values: readonly unknown[] = []): QueryConfig {
  return { ...written(text, values), name: hash('sha1', text) };
}

/** The transaction could not even be rolled back: the connection is not to be used again. */
export class BrokenConnection extends Error {}

class CopyCutOff extends Error {}

/** One statement, in a transaction of its own where it needs a reach; it ends as the statement does. */
export async function alone<R extends Row>(
  client: PoolClient,
  reach: Reach | null,
  statement: QueryConfig,
): Promise<R[]> {
  if (reach === null) return (await client.query<R>(statement)).rows;
  const begun = client.query(beginning({ reach, oneSnapshot: false }));
  const answered = client.query<R>(statement);
  const ended = client.query('commit');
  // The connection is free when all three have ended.
  await Promise.allSettled([begun, answered, ended]);
  await begun;
  const { rows } = await answered;
  await ended;
  return rows;
}

export async function inTransaction<T>(
  client: PoolClient,
  work: (sql: Transaction) => Promise<T>,
  {
    gone,
    reach,
    oneSnapshot,
  }: { readonly gone: AbortSignal | null; readonly reach: Reach | null; readonly oneSnapshot: boolean },
): Promise<T> {
  const unlessGone = () => {
    if (gone?.aborted === true) throw new GoneError();
  };
  try {
    const begun = client.query(beginning({ reach, oneSnapshot }));
    // It is told with the first statement, which is sent along with it.
    begun.catch(() => undefined);
    const run = async <R extends Row>(statement: QueryConfig): Promise<R[]> => {
      unlessGone();
      const answered = client.query<R>(statement);
      answered.catch(() => undefined);
      await begun;
      return (await answered).rows;
    };
    const result = await work({
      query: (text, values) => run(written(text, values)),
      prepared: (text, values) => run(prepared(text, values)),
      copy: async (statement, pieces) => {
        await begun;
        await unpipelined(client, () => pipeline(pieces, client.query(copyFrom(statement))));
      },
      copyOut: async (statement, target) => {
        await begun;
        return unpipelined(client, () => copyOut(client, statement, target));
      },
    });
    await begun;
    const ended = client.query('commit');
    // Of what has written nothing nobody needs to know; whoever is given the connection next is served after it.
    if (oneSnapshot) ended.catch(() => undefined);
    else await ended;
    return result;
  } catch (error) {
    // Where a copy was cut off PostgreSQL may still be sending: the connection is of no more use.
    if (error instanceof CopyCutOff) throw new BrokenConnection('copy cut off', { cause: error.cause });
    await client.query('rollback').catch(() => {
      throw new BrokenConnection('rollback failed', { cause: error });
    });
    throw error;
  }
}

/** node-postgres copies only on a connection that waits for each answer; nothing else is on its way here. */
async function unpipelined<T>(client: { pipeline?: boolean }, work: () => Promise<T>): Promise<T> {
  client.pipeline = false;
  try {
    const result = await work();
    client.pipeline = true;
    return result;
  } catch (error) {
    // Where a copy was cut off the connection is ended, which one that pipelines puts off until all of it has come.
    client.pipeline = !(error instanceof CopyCutOff);
    throw error;
  }
}

async function copyOut(client: PoolClient, statement: string, target: Writable): Promise<number> {
  const rows = client.query(copyTo(statement));
  // Of a copy that nobody takes any more it is told again when its connection is thrown away; unheard, that would end
  // the process.
  rows.on('error', () => undefined);
  await pipeline(rows, target, { end: false }).catch((error: unknown) => {
    throw new CopyCutOff('copy cut off', { cause: error });
  });
  return rows.rowCount;
}

function beginning({
  reach,
  oneSnapshot,
}: {
  readonly reach: Reach | null;
  readonly oneSnapshot: boolean;
}): string {
  const begin = oneSnapshot ? 'begin isolation level repeatable read, read only' : 'begin';
  return [begin, ...within(reach)].join('; ');
}

/** Unlike a query SET takes no parameters, and sees nothing that a snapshot would have to hold. */
function within(reach: Reach | null): string[] {
  if (reach === null) return [];
  const { as, ...narrowing } = reach;
  return [
    `set local samsyn.reach = ${escapeLiteral(as)}`,
    `set local samsyn.within = ${escapeLiteral(JSON.stringify(narrowing))}`,
  ];
}
