import { Client } from 'pg';
import { INMATES_SUBGRAPH } from '../schema/units.ts';
import type { Stack } from './stack.ts';

/** Where a page begins: after the record that started then, with this id. */
export type Position = { readonly startedAt: string; readonly id: string };

/** The same pages read by someone with a connection to both databases. */
export type PlainPages = {
  /** Ids of the page, newest start first, after its inmates are read as well. */
  read(after: Position | null): Promise<string[]>;
  count(): Promise<number>;
  /** Of the last record before the page with this number, the first being 1. */
  positionBefore(page: number): Promise<Position>;
  close(): Promise<void>;
};

const CURRENT = `superseded_at = 'infinity' and not withdrawn`;

export async function openPlainPages(
  stack: Stack,
  { unit, size }: { readonly unit: string; readonly size: number },
): Promise<PlainPages> {
  const records = await connect(stack.superuserUrl(unit));
  const register = await connect(stack.superuserUrl(INMATES_SUBGRAPH));
  return {
    read: async (after) => {
      const { rows } = await records.query<{ id: string; person: string }>(
        `select id, kind, means, started_at, started_on, ended_at, ended_on, length_seconds, facility, legal_basis, person
           from measure_version
          where ${CURRENT} and ${after === null ? 'true' : `(begins_at, id) < ($2::timestamptz, $3::uuid)`}
          order by begins_at desc, id desc limit $1`,
        after === null ? [size] : [size, after.startedAt, after.id],
      );
      await register.query(
        `select pseudonym, sex, extract(year from birth_date)::int as birth_year
           from person_version where ${CURRENT} and pseudonym = any($1)`,
        [rows.map(({ person }) => person)],
      );
      return rows.map(({ id }) => id);
    },
    count: async () => {
      const { rows } = await records.query<{ count: string }>(
        `select count(*) from measure_version where ${CURRENT}`,
      );
      return Number(rows[0]?.count);
    },
    positionBefore: async (page) => {
      const { rows } = await records.query<{ startedAt: Date; id: string }>(
        `select begins_at as "startedAt", id from measure_version where ${CURRENT}
          order by begins_at desc, id desc offset $1 limit 1`,
        [(page - 1) * size - 1],
      );
      if (rows[0] === undefined) throw new Error(`there is no page ${page}`);
      return { startedAt: rows[0].startedAt.toISOString(), id: rows[0].id };
    },
    close: async () => {
      await records.end();
      await register.end();
    },
  };
}

async function connect(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
