import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { AnswerCache } from '../gateway/answers/answer-cache.ts';
import { LastWrite } from '../gateway/answers/last-write.ts';
import { operationKey } from '../gateway/answers/operation-key.ts';
import { WatermarkChecks } from '../gateway/answers/watermark-checks.ts';
import { INMATES_SUBGRAPH, MEASURES_SUBGRAPH, UNITS } from '../schema/units.ts';
import { asController, asSystem } from './harness/access.ts';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';
import { startProxy } from './harness/proxy.ts';
import type { Proxy } from './harness/proxy.ts';
import { recordRequests } from './harness/recorded-requests.ts';
import type { RecordedRequests } from './harness/recorded-requests.ts';
import { startUnit } from './harness/unit.ts';
import type { Unit } from './harness/unit.ts';

/** Answers given again are never older than the bound. The gateway's clock stands still unless moved here. */
const BOUND = 2000;
/** The only unit whose source has not said up to when it is complete. */
const UNDECLARED = 'ost';
const THROUGH = { 'x-through': '2026-01-01T00:00:00Z' };

let clock = 0;
let oslo: Unit;
let proxy: Proxy;
let federation: Federation;
let requests: RecordedRequests;
/** Answers of Oslo on this path are told of, and wait. */
let held = { path: '', told: () => undefined as void, gate: Promise.resolve() };
/** Whether what Oslo answers is of no use to the service that adds up. */
let damaged = false;
let keys = 0;

const measure = (unit: string) => ({
  unit,
  sourceKey: `k${(keys += 1)}`,
  kind: 'EXCLUSION',
  means: 'EXCLUSION',
  start: '2025-03-01T10:00:00Z',
});

beforeAll(async () => {
  oslo = await startUnit('oslo');
  proxy = await startProxy(oslo.url, {
    answer: async (answer) => {
      if (answer.path === held.path) {
        held.told();
        await held.gate;
      }
      return damaged ? { ...answer, body: answer.body.replace('started', 'begun') } : answer;
    },
  });
  const urls = { oslo: proxy.url };
  federation = await startFederation({ urls, freshnessMs: BOUND, now: () => clock });
  const declared = UNITS.map(({ code }) => code).filter((code) => code !== UNDECLARED);
  await federation.importRecords('measures', declared.map(measure), THROUGH);
  await federation.importRecords('measures', [measure(UNDECLARED)]);
  const stay = {
    sourceKey: 's1',
    pseudonym: 'p1',
    unit: 'oslo',
    securityLevel: 'HIGH',
    arrivedOn: '2025-01-01',
  };
  await federation.importRecords('stays', [stay], THROUGH);
  requests = recordRequests(federation.urls);
});

afterAll(async () => {
  requests.stop();
  await federation.close();
  await proxy.close();
  await oslo.close();
});

beforeEach(() => {
  // Nothing from the test before is still fresh.
  clock += 10 * BOUND;
  requests.take();
});

const question = (units: readonly string[], fields = 'coverage { complete } total { started hours }') => ({
  query: `query ($units: [String!]) { practice(filter: { period: { from: "2025-01-01", to: "2027-01-01" }, units: $units }) { ${fields} } }`,
  variables: { units },
});

