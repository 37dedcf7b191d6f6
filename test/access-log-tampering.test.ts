import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAccessLog } from '../database/access-log/access-log.ts';
import { signCheckpoint } from '../database/access-log/checkpoint.ts';
import type { Checkpoint } from '../database/access-log/checkpoint.ts';
import { accessEntry, CHAIN_START, chainHash, ENTRY_COLUMNS } from '../database/access-log/entry.ts';
import type { AccessEntry } from '../database/access-log/entry.ts';
import { startSealer } from '../database/access-log/sealer.ts';
import { verifyLog } from '../database/access-log/verify-log.ts';
import { openDatabase } from '../database/database.ts';
import type { Database, Sql } from '../database/database.ts';
import { keyFromSecret, publicPart } from '../local/access.ts';
import { GATEWAY } from '../schema/units.ts';
import { createDatabases, ownerUrlOf } from './harness/databases.ts';

/** Tampering with a sealed log of nine entries, three to a checkpoint, as whoever owns the database. */
const KEY = keyFromSecret('the sealer of the test');
const OTHER_KEY = keyFromSecret('somebody else');
const keys = [publicPart(KEY)];

let databaseUrl: string;
let owner: Database;
const held: Checkpoint[] = [];
beforeAll(async () => {
  databaseUrl = (await createDatabases(randomBytes(5).toString('hex'), [GATEWAY])).get(GATEWAY) ?? '';
  owner = openDatabase(ownerUrlOf(databaseUrl), { connections: 2 });
  const log = openAccessLog(databaseUrl);
  const sealer = seal();
  for (const turn of [0, 3, 6]) {
    await log.write([1, 2, 3].map((number) => entry(turn + number)));
    await untilSealed(turn + 3);
    const { last } = await owner.transaction((sql) => verifyLog(sql, { log: GATEWAY, keys, held }));
    if (last !== null) held.push(last);
  }
  await sealer.stop();
  await log.close();
});
afterAll(() => owner.close());

function seal(onFailure: (error: unknown) => void = () => undefined) {
  return startSealer({ databaseUrl, name: GATEWAY, key: KEY, onFailure });
}

async function untilSealed(count: number): Promise<void> {
  for (;;) {
    const [row] = await owner.query<{ n: number }>('select count(*) as n from access_seal');
    if (row?.n === count) return;
    await sleep(50);
  }
}

function entry(number: number): AccessEntry {
  return {
    at: new Date(Date.UTC(2026, 0, number)).toISOString(),
    issuer: 'test',
    subject: `viewer ${number}`,
    organisation: null,
    supplier: null,
    role: 'controller',
    purpose: 'klagesak',
    operation: 'Journal',
    operation_hash: '0123456789abcdef',
    route: 'POST /graphql',
    action: 'READ',
    outcome: 'ALLOWED',
    code: null,
    units: ['oslo'],
    records: [`oslo:${number}`],
    persons: [`p${number}`],
    record_count: 1,
    person_count: 1,
    address: '127.0.0.1',
  };
}

type Against = Partial<Parameters<typeof verifyLog>[1]>;

/** What `verify` finds after the tampering, which is undone again. */
async function after(tamper: (sql: Sql) => Promise<unknown>, against: Against = {}) {
  return (await reportAfter(tamper, against)).finding;
}

async function reportAfter(tamper: (sql: Sql) => Promise<unknown>, against: Against = {}) {
  const undone = new Undone();
  const failure: unknown = await owner
    .transaction(async (sql) => {
      await sql.query(`set local session_replication_role = replica`);
      await tamper(sql);
      undone.report = await verifyLog(sql, { log: GATEWAY, keys, held: [], ...against });
      throw undone;
    })
    .catch((error: unknown) => error);
  if (failure !== undone || undone.report === null) throw failure;
  return undone.report;
}
class Undone extends Error {
  report: Awaited<ReturnType<typeof verifyLog>> | null = null;
}

const idAt = async (sequence: number) =>
  (await owner.query<{ entry: string }>('select entry from access_seal where sequence = $1', [sequence]))[0]
    ?.entry;
