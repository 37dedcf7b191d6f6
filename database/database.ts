import { hash } from 'node:crypto';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { escapeLiteral, Pool, types as builtIn } from 'pg';
import type { CustomTypesConfig, PoolClient, QueryConfig } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import type { Moment } from '../schema/watermark.ts';
import { GoneError } from '../schema/when-gone.ts';
import { cancelledWhen } from './cancelled-when.ts';
import type { Reach } from './reach.ts';

/** The one place that knows node-postgres. Days stay text, 64-bit integers become numbers. */
export type Row = Record<string, unknown>;
export type Sql = {
  query<R extends Row = Row>(text: string, values?: readonly unknown[]): Promise<R[]>;
  /** The same for a statement that is always written alike: a connection's PostgreSQL reads and plans it once. */
  prepared<R extends Row = Row>(text: string, values?: readonly unknown[]): Promise<R[]>;
};
export type Transaction = Sql & {
  /** Adds many rows at once: `statement` is a COPY FROM STDIN, `pieces` together its text. */
  copy(statement: string, pieces: Iterable<string>): Promise<void>;
  /** Passes on what a COPY TO STDOUT gives, no faster than it is taken, and gives how many rows; `target` is left open. */
  copyOut(statement: string, target: Writable): Promise<number>;
  /** Takes the moment the transaction reads at, where somebody wants to know it. */
  readonly told?: (moment: Moment) => void;
};
export type Database = Sql & {
  transaction<T>(work: (sql: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** The same for one answer: what it runs is cancelled when nobody waits for the answer any more. */
  until(gone: AbortSignal): Database;
  /** The same for what may reach no further: without it every table under row-level security is closed. */
  within(reach: Reach): Database;
  close(): Promise<void>;
};

type TransactionOptions = {
  /** All statements see the records as they are at the first one, and write nothing. */
  readonly oneSnapshot?: boolean;
};

const INT8 = 20;
const DATE = 1082;
const TIMESTAMPTZ = 1184;

const types: CustomTypesConfig = {
  getTypeParser: (oid: number, format) => {
    if (oid === INT8) return Number;
    if (oid === DATE) return (value: string) => value;
    if (oid === TIMESTAMPTZ) return (value: string) => new Date(value).toISOString();
    return builtIn.getTypeParser(oid, format);
  },
};

export function openDatabase(
  url: string,
  options: {
    readonly connections: number;
    /** Longest wait for a connection and for a statement, milliseconds. */
    readonly patienceMs?: number;
  },
): Database {
  const pool = new Pool({
    connectionString: url,
    max: options.connections,
    // The first question after a pause then finds a connection whose PostgreSQL has read the catalogue already.
    min: 1,
    // What begins a transaction, its statement and what ends it travel together.
    pipeline: true,
    types,
    statement_timeout: options.patienceMs ?? 60_000,
    // Also when nothing comes back at all.
    ...(options.patienceMs !== undefined && { query_timeout: options.patienceMs }),
    connectionTimeoutMillis: options.patienceMs ?? 0,
    application_name: 'samsyn',
    // A question over years sorts and adds up megabytes; compiling a statement costs many times what it saves.
    options: '-c work_mem=16MB -c jit=off',
  });
  // An idle connection that dies is replaced at the next query; without a listener it would end the process.
  pool.on('error', () => undefined);
  // One that dies in use says so beside its query, and may do so in the same breath as it is handed out. The pool sees
  // that it is of no more use.
  pool.on('connect', (client) => client.on('error', () => undefined));
  // Apart, since all of the others may be busy with what is to be cancelled.
  const canceller = new Pool({ connectionString: url, max: 1, application_name: 'samsyn' });
  canceller.on('error', () => undefined);
  const close = async () => {
    await Promise.all([pool.end(), canceller.end()]);
  };
  const open = (gone: AbortSignal | null, reach: Reach | null): Database => {
    const connected = <T>(work: (client: PoolClient) => Promise<T>): Promise<T> =>
      withClient(pool, (client) => {
        if (gone === null) return work(client);
        const cancel = () => canceller.query('select pg_cancel_backend($1)', [processOf(client)]);
        return cancelledWhen(gone, { work: () => work(client), cancel });
      });
    const transaction: Database['transaction'] = (work, { oneSnapshot = false } = {}) =>
      connected((client) => inTransaction(client, work, { gone, reach, oneSnapshot }));
    return {
      query: (text, values) => connected((client) => alone(client, reach, written(text, values))),
      prepared: (text, values) => connected((client) => alone(client, reach, prepared(text, values))),
      transaction,
      until: (other) => open(other, reach),
      within: (other) => open(gone, other),
      close,
    };
  };
  return open(null, null);
}

function written(text: string, values: readonly unknown[] = []): QueryConfig {
  return { text, values: [...values] };
}

function prepared(text: string, values: readonly unknown[] = []): QueryConfig {
  return { ...written(text, values), name: hash('sha1', text) };
}

/** Whether it answers now. */
export function isReachable(database: Sql): Promise<boolean> {
  return database.query('select 1').then(
    () => true,
    () => false,
  );
}

async function withClient<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    return await work(client);
  } catch (error) {
    if (error instanceof BrokenConnection || error instanceof GoneError) broken = error;
    throw error instanceof BrokenConnection ? error.cause : error;
  } finally {
    client.release(broken);
  }
}

/** The transaction could not even be rolled back: the connection is not to be used again. */
class BrokenConnection extends Error {}

class CopyCutOff extends Error {}

/** One statement, in a transaction of its own where it needs a reach; it ends as the statement does. */
async function alone<R extends Row>(
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

async function inTransaction<T>(
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

/** The backend's process, which node-postgres knows and its types do not name. */
function processOf(client: PoolClient): number {
  return (client as PoolClient & { readonly processID: number }).processID;
}
