import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';

const PRACTICE = `{ practice(filter: { period: { from: "2025-01-01", to: "2026-01-01" } }, by: [UNIT]) {
  coverage { complete answered { unit { code } } missing { unit { code } reason message } registers { register answered reason } }
  total { started inmateDays ratePer1000InmateDays rateReason } groups { unit { code } figures { started } } } }`;

const measure = (unit: string, key: string) => ({
  unit,
  sourceKey: key,
  kind: 'EXCLUSION',
  means: 'EXCLUSION',
  start: '2025-03-01',
  end: '2025-03-03',
});

let federation: Federation;
/** What stands in for Nordland: each test says how it answers. */
let behave: (respond: { status: number; body: string } | 'hang') => void = () => undefined;
let stub: ReturnType<typeof createServer>;

beforeAll(async () => {
  let mode: { status: number; body: string } | 'hang' = 'hang';
  behave = (next) => {
    mode = next;
  };
  stub = createServer((request, response) => {
    request.resume();
    if (mode === 'hang') return;
    response.writeHead(mode.status, { 'content-type': 'application/json' }).end(mode.body);
  });
  await new Promise<void>((resolve) => stub.listen(0, '127.0.0.1', resolve));
  const port = (stub.address() as AddressInfo).port;
  federation = await startFederation({ deadlineMs: 5000, urls: { nordland: `http://127.0.0.1:${port}` } });
  await federation.importRecords(
    'measures',
    ['oslo', 'oslo', 'vest'].map((unit, index) => measure(unit, `k${index}`)),
  );
});

afterAll(async () => {
  await federation.close();
  stub.closeAllConnections();
  await new Promise((resolve) => stub.close(resolve));
});

test.each([
  ['hangs', 'hang', 'UNIT_TIMEOUT'],
  ['answers 500', { status: 500, body: 'select secret from pg_shadow at 10.0.0.7' }, 'UNIT_UNAVAILABLE'],
  ['answers what is not JSON', { status: 200, body: '<html>10.0.0.7</html>' }, 'UNIT_INVALID_ANSWER'],
  [
    'answers with wrong types',
    { status: 200, body: '{"data":{"_entities":[{"answeredBy":"nordland","state":"{\\"total\\":7}"}]}}' },
    'UNIT_INVALID_ANSWER',
  ],
] as const)('a unit that %s is named as missing, and the others answer', async (_case, mode, reason) => {
  behave(mode);
  // Let the breaker close again after the case before.
  await new Promise((resolve) => setTimeout(resolve, 1100));
  const answer = await federation.ask(PRACTICE);
  expect(answer.errors).toBeUndefined();
  const { coverage, total, groups } = answer.data.practice;
  expect(coverage.complete).toBe(false);
  expect(coverage.missing).toEqual([
    { unit: { code: 'nordland' }, reason, message: expect.stringMatching(/^Enheten/) },
  ]);
  expect(coverage.answered).toHaveLength(11);
  expect(total.started).toBe(3);
  expect(groups.map((group: any) => [group.unit.code, group.figures.started])).toContainEqual(['oslo', 2]);
  expect(groups).toHaveLength(11);
  expect(JSON.stringify(answer)).not.toMatch(/10\.0\.0\.7|select|127\.0\.0\.1/);
});

test('two units down at once are both named; a unit that comes back answers without a restart', async () => {
  behave({ status: 500, body: '' });
  await federation.stop('vest');
  const down = await federation.ask(PRACTICE);
  expect(down.data.practice.coverage.missing.map((missing: any) => missing.unit.code).toSorted()).toEqual([
    'nordland',
    'vest',
  ]);
  expect(down.data.practice.total.started).toBe(2);

  await federation.restart('vest');
  const back = await federation.ask(PRACTICE);
  expect(back.data.practice.coverage.missing.map((missing: any) => missing.unit.code)).toEqual(['nordland']);
  expect(back.data.practice.total.started).toBe(3);
});

test('a unit that starts after the gateway is named as missing until it is there', async () => {
  const late = await startFederation({ late: ['troms'] });
  try {
    const before = await late.ask(PRACTICE);
    expect(before.errors).toBeUndefined();
    expect(before.data.practice.coverage).toMatchObject({
      complete: false,
      missing: [{ unit: { code: 'troms' }, reason: 'UNIT_UNAVAILABLE', message: 'Enheten svarer ikke.' }],
    });
    expect(before.data.practice.coverage.answered).toHaveLength(11);
    expect(before.data.practice.groups).toHaveLength(11);

    await late.restart('troms');
    await expect
      .poll(async () => (await late.ask(PRACTICE)).data.practice.coverage)
      .toMatchObject({ complete: true, missing: [] });
    expect(await late.importRecords('measures', [measure('troms', 'k')])).toMatchObject({ new: 1 });
    const { practice } = (await late.ask(PRACTICE)).data;
    expect(practice.total.started).toBe(1);
    expect(practice.groups).toHaveLength(12);
  } finally {
    await late.close();
  }
});

test('without the register the figures stand, rates are null and coverage says so', async () => {
  await federation.stop('inmates');
  const answer = await federation.ask(PRACTICE);
  await federation.restart('inmates');
  expect(answer.data.practice.total).toEqual({
    started: 3,
    inmateDays: null,
    ratePer1000InmateDays: null,
    rateReason: 'INMATES_UNAVAILABLE',
  });
  expect(answer.data.practice.coverage.complete).toBe(false);
  expect(answer.data.practice.coverage.registers).toEqual([
    { register: 'inmates', answered: false, reason: 'INMATES_UNAVAILABLE' },
  ]);
});

test('without measures the root is null with a public code', async () => {
  await federation.stop('measures');
  const answer = await federation.ask(PRACTICE);
  await federation.restart('measures');
  expect(answer.data?.practice ?? null).toBeNull();
  expect(answer.errors?.[0]?.extensions?.code).toBe('MEASURES_UNAVAILABLE');
  expect(JSON.stringify(answer)).not.toMatch(/127\.0\.0\.1|ECONN|at /);
});

test('records of a unit that is down are null with a public code, those of the others there', async () => {
  behave({ status: 500, body: '' });
  const answer = await federation.ask('{ units { code measures(first: 5) { nodes { startedOn } } } }');
  const byCode = new Map<string, any>(answer.data.units.map((unit: any) => [unit.code, unit.measures]));
  expect(byCode.get('nordland')).toBeNull();
  expect(byCode.get('oslo').nodes).toEqual([{ startedOn: '2025-03-01' }, { startedOn: '2025-03-01' }]);
  expect(answer.errors?.map((error) => error.extensions?.code)).toEqual(['UNIT_UNAVAILABLE']);
});