const ENTRY_5 = 'id = (select entry from access_seal where sequence = 5)';

test('an untouched log is sound, chained in the order it was written, and each turn of the sealer is signed', async () => {
  expect(await after(async () => undefined, { held })).toBeNull();
  expect(held.map(({ sequence }) => sequence)).toEqual([3, 6, 9]);
  const rows = await owner.query(
    'select subject from access_seal join access_entry on id = entry order by sequence',
  );
  expect(rows.map(({ subject }) => subject)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `viewer ${n}`));
});

const OTHER_VALUE: Readonly<Record<string, string>> = {
  at: `at + interval '1 millisecond'`,
  action: `'EXPORT'`,
  outcome: `'REFUSED'`,
  record_count: '0',
  person_count: '2',
  units: `'{troms}'`,
  records: `'{}'`,
  persons: `'{p6}'`,
};
test.each(ENTRY_COLUMNS)('a changed %s is found, at its entry', async (column) => {
  const value = OTHER_VALUE[column] ?? `'other'`;
  const found = await after((sql) =>
    sql.query(`update access_entry set ${column} = ${value} where ${ENTRY_5}`),
  );
  expect(found).toEqual({ problem: 'ENTRY_CHANGED', sequence: 5, entry: await idAt(5) });
});

const KEPT_APART = [
  ['access_seal', 'access_seal_entry_key'],
  ['access_seal', 'access_seal_pkey'],
  ['access_entry', 'access_entry_pkey'],
] as const;