async function post(body: object, headers: Record<string, string> = {}) {
  const response = await fetch(`${federation.url}/graphql`, {
    method: 'POST',
    headers: { ...asController, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const started = async (units: readonly string[]): Promise<number> =>
  JSON.parse((await post(question(units))).text).data.practice.total.started;

/** Oslo answers, and is heard only when it is released. */
function hold(path: string): { readonly answered: Promise<void>; release(): void } {
  const gate = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<void>();
  held = { path, told: answered.resolve, gate: gate.promise };
  return { answered: answered.promise, release: gate.resolve };
}

/** At the unit's own door, so that the gateway does not know of it. */
async function write(unit: string): Promise<void> {
  const { unit: _owner, ...record } = measure(unit);
  const response = await fetch(`${federation.urls[unit]}/records/measures/lines`, {
    method: 'POST',
    headers: { ...asSystem, 'content-type': 'application/x-ndjson', 'x-source': 'test' },
    body: JSON.stringify(record),
  });
  expect(JSON.parse(await response.text())).toMatchObject({ outcome: 'NEW' });
}

const ASKED_ONCE = {
  [`${MEASURES_SUBGRAPH} /graphql`]: 2,
  [`${INMATES_SUBGRAPH} /graphql`]: 1,
  'oslo /graphql': 1,
  'vest /graphql': 1,
};
const CHECKED_ONCE = {
  [`${INMATES_SUBGRAPH} /watermark`]: 1,
  'oslo /watermark': 1,
  'vest /watermark': 1,
};

test('two hundred equal questions at once cost one, and the same ones later the watermarks alone', async () => {
  const asked = question(['oslo', 'vest']);
  const answers = await Promise.all(Array.from({ length: 200 }, () => post(asked)));
  expect(JSON.parse(answers[0]?.text ?? '').data.practice).toMatchObject({
    coverage: { complete: true },
    total: { started: 2 },
  });
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  expect(requests.take()).toEqual(ASKED_ONCE);

  clock += BOUND;
  expect(await post(asked)).toMatchObject({ status: 200, text: answers[0]?.text });
  expect(requests.take()).toEqual({});

  clock += 1;
  const later = await Promise.all(Array.from({ length: 200 }, () => post(asked)));
  expect(new Set(later.map(({ text }) => text))).toEqual(new Set([answers[0]?.text]));
  expect(requests.take()).toEqual(CHECKED_ONCE);
});

test('a figure is checked ahead, so that nobody waits while it is asked for', async () => {
  await started(['oslo', 'vest']);
  clock += BOUND + 1;
  await started(['oslo', 'vest']);
  requests.take();
  const oslosAnswer = hold('/watermark');
  clock += BOUND / 2 + 1;
  // Answered though Oslo does not tell its watermark yet.
  await started(['oslo', 'vest']);
  await oslosAnswer.answered;
  oslosAnswer.release();
  expect(requests.take()).toEqual(CHECKED_ONCE);
});

test('after a write the figure is new once the bound has passed, and at once for a write through the gateway', async () => {
  const before = await started(['vest']);
  await write('vest');
  clock += BOUND;
  expect(await started(['vest'])).toBe(before);
  clock += 1;
  expect(await started(['vest'])).toBe(before + 1);
  clock += 1;
  await federation.importRecords('measures', [measure('vest')]);
  expect(await started(['vest'])).toBe(before + 2);
});

test('after a mutation no answer is given that was begun before it', async () => {
  await started(['oslo', 'vest']);
  requests.take();
  clock += 1;
  await started(['oslo', 'vest']);
  expect(requests.take()).toEqual({});
  const step = 'mutation { closeCase(input: { id: "none", expectedVersion: 1 }) { error { code } } }';
  expect((await federation.ask(step)).data.closeCase).toEqual({ error: { code: 'CASE_NOT_FOUND' } });
  requests.take();
  await started(['oslo', 'vest']);
  expect(requests.take()).not.toEqual({});
});

test('a check counts from when it began: what is written while its answer is on the way is not missed', async () => {
  const before = await started(['oslo']);
  clock += BOUND + 1;
  const oslosAnswer = hold('/watermark');
  const waiting = started(['oslo']);
  await oslosAnswer.answered;
  await write('oslo');
  clock += BOUND + 1;
  oslosAnswer.release();
  expect(await waiting).toBe(before);
  expect(await started(['oslo'])).toBe(before + 1);
});

test('a computation counts from when it began: it is no later answer than that when it ends', async () => {
  const before = await started(['oslo']);
  clock += 10 * BOUND;
  await write('oslo');
  const oslosAnswer = hold('/graphql');
  const first = started(['oslo']);
  await oslosAnswer.answered;
  await write('oslo');
  clock += BOUND + 1;
  oslosAnswer.release();
  expect(await first).toBe(before + 1);
  expect(await started(['oslo'])).toBe(before + 2);
});

test('a computation that began longer ago than the bound is not shared', async () => {
  const before = await started(['oslo']);
  clock += 10 * BOUND;
  await write('oslo');
  const early = hold('/graphql');
  const first = started(['oslo']);
  await early.answered;
  await write('oslo');
  clock += BOUND + 1;
  const late = hold('/graphql');
  const second = started(['oslo']);
  await late.answered;
  late.release();
  expect(await second).toBe(before + 2);
  early.release();
  expect(await first).toBe(before + 1);
  // The early one ended last, and has not taken the place of the late one.
  expect(await started(['oslo'])).toBe(before + 2);
});

const unitSets = [['oslo'], ['vest'], ['oslo', 'vest']] as const;
const step = fc.oneof(
  fc.record({ kind: fc.constant('write'), unit: fc.constantFrom('oslo', 'vest') }),
  fc.record({ kind: fc.constant('wait'), ms: fc.integer({ min: 1, max: 1.5 * BOUND }) }),
  fc.record({ kind: fc.constant('ask'), units: fc.constantFrom(...unitSets) }),
  // Oslo tells its watermark and is heard only after another write and some time.
  fc.record({ kind: fc.constant('askSlowly'), units: fc.constantFrom(...unitSets), ms: fc.nat(1.5 * BOUND) }),
);

test('whatever is written and whenever it is asked, no figure is older than the bound', async () => {
  // Moments of the clock at which something was written.
  const written: { readonly unit: string; readonly at: number }[] = [];
  const base = new Map<string, number>();
  for (const units of unitSets) base.set(units.join(), await started(units));
  clock += 10 * BOUND;
  let older = 0;
  const writeNow = async (unit: string) => {
    await write(unit);
    written.push({ unit, at: clock });
  };
  const check = (units: readonly string[], askedAt: number, answer: number) => {
    const own = written.filter(({ unit }) => units.includes(unit));
    const known = answer - (base.get(units.join()) ?? 0);
    expect(known).toBeLessThanOrEqual(own.length);
    expect(known).toBeGreaterThanOrEqual(own.filter(({ at }) => at < askedAt - BOUND).length);
    if (known < own.length) older += 1;
  };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30, size: 'max' }), async (steps) => {
      clock += 10 * BOUND;
      for (const taken of steps) {
        const askedAt = clock;
        if (taken.kind === 'write') await writeNow(taken.unit);
        else if (taken.kind === 'wait') clock += taken.ms;
        else if (taken.kind === 'ask') check(taken.units, askedAt, await started(taken.units));
        else {
          const oslosAnswer = hold('/watermark');
          const answer = started(taken.units);
          await Promise.race([oslosAnswer.answered, answer]);
          await writeNow('oslo');
          clock += taken.ms;
          oslosAnswer.release();
          check(taken.units, askedAt, await answer);
        }
      }
    }),
    { numRuns: 30 },
  );
  // Otherwise nothing was given again and the property says nothing.
  expect(older).toBeGreaterThan(0);
});

