import { randomBytes, randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import * as fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { ASSERTION_HEADER } from '../schema/access/assertion.ts';
import { osloDay } from '../schema/practice/calendar.ts';
import { writeKey } from '../schema/practice/question.ts';
import { inmatesState } from '../schema/practice/state.ts';
import { INMATES_SUBGRAPH } from '../schema/units.ts';
import { buildInmatesServer } from '../subgraphs/inmates/server.ts';
import { normalQuestion } from '../subgraphs/measures/ask-practice.ts';
import { testSigner, testTrust } from './harness/access.ts';
import { ANYBODY } from './harness/anybody.ts';
import { createDatabases } from './harness/databases.ts';

/** Inmate-days by month, from what the register keeps and remembers, after each of many writes to a program that stays up. */
const UNITS = ['oslo', 'troms'];
const DAY = 86_400_000;
const TODAY = osloDay(new Date().toISOString());
/** About twenty months back, so that some stays last into the month that is not yet over. */
const FIRST = dayAfter(TODAY, -600);

let app: FastifyInstance;
let url: string;
beforeAll(async () => {
  const databases = await createDatabases(randomBytes(5).toString('hex'), [INMATES_SUBGRAPH]);
  app = await buildInmatesServer({
    databaseUrl: databases.get(INMATES_SUBGRAPH) ?? '',
    logLevel: 'silent',
    trust: testTrust,
    pseudonymKey: 'test'.repeat(8),
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
});
afterAll(() => app.close());

const stay = fc
  .record({
    key: fc.integer({ min: 0, max: 12 }),
    who: fc.integer({ min: 0, max: 4 }),
    unit: fc.constantFrom(...UNITS),
    arrived: fc.integer({ min: 0, max: 595 }),
    length: fc.option(fc.integer({ min: 0, max: 700 }), { freq: 3 }),
    withdrawn: fc.integer({ min: 0, max: 5 }).map((one) => one === 0),
  })
  .map(({ key, who, unit, arrived, length, withdrawn }) => ({
    sourceKey: `s${key}`,
    pseudonym: `q${who}`,
    unit,
    arrivedOn: dayAfter(FIRST, arrived),
    leftOn: length === null ? null : dayAfter(FIRST, arrived + length),
    withdrawn,
  }));
type Stay = typeof stay extends fc.Arbitrary<infer Of> ? Of : never;

test('inmate-days by month follow every write of stays', async () => {
  const source = randomUUID();
  const known = new Map<string, Stay>();
  let days = 0;
  for (const [written] of fc.sample(fc.tuple(fc.array(stay, { minLength: 1, maxLength: 4 })), 40)) {
    for (const one of written) {
      await write(source, one);
      known.set(one.sourceKey, one);
    }
    const counted = countPlainly([...known.values()]);
    expect(await askByMonth()).toEqual(counted);
    days += counted.values().reduce((sum, each) => sum + each, 0);
  }
  expect(days).toBeGreaterThan(0);
});

/** One day after another: who is in a unit at midnight is there once. The day that is not over is not counted. */
function countPlainly(stays: readonly Stay[]): Map<string, number> {
  const counted = new Map<string, number>();
  for (let day = FIRST; day < TODAY; day = dayAfter(day, 1)) {
    for (const unit of UNITS) {
      const present = stays.filter(
        (one) =>
          one.unit === unit &&
          !one.withdrawn &&
          one.arrivedOn <= day &&
          (one.leftOn === null || day < one.leftOn),
      );
      const persons = new Set(present.map(({ pseudonym }) => pseudonym)).size;
      const group = `${unit} ${day.slice(0, 7)}`;
      if (persons > 0) counted.set(group, (counted.get(group) ?? 0) + persons);
    }
  }
  return counted;
}

const entities = z.object({ data: z.object({ _entities: z.tuple([z.object({ state: z.string() })]) }) });
const outcomes = z.tuple([z.object({ outcome: z.string() })]);

async function askByMonth(): Promise<Map<string, number>> {
  const question = normalQuestion({
    filter: {
      period: { from: `${FIRST.slice(0, 7)}-01`, to: dayAfter(TODAY, 400).slice(0, 4).concat('-01-01') },
      units: UNITS,
    },
    by: ['UNIT', 'MONTH'],
    countInmates: false,
  });
  const of = [{ __typename: 'InmatesPractice', key: writeKey(question) }];
  const query =
    'query ($of: [_Any!]!) { _entities(representations: $of) { ... on InmatesPractice { state } } }';
  const [entity] = entities.parse(await post('/graphql', { query, variables: { of } })).data._entities;
  const { groups } = inmatesState.parse(JSON.parse(entity.state));
  const shown = groups.map(({ unit, key, days }) => [`${unit} ${key.month}`, days] as const);
  return new Map(shown.filter(([, days]) => days > 0).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

async function write(source: string, record: Stay): Promise<void> {
  const rows = [{ row: 1, original: '{}', record }];
  const [{ outcome }] = outcomes.parse(
    await post('/records/stays', {
      importId: randomUUID(),
      file: 'f',
      source,
      complete: false,
      rows,
    }),
  );
  expect(outcome).not.toBe('QUARANTINED');
}

async function post(path: string, body: object): Promise<unknown> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [ASSERTION_HEADER]: await testSigner(ANYBODY) },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  return response.json();
}

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);
}