test.each<[string, string, object]>([
  [
    'an entry deleted',
    `delete from access_entry where ${ENTRY_5}`,
    { problem: 'ENTRY_MISSING', sequence: 5 },
  ],
  [
    'an entry deleted with its seal',
    `with gone as (delete from access_seal where sequence = 5 returning entry) delete from access_entry where id in (select entry from gone)`,
    { problem: 'SEAL_MISSING', sequence: 5, entry: null },
  ],
  [
    'the first entry deleted',
    `delete from access_entry where id = (select entry from access_seal where sequence = 1)`,
    { problem: 'ENTRY_MISSING', sequence: 1 },
  ],
  [
    'two seals swapped',
    `update access_seal s set entry = o.entry from access_seal o where (s.sequence, o.sequence) in ((4, 5), (5, 4))`,
    { problem: 'ENTRY_CHANGED', sequence: 4 },
  ],
  [
    'two seals swapped with their hashes',
    `update access_seal set sequence = case sequence when 4 then 5 else 4 end where sequence in (4, 5)`,
    { problem: 'ENTRY_CHANGED', sequence: 4 },
  ],
  [
    'what two entries tell swapped',
    `update access_entry e set subject = o.subject from access_entry o
      where (e.subject, o.subject) in (('viewer 4', 'viewer 5'), ('viewer 5', 'viewer 4'))`,
    { problem: 'ENTRY_CHANGED', sequence: 4 },
  ],
  [
    'an entry put beside the chain',
    `insert into access_entry (${ENTRY_COLUMNS.join(', ')}) select ${ENTRY_COLUMNS.join(', ')} from access_entry where ${ENTRY_5}`,
    { problem: 'ENTRY_UNSEALED', sequence: null },
  ],
  [
    'the seals of the tail deleted',
    'delete from access_seal where sequence > 6',
    { problem: 'ENTRY_UNSEALED' },
  ],
  [
    'the tail cut off between two checkpoints',
    `with gone as (delete from access_seal where sequence > 7 returning entry) delete from access_entry where id in (select entry from gone)`,
    { problem: 'SIGNATURE_MISSING', sequence: 7 },
  ],
  [
    'a checkpoint with the signature of another',
    'update access_seal s set signature = o.signature from access_seal o where (s.sequence, o.sequence) = (6, 3)',
    { problem: 'SIGNATURE_WRONG', sequence: 6 },
  ],
  [
    'a checkpoint set back in time',
    `update access_seal set sealed_at = sealed_at - interval '1 day' where sequence = 6`,
    { problem: 'SIGNATURE_WRONG', sequence: 6 },
  ],
  [
    'the clock of every entry set back',
    `update access_entry set at = at - interval '1 hour'`,
    { problem: 'ENTRY_CHANGED', sequence: 1 },
  ],
  [
    'a moment moved by less than is shown',
    `update access_entry set at = at + interval '7 microseconds' where ${ENTRY_5}`,
    { problem: 'ENTRY_CHANGED', sequence: 5 },
  ],
  [
    'an entry under another id, with its seal',
    `with renamed as (update access_entry set id = gen_random_uuid() where ${ENTRY_5} returning id)
     update access_seal set entry = renamed.id from renamed where sequence = 5`,
    { problem: 'ENTRY_CHANGED', sequence: 5 },
  ],
  [
    'all that two entries tell swapped, as by their ids',
    `update access_entry e set id = o.id from access_entry o
      where (e.subject, o.subject) in (('viewer 4', 'viewer 5'), ('viewer 5', 'viewer 4'))`,
    { problem: 'ENTRY_CHANGED', sequence: 4 },
  ],
  [
    'the hash of a seal changed',
    `update access_seal set hash = sha256('other') where sequence = 5`,
    { problem: 'ENTRY_CHANGED', sequence: 5 },
  ],
  [
    'the hash of a checkpoint changed',
    `update access_seal set hash = sha256('other') where sequence = 6`,
    { problem: 'ENTRY_CHANGED', sequence: 6 },
  ],
  [
    'a checkpoint in the name of another key',
    `update access_seal set key = 'other' where sequence = 6`,
    { problem: 'SIGNATURE_WRONG', sequence: 6 },
  ],
  [
    'a checkpoint without its signature',
    `update access_seal set signature = null where sequence = 6`,
    { problem: 'SIGNATURE_WRONG', sequence: 6 },
  ],
  [
    'a seal that tells a time and has no signature',
    `update access_seal set sealed_at = '2026-01-05Z' where sequence = 5`,
    { problem: 'SIGNATURE_WRONG', sequence: 5 },
  ],
  [
    'a checkpoint deleted with all that follows',
    `with gone as (delete from access_seal where sequence >= 6 returning entry) delete from access_entry where id in (select entry from gone)`,
    { problem: 'SIGNATURE_MISSING', sequence: 5 },
  ],
  [
    'an entry put in between, and the seals moved on',
    `with put as (insert into access_entry (${ENTRY_COLUMNS.join(', ')}) select ${ENTRY_COLUMNS.join(', ')} from access_entry where ${ENTRY_5} returning id),
          moved as (update access_seal set sequence = sequence + 1 where sequence > 5)
     insert into access_seal select 6, id, sha256('any') from put`,
    { problem: 'ENTRY_CHANGED', sequence: 6 },
  ],
  [
    'an entry sealed before the first',
    `with put as (insert into access_entry (${ENTRY_COLUMNS.join(', ')}) select ${ENTRY_COLUMNS.join(', ')} from access_entry where ${ENTRY_5} returning id)
     insert into access_seal select 0, id, sha256('any') from put`,
    { problem: 'ENTRY_UNSEALED', sequence: 1 },
  ],
  [
    'the places of all seals moved',
    `update access_seal set sequence = sequence + 1`,
    { problem: 'SEAL_MISSING', sequence: 1 },
  ],
  [
    'an entry deleted that waits for the sealer',
    `insert into access_unsealed values ('00000000-0000-7000-8000-000000000001')`,
    { problem: 'ENTRY_MISSING', sequence: null, entry: '00000000-0000-7000-8000-000000000001' },
  ],
])('%s is found', async (_case, statement, expected) => {
  const found = await after(async (sql) => {
    // Whoever owns the tables can lift what they keep apart.
    for (const [table, key] of KEPT_APART) await sql.query(`alter table ${table} drop constraint ${key}`);
    await sql.query(statement);
  });
  expect(found).toMatchObject(expected);
});

