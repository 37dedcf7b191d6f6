import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';

/** A write reaches its owner once: never shared between callers, never sent again, never sent twice at once. */
const STEP = `mutation { explainCase(input: { id: "7d0b5d0e-0000-4000-8000-000000000001", expectedVersion: 1, note: "Ja" }) {
  case { id } error { code } } }`;
const ANSWERED = { data: { explainCase: { case: null, error: { code: 'CASE_NOT_FOUND' } } } };

let respond: (request: IncomingMessage, response: ServerResponse) => void;
let arrived: string[] = [];
let federation: Federation;
const owner = createServer((request, response) => {
  void text(request).then((body) => {
    if (request.url === '/graphql') arrived.push(body);
    respond(request, response);
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => {
    owner.listen(0, '127.0.0.1', resolve);
  });
  const { port } = owner.address() as AddressInfo;
  federation = await startFederation({
    urls: { measures: `http://127.0.0.1:${port}` },
    deadlineMs: 500,
    freshnessMs: 2000,
  });
});
beforeEach(async () => {
  arrived = [];
  // Let the breaker close again after the case before.
  await new Promise((resolve) => setTimeout(resolve, 1100));
});
afterAll(async () => {
  await federation.close();
  owner.closeAllConnections();
  await new Promise((resolve) => {
    owner.close(resolve);
  });
});

test('the same mutation of several callers at once arrives as often as it was sent', async () => {
  respond = (_request, response) => {
    setTimeout(
      () => response.setHeader('content-type', 'application/json').end(JSON.stringify(ANSWERED)),
      50,
    );
  };
  const answers = await Promise.all(Array.from({ length: 5 }, () => federation.ask(STEP)));
  expect(answers).toEqual(Array.from({ length: 5 }, () => ANSWERED));
  expect(arrived).toHaveLength(5);
});

test.each([
  ['fails', (_request: IncomingMessage, response: ServerResponse) => response.writeHead(503).end('{}')],
  ['answers nonsense', (_request: IncomingMessage, response: ServerResponse) => response.end('nonsense')],
  ['drops the connection', (request: IncomingMessage) => request.socket.destroy()],
  ['is late', () => undefined],
])('a mutation whose owner %s is not sent again, and the caller is told', async (_case, answer) => {
  respond = answer;
  const { data, errors } = await federation.ask(STEP);
  expect(data?.explainCase ?? null).toBeNull();
  expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['MEASURES_UNAVAILABLE']);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(arrived).toHaveLength(1);
});
