import { Client } from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { asController } from './harness/access.ts';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';

let federation: Federation;
let owner: Client;
/** Apart from the one that holds the table: what a transaction sees of the others' activity stands still. */
let observer: Client;
beforeAll(async () => {
  federation = await startFederation({ deadlineMs: 6000, freshnessMs: 5000 });
  const url = new URL(inject('adminUrl'));
  url.pathname = new URL(federation.databaseUrl('oslo')).pathname;
  const connectionString = url.toString();
  owner = new Client({ connectionString });
  observer = new Client({ connectionString });
  await Promise.all([owner.connect(), observer.connect()]);
  await federation.importRecords('measures', [
    {
      unit: 'oslo',
      sourceKey: '1',
      kind: 'EXCLUSION',
      means: 'EXCLUSION',
      start: '2025-02-01',
      end: '2025-02-02',
    },
  ]);
});
afterAll(async () => {
  await Promise.all([owner.end(), observer.end()]);
  await federation.close();
});

const QUERY = '{ unit(code: "oslo") { measures(first: 10) { totalCount } } }';

function ask(signal?: AbortSignal): Promise<any> {
  return fetch(`${federation.url}/graphql`, {
    method: 'POST',
    headers: { ...asController, 'content-type': 'application/json' },
    body: JSON.stringify({ query: QUERY }),
    ...(signal !== undefined && { signal }),
  }).then(
    (response) => response.json(),
    () => 'left',
  );
}

/** Statements of the unit that wait for the table the test holds. */
async function waiting(): Promise<number> {
  const { rows } = await observer.query(
    `select count(*)::int as count from pg_stat_activity
      where datname = current_database() and application_name = 'samsyn' and wait_event_type = 'Lock'`,
  );
  return rows[0].count;
}

/** Whatever reads records meanwhile waits. */
async function holdingRecords(work: () => Promise<void>): Promise<void> {
  await owner.query('begin');
  try {
    await owner.query('lock table measure_version in access exclusive mode');
    await work();
  } finally {
    await owner.query('rollback');
  }
}

test('when the client has gone, what PostgreSQL did for it ends', async () => {
  await holdingRecords(async () => {
    const client = new AbortController();
    const answer = ask(client.signal);
    await expect.poll(waiting).toBeGreaterThan(0);
    client.abort();
    expect(await answer).toBe('left');
    await expect.poll(waiting).toBe(0);
  });
  expect((await ask()).data.unit.measures).toEqual({ totalCount: 1 });
});

test('while another client waits for the same answer, it goes on', async () => {
  await holdingRecords(async () => {
    const client = new AbortController();
    const left = ask(client.signal);
    await expect.poll(waiting).toBeGreaterThan(0);
    const stays = ask();
    await new Promise((resolve) => setTimeout(resolve, 500));
    client.abort();
    expect(await left).toBe('left');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await waiting()).toBe(1);
    await owner.query('rollback');
    expect((await stays).data.unit.measures).toEqual({ totalCount: 1 });
  });
});

test('at the gateway’s deadline PostgreSQL stops too, and the client is told', async () => {
  await holdingRecords(async () => {
    const answer = await ask();
    expect(answer.errors[0].extensions.code).toBe('UNIT_TIMEOUT');
    await expect.poll(waiting).toBe(0);
  });
});

test('clients that leave do not make the gateway take the unit for dead', async () => {
  await holdingRecords(async () => {
    for (let count = 0; count < 8; count += 1) {
      const client = new AbortController();
      const answer = ask(client.signal);
      await expect.poll(waiting).toBeGreaterThan(0);
      client.abort();
      await answer;
      await expect.poll(waiting).toBe(0);
    }
  });
  expect((await ask()).data.unit.measures).toEqual({ totalCount: 1 });
});
