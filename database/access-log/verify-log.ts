import { z } from 'zod';
import type { AssertionKey } from '../../schema/access/assertion.ts';
import type { Sql } from '../database.ts';
import { isSignedBy, thumbprint } from './checkpoint.ts';
import type { Checkpoint } from './checkpoint.ts';
import { accessEntry, CHAIN_START, chainHash, ENTRY_COLUMNS } from './entry.ts';

/** What can be wrong with a log; each has its sentence in `schema/messages.ts`. */
type Problem =
  | 'SEAL_MISSING'
  | 'ENTRY_MISSING'
  | 'ENTRY_CHANGED'
  | 'SIGNATURE_WRONG'
  | 'SIGNATURE_MISSING'
  | 'ENTRY_UNSEALED'
  | 'HELD_MISSING'
  | 'HELD_DIFFERS'
  | 'HELD_UNSIGNED';

/** `sequence` is the place in the chain, `entry` the id of the first bad entry, where there is one. */
type Finding = {
  readonly problem: Problem;
  readonly sequence: number | null;
  readonly entry: string | null;
};

export type LogReport = {
  readonly finding: Finding | null;
  /** Entries sealed and found as they were sealed. */
  readonly sealed: number;
  /** The last checkpoint; null while there is none. */
  readonly last: Checkpoint | null;
  /** Entries the sealer has yet to come to, and the oldest of them. */
  readonly unsealed: number;
  readonly unsealedSince: string | null;
};

const PAGE = 5000;
/** So many entries at most are sealed in one turn, and the last of each turn is signed. */
const LONGEST_UNSIGNED = 5000;

/**
 * Goes through a log from its first entry: whether each is there and as it was sealed, whether the checkpoints
 * are signed by one of the keys, whether entries stand beside the chain, and whether the log still holds what
 * was held of it elsewhere. All statements of `sql` must see one moment.
 */
export async function verifyLog(
  sql: Sql,
  options: {
    readonly log: string;
    readonly keys: readonly AssertionKey[];
    readonly held: readonly Checkpoint[];
  },
): Promise<LogReport> {
  const walked = await walk(sql, options);
  const tail = await readTail(sql);
  const finding = walked.finding ?? (await findBesides(sql)) ?? (await findHeld(sql, options));
  return { ...walked, ...tail, finding };
}

const sealRow = z.object({
  sequence: z.int(),
  entry: z.uuid(),
  hash: z.instanceof(Buffer),
  sealedAt: z.iso.datetime().nullable(),
  key: z.string().nullable(),
  signature: z.string().nullable(),
  there: z.boolean(),
  exact: z.boolean(),
});
type Seal = z.infer<typeof sealRow>;

async function walk(
  sql: Sql,
  { log, keys }: { readonly log: string; readonly keys: readonly AssertionKey[] },
): Promise<Pick<LogReport, 'finding' | 'sealed' | 'last'>> {
  let sealed = 0;
  let unsigned = 0;
  let last: Checkpoint | null = null;
  let hash: Buffer = CHAIN_START;
  let page: unknown = BEFORE_ALL;
  for (;;) {
    const rows = await sql.query(
      `select sequence, entry, hash, sealed_at as "sealedAt", key, signature, id is not null as there,
              ${EXACT} as exact, ${ENTRY_COLUMNS.join(', ')}
         from access_seal left join access_entry on id = entry
        where sequence > $1 order by sequence limit ${PAGE}`,
      [page],
    );
    page = rows.at(-1)?.['sequence'];
    for (const row of rows) {
      const seal = sealRow.parse(row);
      const bad = (problem: Problem) => ({
        sealed,
        last,
        finding: { problem, sequence: sealed + 1, entry: problem === 'SEAL_MISSING' ? null : seal.entry },
      });
      if (seal.sequence < 1) return bad('ENTRY_UNSEALED');
      if (seal.sequence !== sealed + 1) return bad('SEAL_MISSING');
      if (!seal.there) return bad('ENTRY_MISSING');
      const entry = accessEntry.safeParse(Object.fromEntries(ENTRY_COLUMNS.map((name) => [name, row[name]])));
      if (!entry.success || !seal.exact) return bad('ENTRY_CHANGED');
      hash = chainHash(hash, seal.entry, entry.data);
      if (!hash.equals(seal.hash)) return bad('ENTRY_CHANGED');
      const told = checkpointOf(log, seal);
      if (told === 'PARTLY' || (told !== null && !isSigned(told, keys))) return bad('SIGNATURE_WRONG');
      unsigned = told === null ? unsigned + 1 : 0;
      if (unsigned >= LONGEST_UNSIGNED) return bad('SIGNATURE_MISSING');
      last = told ?? last;
      sealed = seal.sequence;
    }
    if (rows.length < PAGE) break;
  }
  // A turn of the sealer ends with a signature: what follows the last one was not sealed by it.
  const finding: Finding | null =
    unsigned === 0 ? null : { problem: 'SIGNATURE_MISSING', sequence: sealed, entry: null };
  return { sealed, last, finding };
}

