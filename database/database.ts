import { hash } from 'node:crypto';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Pool, types as builtIn } from 'pg';
import type { CustomTypesConfig } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import type { Moment } from '../schema/watermark.ts';

/** The one place that knows node-postgres. Days stay text, 64-bit integers become numbers. */
export type Row = Record<string, unknown>;
export type Sql = {
  query<R extends Row = Row>(text: string, values?: readonly unknown[]): Promise<R[]>;
};
export type Transaction = Sql & {
  /** The same for a statement that is always written alike: a connection's PostgreSQL reads and plans it once. */
  prepared<R extends Row = Row>(text: string, values?: readonly unknown[]): Promise<R[]>;
  /** Adds many rows at once: `statement` is a COPY FROM STDIN, `lines` its text. */
  copy(statement: string, lines: string): Promise<void>;
  /** Passes on what a COPY TO STDOUT gives, no faster than it is taken; `target` is left open. */
  copyOut(statement: string, target: Writable): Promise<void>;
  /** Takes the moment the transaction reads at, where somebody wants to know it. */
  readonly told?: (moment: Moment) => void;
};
export type Database = Sql & {
  /** The same for a statement that is always written alike: a connection's PostgreSQL reads and plans it once. */
  prepared<R extends Row = Row>(text: string, values?: readonly unknown[]): Promise<R[]>;
  transaction<T>(work: (sql: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
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
  return {
    query: async (text, values = []) => (await pool.query(text, [...values])).rows,
    prepared: async (text, values = []) => (await pool.query(prepared(text, values))).rows,
    transaction: (work) => inTransaction(pool, work),
    close: () => pool.end(),
  };
}

function prepared(text: string, values: readonly unknown[]) {
  return { name: hash('sha1', text), text, values: [...values] };
}

/** Whether it answers now. */
export function isReachable(database: Sql): Promise<boolean> {
  return database.query('select 1').then(
    () => true,
    () => false,
  );
}

async function inTransaction<T>(pool: Pool, work: (sql: Transaction) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A connection that PostgreSQL ends says so beside every query; unheard, that would end the process.
  const onLost = (error: Error) => {
    broken = error;
  };
  client.on('error', onLost);
  try {
    await client.query('begin');
    const result = await work({
      query: async (text, values = []) => (await client.query(text, [...values])).rows,
      prepared: async (text, values = []) => (await client.query(prepared(text, values))).rows,
      copy: (statement, lines) => pipeline([lines], client.query(copyFrom(statement))),
      copyOut: async (statement, target) => {
        try {
          await pipeline(client.query(copyTo(statement)), target, { end: false });
        } catch (error) {
          // PostgreSQL may still be sending: the connection is of no more use.
          broken = error instanceof Error ? error : new Error(String(error));
          throw error;
        }
      },
    });
    await client.query('commit');
    return result;
  } catch (error) {
    if (broken === undefined)
      await client.query('rollback').catch((failure: Error) => {
        broken = failure;
      });
    throw error;
  } finally {
    client.off('error', onLost);
    client.release(broken);
  }
}
