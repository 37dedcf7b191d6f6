import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { serviceToken, testTrust } from './harness/access.ts';
import { buildMeasuresServer } from '../subgraphs/measures/server.ts';
import { listCases, waitForCases } from './harness/cases.ts';
import { ownerUrlOf } from './harness/databases.ts';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';
import { startFeedServer } from './harness/feed-server.ts';
import type { FeedServer } from './harness/feed-server.ts';

const COVERAGE = `{ deviations(filter: { units: ["oslo", "vest"] }) {
  coverage { complete answered { unit { code } dataThrough } missing { unit { code } reason message dataThrough } } } }`;

let oslo: FeedServer;
let vest: FeedServer;
let federation: Federation;
let records = 0;
const tell = (unit: FeedServer, part: object = {}) =>
  unit.tell({ record: `7d0b5d0e-0000-4000-8000-${String((records += 1)).padStart(12, '0')}`, ...part });
const tellMany = (unit: FeedServer, count: number) => Array.from({ length: count }, () => tell(unit));
const coverage = async () => (await federation.ask(COVERAGE)).data.deviations.coverage;
/** Sequences of a unit's notices kept, in the order they were kept. */
const kept = async (unit: string) => {
  const client = new Client({ connectionString: ownerUrlOf(federation.databaseUrl('measures')) });
  await client.connect();
  const { rows } = await client.query<{ sequence: string }>(
    'select sequence from deviation_notice where unit = $1 order by recorded_at, sequence',
    [unit],
  );
  await client.end();
  return rows.map(({ sequence }) => Number(sequence));
};

beforeAll(async () => {
  [oslo, vest] = [await startFeedServer(), await startFeedServer()];
  federation = await startFederation({ urls: { oslo: oslo.url, vest: vest.url }, feedIntervalMs: 100 });
});
beforeEach(() => {
  oslo.asked.length = 0;
});
afterAll(async () => {
  await federation.close();
  await oslo.close();
  await vest.close();
});

test('feeds are read page by page, under the service’s own token, and the answer says how current each is', async () => {
  oslo.largestPage = 2;
  tellMany(oslo, 5);
  tellMany(vest, 1);
  await waitForCases(federation, 6);
  await expect.poll(coverage).toEqual({
    complete: true,
    answered: [
      { unit: { code: 'oslo' }, dataThrough: oslo.judgedAt },
      { unit: { code: 'vest' }, dataThrough: vest.judgedAt },
    ],
    missing: [],
  });
  expect(oslo.asked.map(({ subject }) => subject)).toEqual(oslo.asked.map(() => 'measures'));
  const paths = oslo.asked.map(({ path }) => path).filter((path) => path.startsWith('/deviations'));
  expect([...new Set(paths)].slice(0, 3)).toEqual(
    [0, 2, 4].map((after) => `/deviations?after=${after}&first=1000`),
  );
});

test('a puller stopped in the middle goes on where it was: nothing is lost, nothing twice', async () => {
  const before = (await kept('oslo')).length;
  let reached: (value?: unknown) => void;
  const inTheMiddle = new Promise((resolve) => {
    reached = resolve;
  });
  oslo.beforePage = async (after) => {
    if (after !== before + 4) return;
    reached();
    await new Promise((resolve) => setTimeout(resolve, 300));
  };
  tellMany(oslo, 9);
  await inTheMiddle;
  await federation.stop('measures');
  oslo.beforePage = async () => undefined;
  await federation.restart('measures');
  await waitForCases(federation, before + 9, { units: ['oslo'] });
  expect(await kept('oslo')).toEqual(Array.from({ length: before + 9 }, (_, index) => index + 1));
});

test('two pullers of the same database open each case once', async () => {
  const second = await buildMeasuresServer({
    databaseUrl: federation.databaseUrl('measures'),
    logLevel: 'silent',
    feeds: {
      gatewayUrl: federation.url,
      intervalMs: 100,
      isolationIntervalMs: 100,
      caseWaitMs: 0,
      token: serviceToken,
    },
    trust: testTrust,
  });
  await second.listen({ host: '127.0.0.1', port: 0 });
  const before = (await kept('oslo')).length;
  tellMany(oslo, 20);
  await waitForCases(federation, before + 20, { units: ['oslo'] });
  await second.close();
  const all = await listCases(federation, { units: ['oslo'] });
  expect(new Set(all.map(({ deviation }) => deviation.id)).size).toBe(before + 20);
  expect(all.every(({ version }) => version === 1)).toBe(true);
  expect(await kept('oslo')).toEqual(Array.from({ length: before + 20 }, (_, index) => index + 1));
});

test('a unit that is down is named with the reason, its cases stand, the others go on, and it catches up', async () => {
  const known = (await listCases(federation, { units: ['oslo'] })).length;
  oslo.down = true;
  tell(vest);
  await waitForCases(federation, 2, { units: ['vest'] });
  await expect.poll(coverage).toEqual({
    complete: false,
    answered: [{ unit: { code: 'vest' }, dataThrough: vest.judgedAt }],
    missing: [
      {
        unit: { code: 'oslo' },
        reason: 'UNIT_UNAVAILABLE',
        message: 'Enheten svarer ikke.',
        dataThrough: oslo.judgedAt,
      },
    ],
  });
  expect(await listCases(federation, { units: ['oslo'] })).toHaveLength(known);
  tell(oslo);
  oslo.down = false;
  await waitForCases(federation, known + 1, { units: ['oslo'] });
  await expect.poll(coverage).toMatchObject({ complete: true });
});

test.each([
  ['out of order', { notices: 'reversed' }],
  ['that claims to go on and does not', { notices: [], more: true }],
  ['with a field nobody agreed on', { person: '01010112345' }],
])('of a feed %s nothing is taken', async (_case, alter) => {
  const before = await kept('vest');
  vest.alter = alter;
  const told = tellMany(vest, 2);
  if ('notices' in alter && alter.notices === 'reversed') vest.alter = { notices: told.toReversed() };
  await expect
    .poll(coverage)
    .toMatchObject({ missing: [{ unit: { code: 'vest' }, reason: expect.stringMatching(/^UNIT_/) }] });
  expect(await kept('vest')).toEqual(before);
  vest.alter = {};
  await expect.poll(coverage).toMatchObject({ complete: true });
  expect(await kept('vest')).toEqual([...before, ...told.map(({ sequence }) => sequence)]);
});

test('what was pulled or answered cannot be changed or removed by the program, only added to', async () => {
  const client = new Client({ connectionString: federation.databaseUrl('measures') });
  await client.connect();
  for (const statement of [
    'delete from case_version',
    'delete from deviation_notice',
    `update case_version set status = 'CLOSED'`,
    `update deviation_notice set notice = '{}'`,
  ])
    await expect(client.query(statement)).rejects.toThrow(/permission denied/);
  await client.end();
});