test('a figure that runs with the clock is computed again when the bound has passed, with nothing written', async () => {
  const hours = async (): Promise<number> =>
    JSON.parse((await post(question([UNDECLARED]))).text).data.practice.total.hours;
  const first = await hours();
  await new Promise((resolve) => setTimeout(resolve, 1100));
  clock += BOUND;
  expect(await hours()).toBe(first);
  clock += 1;
  expect(await hours()).toBeGreaterThan(first);
});

test('an answer with a unit missing, or an error, is computed each time', async () => {
  const complete = async (unit = 'vest') =>
    JSON.parse((await post(question([unit]))).text).data.practice.coverage.complete;
  // What was kept until now no longer holds.
  await write('oslo');
  damaged = true;
  expect(await complete('oslo')).toBe(false);
  damaged = false;
  expect(await complete('oslo')).toBe(true);

  expect(await complete()).toBe(true);
  clock += BOUND + 1;
  await federation.stop('vest');
  expect(await complete()).toBe(false);
  await federation.restart('vest');
  expect(await complete()).toBe(true);

  const records = { query: '{ unit(code: "vest") { measures(first: 1) { totalCount } } }' };
  const known = { query: '{ units { code } }' };
  await federation.stop(MEASURES_SUBGRAPH);
  expect((await post(known)).text).toContain('MEASURES_UNAVAILABLE');
  await federation.restart(MEASURES_SUBGRAPH);
  await expect.poll(async () => (await post(known)).text).not.toContain('MEASURES_UNAVAILABLE');
  requests.take();
  await post(known);
  expect(requests.take()).toEqual({});
  // These are read at no known moment.
  const quality = { query: '{ dataQuality(units: ["vest"]) { total { records } } }' };
  for (const [asked, fetches] of [
    [records, 1],
    [quality, 2],
  ] as const) {
    for (const _time of [1, 2]) {
      expect((await post(asked)).headers.get('etag')).toBeNull();
      expect(requests.take()).toEqual({ [`${MEASURES_SUBGRAPH} /graphql`]: fetches, 'vest /graphql': 1 });
    }
  }
});

