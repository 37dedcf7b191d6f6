import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SUBGRAPHS } from '../schema/units.ts';
import { AUDITED, auditGraphql } from './harness/graphql-cop.ts';
import { startProductionGateway } from './harness/production-gateway.ts';
import type { ProductionGateway } from './harness/production-gateway.ts';

let gateway: ProductionGateway;
let endless: Server;
beforeAll(async () => {
  // A subgraph that never stops answering.
  endless = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(64 * 1024)));
    };
    response.on('drain', more);
    more();
  });
  await new Promise<void>((resolve) => {
    endless.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(endless.address() as AddressInfo).port}`;
  gateway = await startProductionGateway({
    urls: Object.fromEntries(SUBGRAPHS.map((name) => [name, url])),
    environment: {
      LIMITS: JSON.stringify({ answerBytes: 1_000_000, requestsIn10Seconds: 1000 }),
      SUBGRAPH_DEADLINE_MS: '60000',
    },
  });
});
afterAll(async () => {
  await gateway.close();
  endless.closeAllConnections();
  endless.close();
});

async function send(
  init: { method?: string; body?: string; headers?: Record<string, string> },
  role: Parameters<ProductionGateway['token']>[0] = 'controller',
) {
  const { headers, ...rest } = init;
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    ...rest,
    headers: {
      authorization: `Bearer ${await gateway.token(role)}`,
      'content-type': 'application/json',
      'accept-language': 'en',
      ...headers,
    },
  });
  const text = await response.text();
  const body = text.startsWith('{') ? JSON.parse(text) : text;
  return {
    status: response.status,
    headers: response.headers,
    body,
    codes: (body.errors ?? []).map((error: any) => error.extensions.code),
    messages: (body.errors ?? []).map((error: any) => error.message),
  };
}
const query = (text: string, variables: object = {}, role?: Parameters<ProductionGateway['token']>[0]) =>
  send({ body: JSON.stringify({ query: text, variables }) }, role);

test('the checks of graphql-cop find nothing at the gateway', async () => {
  const headers = { authorization: `Bearer ${await gateway.token('controller')}` };
  expect(await auditGraphql(gateway.url, headers)).toEqual([]);
  expect(AUDITED).toHaveLength(14);
});

test('the same checks find what an open server has to find', async () => {
  const server = new ApolloServer({
    typeDefs: 'type Query { a: Int }',
    introspection: true,
    csrfPrevention: false,
    allowBatchedHttpRequests: true,
  });
  const { url } = await startStandaloneServer(server, { listen: { host: '127.0.0.1', port: 0 } });
  try {
    const stock = await auditGraphql(url, {});
    const expected = [
      'alias overloading',
      'batch queries',
      'query over GET',
      'field duplication',
      'field suggestions',
      'query editor',
      'introspection',
      'directive overloading',
    ];
    expect(stock).toEqual(expect.arrayContaining(expected));
  } finally {
    await server.stop();
  }
});

const nested = (times: number): string =>
  times === 0 ? '__typename' : `nodes { members { ${nested(times - 1)} } }`;

test.each([
  ['too many words', `{ ${'__typename '.repeat(2100)} }`, 'OPERATION_TOO_LONG', '2000, here 2001'],
  ['too deep', `{ deviations { ${nested(6)} } }`, 'OPERATION_TOO_DEEP', '12, here 14'],
  ['the same field again and again', `{ ${'__typename '.repeat(401)} }`, 'TOO_MANY_FIELDS', '400, here 401'],
  [
    'too many other names',
    `{ ${Array.from({ length: 51 }, (_, n) => `a${n}: __typename`).join(' ')} }`,
    'TOO_MANY_ALIASES',
    '50, here 51',
  ],
  [
    'too many questions',
    `{ ${Array.from({ length: 21 }, (_, n) => `a${n}: units { code }`).join(' ')} }`,
    'TOO_MANY_QUESTIONS',
    '20, here 21',
  ],
  [
    'too many directives',
    '{ units @skip(if: false) @include(if: true) @skip(if: false) @skip(if: false) { code } }',
    'TOO_MANY_DIRECTIVES',
    '3, here 4',
  ],
  [
    'an answer too large',
    `{ units { measures(first: 500) { nodes { ${Array.from({ length: 6 }, (_, n) => `a${n}: reassessments { __typename }`).join(' ')} } } } }`,
    'OPERATION_TOO_LARGE',
    'At most 200000, here',
  ],
  [
    'a page too large',
    '{ unit(code: "oslo") { measures(first: 501) { totalCount } } }',
    'PAGE_SIZE_INVALID',
    '500',
  ],
  [
    'a page too small',
    '{ unit(code: "oslo") { measures(first: 0) { totalCount } } }',
    'PAGE_SIZE_INVALID',
    '500',
  ],
  ['the schema', '{ __type(name: "Query") { name } }', 'INTROSPECTION_NOT_PERMITTED', 'schema'],
])('a query that asks for %s is refused with its code', async (_what, text, code, message) => {
  const answer = await query(text);
  expect(answer).toMatchObject({ status: 400, codes: [code] });
  expect(answer.messages[0]).toContain(message);
  expect(answer.body.data).toBeUndefined();
});

test('what a variable or its preset says counts like what is written', async () => {
  const page = (preset: string) =>
    `query ($n: Int${preset}) { unit(code: "oslo") { measures(first: $n) { totalCount } } }`;
  expect(await query(page(''), { n: 501 })).toMatchObject({ codes: ['PAGE_SIZE_INVALID'] });
  expect(await query(page(' = 501'))).toMatchObject({ codes: ['PAGE_SIZE_INVALID'] });
});

test('fragments that spread each other twice, thirty times over, are counted at once and refused', async () => {
  const fragments = Array.from(
    { length: 30 },
    (_, n) => `fragment F${n} on Query { ${n === 29 ? '__typename' : `...F${n + 1} ...F${n + 1}`} }`,
  );
  const answer = await query(`{ ...F0 } ${fragments.join(' ')}`);
  expect(answer.codes).toEqual(['TOO_MANY_FIELDS']);
  const circular = await query('{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }');
  expect(circular.codes).toEqual(['GRAPHQL_VALIDATION_FAILED']);
});

test('a refusal is told in the language of the caller', async () => {
  const body = JSON.stringify({ query: `{ ${'__typename '.repeat(401)} }` });
  const { messages } = await send({ body, headers: { 'accept-language': 'nb' } });
  expect(messages).toEqual(['Spørringen velger for mange felter. Høyst 400, her 401.']);
});

test('only POST with JSON, one query at a time and not too long, is taken', async () => {
  const body = JSON.stringify({ query: '{ __typename }' });
  expect(await send({ method: 'GET' })).toMatchObject({ status: 405, codes: ['METHOD_NOT_TAKEN'] });
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
    expect(await send({ body, headers: { 'content-type': type } })).toMatchObject({
      status: 415,
      codes: ['CONTENT_TYPE_WRONG'],
    });
  expect(await send({ body: `[${body}]` })).toMatchObject({ status: 400, codes: ['BATCH_NOT_TAKEN'] });
  expect(await send({ body: JSON.stringify({ query: ' '.repeat(300_000) }) })).toMatchObject({
    status: 413,
    codes: ['REQUEST_TOO_LARGE'],
  });
  expect(await send({ body: '{' })).toMatchObject({ status: 400, codes: ['BAD_REQUEST'] });
});

test('the schema is told to the role it is configured for, and to nobody else', async () => {
  const full = getIntrospectionQuery();
  expect((await query(full, {}, 'administrator')).body.data.__schema.types.length).toBeGreaterThan(50);
  expect(await query(full, {}, 'inspector')).toMatchObject({ codes: ['INTROSPECTION_NOT_PERMITTED'] });
});

test('a role that asks by trusted documents alone is given those, by their text or their hash, and nothing else', async () => {
  const text = readFileSync(new URL('../schema/operations/units.graphql', import.meta.url), 'utf8');
  const hash = createHash('sha256').update(text).digest('hex');
  const served = { codes: ['ANSWER_TOO_LARGE'] };
  const persistedQuery = { version: 1, sha256Hash: hash };
  for (const body of [{ query: text }, { documentId: `sha256:${hash}` }, { extensions: { persistedQuery } }])
    expect(await send({ body: JSON.stringify(body) }, 'analyst')).toMatchObject(served);
  expect(await query('{ units { code } }', {}, 'analyst')).toMatchObject({
    status: 400,
    codes: ['DOCUMENT_NOT_TRUSTED'],
  });
  expect(await query('{ units { code } }', {}, 'controller')).toMatchObject(served);
  expect(await send({ body: JSON.stringify({ documentId: `sha256:${'0'.repeat(64)}` }) })).toMatchObject({
    status: 400,
    codes: ['DOCUMENT_UNKNOWN'],
  });
});

test('who asks too often is told when to come again, and holds up nobody else', async () => {
  const hurried = await startProductionGateway({
    environment: { LIMITS: JSON.stringify({ requestsIn10Seconds: 5 }) },
  });
  try {
    const ask = async (subject: string) =>
      fetch(`${hurried.url}/graphql`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await hurried.token('controller', subject)}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ query: '{ __typename }' }),
      });
    const statuses: number[] = [];
    for (let count = 0; count < 5; count += 1) statuses.push((await ask('kari')).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200]);
    const refused = await ask('kari');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(10);
    expect((await refused.json()) as object).toMatchObject({
      errors: [{ extensions: { code: 'TOO_OFTEN' } }],
    });
    expect((await ask('ola')).status).toBe(200);
  } finally {
    await hurried.close();
  }
});

test('a caller has so many requests at once, and a client that leaves gives its place back', async () => {
  let asked = 0;
  const silent = createServer(() => {
    asked += 1;
  });
  await new Promise<void>((resolve) => {
    silent.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const narrow = await startProductionGateway({
    urls: Object.fromEntries(SUBGRAPHS.map((name) => [name, url])),
    environment: { LIMITS: JSON.stringify({ atOnce: 2 }), SUBGRAPH_DEADLINE_MS: '60000' },
  });
  try {
    const authorization = `Bearer ${await narrow.token('controller')}`;
    const ask = async (text: string, signal?: AbortSignal) => {
      const response = await fetch(`${narrow.url}/graphql`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ query: text }),
        ...(signal !== undefined && { signal }),
      });
      return response.status;
    };
    const leaving = new AbortController();
    const hanging = ['{ units { code } }', '{ units { name } }'].map((text) =>
      ask(text, leaving.signal).catch(() => 'left'),
    );
    // Before both have their places a third would take one of them.
    await expect.poll(() => asked).toBe(2);
    expect(await ask('{ __typename }')).toBe(429);
    leaving.abort();
    expect(await Promise.all(hanging)).toEqual(['left', 'left']);
    await expect.poll(() => ask('{ __typename }')).toBe(200);
  } finally {
    await narrow.close();
    silent.closeAllConnections();
    silent.close();
  }
});

test('a wrong field is told without saying which others there are, and without a stack', async () => {
  const { codes, messages, body } = await query('{ unit(code: "oslo") { cod } }');
  expect(codes).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  expect(messages[0]).not.toContain('Did you mean');
  expect(JSON.stringify(body)).not.toMatch(/stacktrace|node_modules|\.ts:/);
});

test('what the caller is not cleared for is taken out here: no subgraph is asked for it', async () => {
  const answer = await query('{ deviations { totalCount } __typename }', {}, 'system');
  expect(answer).toMatchObject({ codes: ['NOT_PERMITTED'], body: { data: { deviations: null } } });
});

test('a subgraph that answers without end is stopped at the limit', async () => {
  expect(await query('{ units { code } }')).toMatchObject({ codes: ['ANSWER_TOO_LARGE'] });
});

test('every answer forbids frames, guessing of types and keeping on the way', async () => {
  const expected = {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cache-control': expect.stringMatching(/no-(store|cache)/),
  };
  const health = await fetch(`${gateway.url}/health`);
  for (const { headers } of [await query('{ __typename }'), health])
    expect(Object.fromEntries(headers)).toMatchObject(expected);
  expect(health.headers.get('x-powered-by')).toBeNull();
});
