import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { asSystem, tokenFor } from './harness/access.ts';
import { ownerUrlOf } from './harness/databases.ts';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';

let federation: Federation;
const owners = new Map<string, Client>();
beforeAll(async () => {
  federation = await startFederation({ freshnessMs: 60_000 });
  for (const program of ['gateway', 'oslo', 'troms', 'inmates', 'measures']) {
    const client = new Client({ connectionString: ownerUrlOf(federation.databaseUrl(program)) });
    await client.connect();
    owners.set(program, client);
  }
  await federation.importRecords('measures', [
    {
      unit: 'oslo',
      sourceKey: 'm1',
      kind: 'EXCLUSION',
      means: 'EXCLUSION',
      start: '2025-02-01',
      person: 'p1',
    },
    {
      unit: 'oslo',
      sourceKey: 'm2',
      kind: 'EXCLUSION',
      means: 'EXCLUSION',
      start: '2025-02-02',
      person: 'p2',
    },
  ]);
  await federation.importRecords('persons', [{ pseudonym: 'p1', sex: 'MALE', birthDate: '1990-01-01' }]);
});
afterAll(async () => {
  for (const client of owners.values()) await client.end();
  await federation.close();
});
beforeEach(async () => {
  started = new Date();
});

let started = new Date();
type Entry = Record<string, any>;
/** What a program has put on record since the test began. */
async function entriesOf(program: string): Promise<Entry[]> {
  const { rows } = await ownerOf(program).query('select * from access_entry where at >= $1 order by at, id', [
    started,
  ]);
  return rows;
}
function ownerOf(program: string): Client {
  const client = owners.get(program);
  if (client === undefined) throw new Error(`no connection to ${program}`);
  return client;
}

async function askAs(grant: Parameters<typeof tokenFor>[0], query: string, headers: object = {}) {
  return federation.ask(
    query,
    {},
    {
      authorization: `Bearer ${await tokenFor(grant)}`,
      'samsyn-purpose': 'klagesak 17',
      ...headers,
    },
  );
}
const PRACTICE =
  'query Figures { practice(filter: { period: { from: "2025-01-01", to: "2026-01-01" }, units: ["oslo"] }) { total { started } } }';

test('a look at records is on record where they are: who, what for, which records and persons, how many', async () => {
  const { data } = await askAs(
    { sub: 'kari', role: 'officer', units: ['oslo'], persons: true },
    'query Journal { unit(code: "oslo") { measures { nodes { id legalBasis { title } inmate { birthYear } } } } }',
  );
  const ids = data.unit.measures.nodes.map(({ id }: { id: string }) => id);
  expect(ids).toHaveLength(2);
  const common = {
    issuer: 'samsyn-local',
    subject: 'kari',
    role: 'officer',
    purpose: 'klagesak 17',
    operation: 'Journal',
    route: 'POST /graphql',
    action: 'READ',
    outcome: 'ALLOWED',
    code: null,
    address: '127.0.0.1',
  };
  const [atOslo, ...others] = await entriesOf('oslo');
  expect(others).toEqual([]);
  expect(atOslo).toMatchObject({ ...common, units: ['oslo'], record_count: 2, person_count: 2 });
  expect(atOslo?.['records'].toSorted()).toEqual(ids.toSorted());
  expect(atOslo?.['persons'].toSorted()).toEqual(['p1', 'p2']);
  const [inRegister] = await entriesOf('inmates');
  expect({ ...inRegister, persons: inRegister?.['persons'].toSorted() }).toMatchObject({
    ...common,
    persons: ['p1', 'p2'],
  });
  expect(await entriesOf('gateway')).toMatchObject([{ ...common, units: ['oslo'] }]);
  expect(atOslo?.['operation_hash']).toMatch(/^[0-9a-f]{16}$/);
  expect(await entriesOf('troms')).toEqual([]);
  // It was asked for the unit and the legal bases: what everybody known may see.
  expect(await entriesOf('measures')).toEqual([]);
});

test('a cached or shared answer is on record for every viewer it went to', async () => {
  const ask = (sub: string) => askAs({ sub, role: 'analyst' }, PRACTICE);
  const answers = await Promise.all(['a', 'b', 'c'].map(ask));
  answers.push(await ask('d'));
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  const viewers = (await entriesOf('gateway')).map(({ subject, outcome }) => `${subject} ${outcome}`);
  expect(viewers.toSorted()).toEqual(['a ALLOWED', 'b ALLOWED', 'c ALLOWED', 'd ALLOWED']);
  expect((await entriesOf('oslo')).length).toBeLessThan(4);
});