test('readers of two languages who ask the same at once are each answered in their own', async () => {
  const asked = question(['nowhere']);
  const [nb, en] = await Promise.all([post(asked), post(asked, { 'accept-language': 'en' })]);
  expect(JSON.parse(nb.text).errors[0].message).toMatch(/^Filteret/);
  expect(JSON.parse(en.text).errors[0].message).toMatch(/^The filter/);
});

test('the tag stays while nothing moves and is another when the figure is; an answer given again is the same answer', async () => {
  const asked = question(['oslo']);
  const [first, second] = [await post(asked), await post(asked)];
  clock += BOUND + 1;
  const third = await post(asked);
  for (const again of [second, third]) {
    expect(again.text).toBe(first.text);
    expect(headersWithoutDate(again)).toEqual(headersWithoutDate(first));
  }
  expect(first.headers.get('etag')).toMatch(/^"[\w-]{27}"$/);
  expect(first.headers.get('cache-control')).toBe('private, no-cache');
  await write('oslo');
  clock += BOUND + 1;
  expect((await post(asked)).headers.get('etag')).not.toBe(first.headers.get('etag'));

  const other = await post(asked, { accept: 'application/graphql-response+json' });
  expect(other.headers.get('content-type')).toMatch(/^application\/graphql-response\+json/);
  expect((await post({ query: '{ nothing }' })).headers.get('etag')).toBeNull();
});

test('the key of an operation holds all that decides its answer, and a mutation has none', () => {
  const reader = { language: 'nb', accept: '', mayBeSeenBy: 'oslo' } as const;
  const body = { query: '{ units { code } }', variables: { a: 1 } };
  const others = [
    operationKey(body, reader),
    operationKey(body, { ...reader, mayBeSeenBy: 'vest' }),
    operationKey(body, { ...reader, language: 'en' }),
    operationKey(body, { ...reader, accept: 'application/json' }),
    operationKey({ ...body, variables: { a: 2 } }, reader),
    operationKey({ ...body, operationName: 'A' }, reader),
    operationKey({ ...body, query: '{ units { name } }' }, reader),
  ];
  expect(new Set(others).size).toBe(others.length);
  expect(others).not.toContain(null);
  expect(operationKey({ ...body, extensions: { clientLibrary: {} } }, reader)).toBe(others[0]);
  for (const unshared of [
    { query: 'mutation { close(id: 1) }' },
    { query: 'query A { units { code } }\nmutation B { close(id: 1) }', operationName: 'A' },
    { query: '{ units { code } }', extensions: { persistedQuery: { version: 1 } } },
    [body],
    'text',
  ])
    expect(operationKey(unshared, reader)).toBeNull();
});

test('memory for answers is bounded, and the one asked for longest ago goes first', async () => {
  const checks = new WatermarkChecks({ urls: {}, now: () => 0 });
  const cache = new AnswerCache({
    boundMs: BOUND,
    bytes: 100_000,
    checks,
    lastWrite: new LastWrite(),
    now: () => 0,
  });
  const computed: string[] = [];
  const ask = (key: string) =>
    cache.answer(
      key,
      async () => {
        computed.push(key);
        const answer = { status: 200, headers: [], body: Buffer.alloc(40_000) };
        return { answer, basis: { watermarks: new Map(), open: false } };
      },
      new AbortController().signal,
    );
  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await ask(key);
  expect(computed).toEqual(['a', 'b', 'c', 'b']);
});

function headersWithoutDate({ headers }: { headers: Headers }): Record<string, string> {
  const { date: _date, ...others } = Object.fromEntries(headers);
  return others;
}