/** Writes the whole chain anew over the entries as they now are, in the order of their ids. */
async function rechain(sql: Sql, signature: (told: Checkpoint) => Partial<Checkpoint> | null): Promise<void> {
  const rows = await sql.query(`select id, ${ENTRY_COLUMNS.join(', ')} from access_entry order by at`);
  const kept = await sql.query<any>('select * from access_seal order by sequence');
  await sql.query('delete from access_seal');
  let hash: Buffer = CHAIN_START;
  for (const [index, { id, ...content }] of rows.entries()) {
    hash = chainHash(hash, String(id), accessEntry.parse(content));
    const sequence = index + 1;
    const { sealed_at: sealedAt, key, signature: signed } = kept[index] ?? {};
    const isLast = sequence === rows.length;
    const told =
      signed == null && !isLast
        ? null
        : signature({
            log: GATEWAY,
            sequence,
            hash: hash.toString('hex'),
            sealedAt: sealedAt ?? new Date().toISOString(),
            key: key ?? 'x',
            signature: signed ?? 'x',
          });
    await sql.query('insert into access_seal values ($1, $2, $3, $4, $5, $6)', [
      sequence,
      id,
      hash,
      told?.sealedAt ?? null,
      told?.key ?? null,
      told?.signature ?? null,
    ]);
  }
}
const CHANGE = `update access_entry set subject = 'nobody' where ${ENTRY_5}`;
const INSERTED = `insert into access_entry (${ENTRY_COLUMNS.join(', ')})
  select ${ENTRY_COLUMNS.map((column) => (column === 'at' ? `at + interval '1 hour'` : column)).join(', ')} from access_entry where ${ENTRY_5}`;
const DELETED = `delete from access_entry where ${ENTRY_5}`;

test.each<[string, string, Parameters<typeof rechain>[1], object]>([
  ['after a change, signatures kept', CHANGE, (told) => told, { problem: 'SIGNATURE_WRONG', sequence: 6 }],
  ['after a change, signatures removed', CHANGE, () => null, { problem: 'SIGNATURE_MISSING' }],
  [
    'after a change, signed with another key',
    CHANGE,
    (told) => signCheckpoint(told, OTHER_KEY),
    { problem: 'SIGNATURE_WRONG', sequence: 3 },
  ],
  [
    'after a change, signed with another key in the name of ours',
    CHANGE,
    (told) => ({ ...signCheckpoint(told, OTHER_KEY), key: told.key }),
    { problem: 'SIGNATURE_WRONG', sequence: 3 },
  ],
  ['with an entry put in', INSERTED, (told) => told, { problem: 'SIGNATURE_WRONG', sequence: 6 }],
  ['with an entry taken out', DELETED, (told) => told, { problem: 'SIGNATURE_WRONG', sequence: 6 }],
])(
  'the whole chain written anew without the key %s is found',
  async (_case, statement, signature, expected) => {
    const found = await after(async (sql) => {
      await sql.query(statement);
      await rechain(sql, signature);
    });
    expect(found).toMatchObject(expected);
  },
);

const CUT = `with gone as (delete from access_seal where sequence > 6 returning entry) delete from access_entry where id in (select entry from gone)`;
test('a tail cut off at a checkpoint shows against a checkpoint that was kept, and only there', async () => {
  expect(await after((sql) => sql.query(CUT))).toBeNull();
  expect(await after((sql) => sql.query(CUT), { held })).toEqual({
    problem: 'HELD_MISSING',
    sequence: 9,
    entry: null,
  });
});

test('a log begun anew, even with the key, shows against a checkpoint that was kept', async () => {
  const begunAnew = async (sql: Sql) => {
    await sql.query('truncate access_entry, access_seal');
    const columns = ENTRY_COLUMNS.join(', ');
    await sql.query(
      `insert into access_entry (${columns}) select ${columns} from json_populate_recordset(null::access_entry, $1)`,
      [JSON.stringify([1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => ({ ...entry(number), purpose: null })))],
    );
    await rechain(sql, (told) => signCheckpoint(told, KEY));
  };
  expect(await after(begunAnew)).toBeNull();
  expect(await after(begunAnew, { held })).toMatchObject({ problem: 'HELD_DIFFERS', sequence: 3 });
  expect(await after((sql) => sql.query('truncate access_entry, access_seal'), { held })).toMatchObject({
    problem: 'HELD_MISSING',
    sequence: 3,
  });
});

