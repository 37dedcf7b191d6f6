import { afterAll, beforeAll, expect, test } from 'vitest';
import { asService } from './harness/access.ts';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';
import { startFeedServer } from './harness/feed-server.ts';
import type { FeedServer } from './harness/feed-server.ts';

let oslo: FeedServer;
let federation: Federation;
beforeAll(async () => {
  oslo = await startFeedServer();
  federation = await startFederation({ urls: { oslo: oslo.url } });
});
afterAll(async () => {
  await federation.close();
  await oslo.close();
});

const read = async (path: string) => {
  const response = await fetch(`${federation.url}${path}`, { headers: asService });
  return { status: response.status, body: await response.json() };
};

test('the gateway passes on a unit’s feed page by page, and who asks for it', async () => {
  const told = [oslo.tell(), oslo.tell({ occurrence: 2 }), oslo.tell({ state: 'GONE' })];
  expect(await read('/deviations/oslo?first=2')).toEqual({
    status: 200,
    body: { notices: told.slice(0, 2), next: 2, more: true, judgedAt: oslo.judgedAt, declared: {} },
  });
  expect(await read('/deviations/oslo?after=2')).toEqual({
    status: 200,
    body: { notices: told.slice(2), next: 3, more: false, judgedAt: oslo.judgedAt, declared: {} },
  });
  expect(oslo.asked).toEqual([
    { path: '/deviations?after=0&first=2', subject: 'measures' },
    { path: '/deviations?after=2&first=1000', subject: 'measures' },
  ]);
});

test.each([
  ['of a unit nobody knows', '/deviations/atlantis', 404, 'UNKNOWN_UNIT'],
  ['with a cursor that is no number', '/deviations/oslo?after=x', 400, 'BAD_REQUEST'],
  ['with too large a page', '/deviations/oslo?first=1001', 400, 'BAD_REQUEST'],
])('a feed %s is refused with a public code', async (_case, path, status, code) => {
  expect(await read(path)).toEqual({ status, body: { code, message: expect.any(String) } });
});

test('a unit that fails is unavailable, and nothing of its inside comes through', async () => {
  oslo.down = true;
  expect(await read('/deviations/oslo')).toEqual({
    status: 503,
    body: { code: 'UNIT_UNAVAILABLE', message: 'Enheten svarer ikke.' },
  });
  oslo.down = false;
});