test('a table taken out is on record as an export', async () => {
  const headers = { authorization: `Bearer ${await tokenFor({ sub: 'kari', role: 'analyst' })}` };
  const response = await fetch(`${federation.url}/feeds/units.csv`, { headers });
  expect(response.status).toBe(200);
  expect(await entriesOf('gateway')).toMatchObject([
    { subject: 'kari', action: 'EXPORT', operation: 'units.csv', outcome: 'ALLOWED' },
  ]);
});

test('what is refused is on record with its code', async () => {
  await askAs({ sub: 'per', role: 'ministry' }, '{ unit(code: "oslo") { name measures { nodes { id } } } }');
  await askAs({ sub: 'ida', role: 'administrator' }, PRACTICE);
  expect(await entriesOf('gateway')).toMatchObject([
    { subject: 'per', outcome: 'PARTLY', code: 'NOT_PERMITTED' },
    { subject: 'ida', outcome: 'PARTLY', code: 'NOT_PERMITTED' },
  ]);
  // What is denied is taken out before the unit is asked.
  expect(await entriesOf('oslo')).toEqual([]);
  const headers = { authorization: `Bearer ${await tokenFor({ sub: 'per', role: 'ministry' })}` };
  await fetch(`${federation.url}/import/measures`, { method: 'POST', headers });
  expect((await entriesOf('gateway')).at(-1)).toMatchObject({
    route: 'POST /import/:target',
    action: 'IMPORT',
    outcome: 'REFUSED',
  });
});

test('what writes is on record before it is done, and again with what became of it', async () => {
  await federation.importRecords('measures', [
    { unit: 'troms', sourceKey: 'm1', kind: 'EXCLUSION', means: 'EXCLUSION', start: '2025-02-01' },
  ]);
  const [begun, done] = (await entriesOf('troms')).filter(({ action }) => action === 'IMPORT');
  expect(begun).toMatchObject({ subject: 'npm start', outcome: 'BEGUN', record_count: 0 });
  expect(done).toMatchObject({ subject: 'npm start', outcome: 'ALLOWED', record_count: 1 });
  const { rows } = await ownerOf('troms').query('select distinct import_id from measure_version');
  expect(done?.['records']).toEqual([rows[0].import_id]);
});

test('without the log there is no answer, and nothing is written', async () => {
  const owner = ownerOf('gateway');
  await owner.query('alter table access_entry rename to away');
  try {
    expect(await askAs({ sub: 'kari', role: 'analyst' }, PRACTICE)).toEqual({
      errors: [
        {
          message: 'Innsynet kan ikke loggføres nå, og da gis det ikke svar. Prøv igjen om litt.',
          extensions: { code: 'ACCESS_LOG_UNAVAILABLE' },
        },
      ],
    });
  } finally {
    await owner.query('alter table away rename to access_entry');
  }
  const oslo = ownerOf('oslo');
  const count = async () => (await oslo.query('select count(*)::int as n from measure_version')).rows[0].n;
  const before = await count();
  await oslo.query('alter table access_entry rename to away');
  try {
    const sums = await federation.importRecords(
      'measures',
      [{ unit: 'oslo', sourceKey: 'm9', kind: 'EXCLUSION', means: 'EXCLUSION', start: '2025-03-01' }],
      asSystem,
    );
    expect(sums).toMatchObject({ new: 0, undelivered: 1 });
    const { data } = await askAs(
      { sub: 'kari', role: 'controller' },
      `query Again ${PRACTICE.slice(14)}`.replace('total', 'coverage { missing { reason } } total'),
    );
    expect(data.practice.coverage.missing).toEqual([{ reason: 'UNIT_UNAVAILABLE' }]);
  } finally {
    await oslo.query('alter table away rename to access_entry');
  }
  expect(await count()).toBe(before);
});

test('the role the programs work as can add to the log, and neither change nor remove anything; its owner meets a trigger', async () => {
  const service = new Client({ connectionString: federation.databaseUrl('oslo') });
  await service.connect();
  try {
    for (const table of ['access_entry', 'access_seal']) {
      for (const statement of [`update ${table} set key = ''`, `delete from ${table}`, `truncate ${table}`]) {
        const own = statement.replace("key = ''", table === 'access_seal' ? "key = ''" : "subject = ''");
        await expect(service.query(own)).rejects.toThrow('permission denied');
        await expect(ownerOf('oslo').query(own)).rejects.toThrow('the access log is only added to');
      }
    }
  } finally {
    await service.end();
  }
});
