import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { AssertionKey } from '../../schema/access/assertion.ts';
import { openDatabase } from '../database.ts';
import type { Sql } from '../database.ts';
import { OF_LOG } from '../reach.ts';
import { signCheckpoint } from './checkpoint.ts';
import { accessEntry, CHAIN_START, chainHash, ENTRY_COLUMNS } from './entry.ts';

/** With what it takes, an entry is sealed within a second. */
const PAUSE_MS = 800;
/** Also where nothing waits: whether what was sealed is still there. */
const LOOK_AGAIN_MS = 10_000;
const AT_ONCE = 5000;

type Sealed = { readonly sequence: number; readonly hash: Buffer };
const START: Sealed = { sequence: 0, hash: CHAIN_START };

/** The log no longer goes on from what was put on record before: entries or their seals are gone or others. */
class LogRewritten extends Error {}

/**
 * Chains what has been put on record to what was before, by hash, and signs the end of the chain, until it is
 * stopped. Several may run on one database; one seals at a time. A log that does not go on from where this
 * sealer left it is not sealed again: that is for somebody to look into.
 */
export function startSealer(options: {
  readonly databaseUrl: string;
  /** The program whose log it is. */
  readonly name: string;
  readonly key: AssertionKey;
  readonly onFailure: (error: unknown) => void;
}): { stop(): Promise<void> } {
  const database = openDatabase(options.databaseUrl, { connections: 1 });
  const stopping = new AbortController();
  const { signal } = stopping;
  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
      await database.close();
    },
  };

  async function run(): Promise<void> {
    let last: Sealed | null = null;
    let lookedAt = 0;
    let failed = false;
    while (!signal.aborted) {
      try {
        if (Date.now() - lookedAt >= LOOK_AGAIN_MS || (await isAnyWaiting(database))) {
          const before: Sealed | null = last;
          last = await database.within(OF_LOG).transaction((sql) => sealWaiting(sql, before, options));
          lookedAt = Date.now();
        }
        failed = false;
      } catch (error) {
        // Said once: the database may be away for long.
        if (!failed) options.onFailure(error);
        failed = true;
      }
      await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function isAnyWaiting(sql: Sql): Promise<boolean> {
  const [row] = await sql.prepared<{ waiting: boolean }>(
    'select exists (select from access_unsealed) as waiting',
  );
  return row?.waiting === true;
}

async function sealWaiting(
  sql: Sql,
  before: Sealed | null,
  { name, key }: { readonly name: string; readonly key: AssertionKey },
): Promise<Sealed | null> {
  const [lock] = await sql.prepared<{ taken: boolean }>(
    `select pg_try_advisory_xact_lock(hashtext('samsyn seal')) as taken`,
  );
  if (lock?.taken !== true) return before;
  const last = await readLast(sql);
  if (before !== null && !(await goesOn(sql, before, last)))
    throw new LogRewritten(`the access log of ${name} does not go on from entry ${before.sequence}`);
  const waiting = await takeWaiting(sql, name);
  if (waiting.length === 0) return last;
  const chain: { readonly id: string; readonly hash: Buffer }[] = [];
  let { hash } = last;
  for (const { id, ...entry } of waiting) {
    hash = chainHash(hash, id, entry);
    chain.push({ id, hash });
  }
  const sequence = last.sequence + chain.length;
  const sealedAt = new Date().toISOString();
  const signed = signCheckpoint({ log: name, sequence, hash: hash.toString('hex'), sealedAt }, key);
  await sql.prepared(
    `insert into access_seal (sequence, entry, hash, sealed_at, key, signature)
     select $1 + place, entry, decode(hash, 'hex'),
            case when $1 + place = $4 then $5::timestamptz end,
            case when $1 + place = $4 then $6 end,
            case when $1 + place = $4 then $7 end
       from unnest($2::uuid[], $3::text[]) with ordinality as chain(entry, hash, place)`,
    [
      last.sequence,
      chain.map(({ id }) => id),
      chain.map((link) => link.hash.toString('hex')),
      sequence,
      sealedAt,
      signed.key,
      signed.signature,
    ],
  );
  return { sequence, hash };
}

const sealRow = z.object({ sequence: z.int(), hash: z.instanceof(Buffer) });
const waitingEntry = accessEntry.strip().extend({ id: z.uuid() });

async function readLast(sql: Sql): Promise<Sealed> {
  const [row] = await sql.prepared('select sequence, hash from access_seal order by sequence desc limit 1');
  return row === undefined ? START : sealRow.parse(row);
}

/** Whether what was sealed last is still there, and still the same. */
async function goesOn(sql: Sql, before: Sealed, last: Sealed): Promise<boolean> {
  if (before.sequence === last.sequence) return before.hash.equals(last.hash);
  if (before.sequence === 0) return true;
  const [row] = await sql.prepared('select sequence, hash from access_seal where sequence = $1', [
    before.sequence,
  ]);
  return row !== undefined && sealRow.parse(row).hash.equals(before.hash);
}

/** Lists of a hundred ids are read several times faster as JSON than as arrays. */
const AS_READ = ENTRY_COLUMNS.map((column) =>
  ['units', 'records', 'persons'].includes(column) ? `to_json(${column}) as ${column}` : column,
).join(', ');

async function takeWaiting(sql: Sql, name: string) {
  const rows = await sql.prepared<{ entry: string; id: string | null }>(
    `with taken as (
       delete from access_unsealed
        where entry in (select entry from access_unsealed order by entry limit ${AT_ONCE}) returning entry)
     select entry, id, ${AS_READ} from taken left join access_entry on id = entry order by entry`,
  );
  const gone = rows.find(({ id }) => id === null)?.entry;
  if (gone !== undefined)
    throw new LogRewritten(`entry ${gone} of the access log of ${name} is gone before it was sealed`);
  return z.array(waitingEntry).parse(rows);
}
