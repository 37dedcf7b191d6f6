import type { Writable } from 'node:stream';
import { Pool, types as builtIn } from 'pg';
import type { CustomTypesConfig, PoolClient } from 'pg';
import type { Moment } from '../schema/watermark.ts';
import { GoneError } from '../schema/when-gone.ts';
import { cancelledWhen } from './cancelled-when.ts';
import type { Reach } from './reach.ts';
import { alone, BrokenConnection, inTransaction, prepared, written } from './transaction.ts';

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

/** The backend's process, which node-postgres knows and its types do not name. */
function processOf(client: PoolClient): number {
  return (client as PoolClient & { readonly processID: number }).processID;
}