test('a checkpoint taken away from the middle shows against the one that was kept', async () => {
  const unsign = (sql: Sql) =>
    sql.query('update access_seal set sealed_at = null, key = null, signature = null where sequence = 6');
  expect(await after(unsign)).toBeNull();
  expect(await after(unsign, { held })).toMatchObject({ problem: 'HELD_DIFFERS', sequence: 6 });
});

test('a chain made anew with a key of one’s own, whose public key takes the place of ours, shows against a checkpoint that was kept', async () => {
  const replace = async (sql: Sql) => {
    await sql.query(CHANGE);
    await rechain(sql, (told) => signCheckpoint(told, OTHER_KEY));
  };
  const replaced = [publicPart(OTHER_KEY)];
  expect(await after(replace, { keys: replaced })).toBeNull();
  for (const trusted of [replaced, [...replaced, ...keys]])
    expect(await after(replace, { keys: trusted, held })).toMatchObject({
      problem: trusted === replaced ? 'HELD_UNSIGNED' : 'HELD_DIFFERS',
      sequence: 3,
    });
});

/** Sealed entries wait again, as if the sealer had not come to them, and one of them tells something else. */
const UNSEAL = [
  `with gone as (delete from access_seal where sequence > 6 returning entry) insert into access_unsealed select entry from gone`,
  `update access_entry set subject = 'nobody' where subject = 'viewer 8'`,
];

test('a tail unsealed again is told as unsealed, and shows against a checkpoint that was kept', async () => {
  const unseal = async (sql: Sql) => {
    for (const statement of UNSEAL) await sql.query(statement);
  };
  expect(await after(unseal, { held })).toMatchObject({ problem: 'HELD_MISSING', sequence: 9 });
  const { unsealed, unsealedSince } = await reportAfter(unseal);
  expect({ unsealed, unsealedSince }).toEqual({ unsealed: 3, unsealedSince: entry(7).at });
});

test('a checkpoint that was kept counts only with its signature, and a log only under its own name', async () => {
  const forged = held.map((told) => ({ ...told, hash: 'ab'.repeat(32) }));
  expect(await after(async () => undefined, { held: forged })).toMatchObject({ problem: 'HELD_UNSIGNED' });
  expect(await after(async () => undefined, { log: 'oslo' })).toMatchObject({
    problem: 'SIGNATURE_WRONG',
    sequence: 3,
  });
});

/** A running sealer, one more entry on record after `tampered`, and what the sealer says. */
async function sealerSays(tampered: readonly string[]): Promise<string> {
  const failures: unknown[] = [];
  const sealer = seal((error) => failures.push(error));
  const log = openAccessLog(databaseUrl);
  const [before] = await owner.query<{ n: number }>('select count(*) as n from access_seal');
  try {
    await log.write([entry(10)]);
    await untilSealed((before?.n ?? 0) + 1);
    await owner.transaction(async (sql) => {
      await sql.query(`set local session_replication_role = replica`);
      for (const statement of tampered) await sql.query(statement);
    });
    await log.write([entry(11)]);
    while (failures.length === 0) await sleep(50);
    return String(failures[0]);
  } finally {
    await sealer.stop();
    await log.close();
  }
}

test('a sealer that runs does not seal a log whose entry was deleted before it came to it, and says so', async () => {
  const gone = '00000000-0000-7000-8000-000000000001';
  const statement = `insert into access_unsealed values ('${gone}')`;
  expect(await sealerSays([statement])).toContain(`entry ${gone} of the access log of gateway is gone`);
  await owner.query('delete from access_unsealed where entry = $1', [gone]);
  const sealer = seal();
  await untilSealed(11);
  await sealer.stop();
});

test('a sealer that runs does not seal a log that was cut off or unsealed behind it, and says so', async () => {
  expect(await sealerSays(UNSEAL)).toContain('does not go on from entry 12');
  const report = await owner.transaction((sql) => verifyLog(sql, { log: GATEWAY, keys, held: [] }));
  expect(report).toMatchObject({ sealed: 6, unsealed: 7 });
});