/** Below any place in the chain. */
const BEFORE_ALL = '-9223372036854775808';
/** Moments have milliseconds; what is beyond them no hash is over. */
const EXACT = ['at', 'coalesce(sealed_at, at)']
  .map((moment) => `date_trunc('milliseconds', ${moment}) is not distinct from ${moment}`)
  .join(' and ');

function checkpointOf(log: string, seal: Seal): Checkpoint | 'PARTLY' | null {
  const { sequence, hash, sealedAt, key, signature } = seal;
  if (sealedAt === null && key === null && signature === null) return null;
  if (sealedAt === null || key === null || signature === null) return 'PARTLY';
  return { log, sequence, hash: hash.toString('hex'), sealedAt, key, signature };
}

function isSigned(told: Checkpoint, keys: readonly AssertionKey[]): boolean {
  const key = keys.find((one) => thumbprint(one) === told.key);
  return key !== undefined && isSignedBy(told, key);
}

/**
 * An entry that is neither in the chain nor waiting for the sealer was put there by somebody else; one that is waited
 * for and not there was deleted.
 */
async function findBesides(sql: Sql): Promise<Finding | null> {
  const [gone] = await sql.query<{ entry: string }>(
    `select entry from access_unsealed
      where not exists (select from access_entry where id = entry) order by entry limit 1`,
  );
  if (gone !== undefined) return { problem: 'ENTRY_MISSING', sequence: null, entry: gone.entry };
  const [row] = await sql.query<{ id: string }>(
    `select id from access_entry
      where not exists (select from access_seal where entry = id)
        and not exists (select from access_unsealed where entry = id)
      order by id limit 1`,
  );
  return row === undefined ? null : { problem: 'ENTRY_UNSEALED', sequence: null, entry: row.id };
}

async function findHeld(
  sql: Sql,
  { log, keys, held }: { log: string; keys: readonly AssertionKey[]; held: readonly Checkpoint[] },
): Promise<Finding | null> {
  for (const one of held.filter((told) => told.log === log).toSorted((a, b) => a.sequence - b.sequence)) {
    const { sequence } = one;
    if (!isSigned(one, keys)) return { problem: 'HELD_UNSIGNED', sequence, entry: null };
    const [row] = await sql.query<{ entry: string; hash: string; signature: string | null }>(
      `select entry, encode(hash, 'hex') as hash, signature from access_seal where sequence = $1`,
      [sequence],
    );
    if (row === undefined) return { problem: 'HELD_MISSING', sequence, entry: null };
    if (row.hash !== one.hash || row.signature !== one.signature)
      return { problem: 'HELD_DIFFERS', sequence, entry: row.entry };
  }
  return null;
}

async function readTail(sql: Sql): Promise<Pick<LogReport, 'unsealed' | 'unsealedSince'>> {
  const [row] = await sql.query<{ unsealed: number; unsealedSince: string | null }>(
    `select count(*) as unsealed, min(at) as "unsealedSince"
       from access_unsealed left join access_entry on id = entry`,
  );
  return row ?? { unsealed: 0, unsealedSince: null };
}
