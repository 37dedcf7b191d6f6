import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';

let federation: Federation;
beforeAll(async () => {
  federation = await startFederation();
});
afterAll(() => federation.close());

const exclusion = (key: string, part: object = {}) => ({
  unit: 'vest',
  sourceKey: key,
  kind: 'EXCLUSION',
  means: 'EXCLUSION',
  start: '2025-03-01T10:00:00+01:00',
  end: '2025-03-01T22:30:00+01:00',
  ...part,
});

test('a page of records asks the register once for all its inmates', async () => {
  await federation.importRecords('persons', [
    { pseudonym: 'p1', sex: 'FEMALE', birthDate: '1990-05-01' },
    { pseudonym: 'p2', sex: 'MALE', birthDate: null },
  ]);
  await federation.importRecords('measures', [
    exclusion('a', { person: 'p1' }),
    exclusion('b', { person: 'p2', start: '2025-03-02T10:00:00+01:00', end: null }),
    exclusion('c', { person: 'p1', start: '2025-03-03', end: '2025-03-05' }),
  ]);
  federation.batches.length = 0;
  const answer = await federation.ask(`{ unit(code: "vest") { name measures(first: 10) { totalCount
    nodes { startedOn precision hours ongoing inmate { pseudonym sex birthYear } } } } }`);
  expect(answer.errors).toBeUndefined();
  expect(answer.data.unit).toMatchObject({
    name: 'Vest',
    measures: {
      totalCount: 3,
      nodes: [
        {
          startedOn: '2025-03-03',
          precision: 'DAY',
          hours: 48,
          ongoing: false,
          inmate: { pseudonym: 'p1', sex: 'FEMALE', birthYear: 1990 },
        },
        { startedOn: '2025-03-02', ongoing: true, inmate: { pseudonym: 'p2', sex: 'MALE', birthYear: null } },
        {
          startedOn: '2025-03-01',
          precision: 'TIME',
          hours: 12.5,
          ongoing: false,
          inmate: { pseudonym: 'p1' },
        },
      ],
    },
  });
  expect(federation.batches).toEqual([['p1', 'p2']]);
});

test('pages follow each other without gap or repetition', async () => {
  const keys: string[] = [];
  let after: string | null = null;
  do {
    const answer = await federation.ask(
      'query ($after: String) { unit(code: "vest") { measures(first: 2, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } } }',
      { after },
    );
    const { nodes, pageInfo } = answer.data.unit.measures;
    keys.push(...nodes.map((node: any) => node.id));
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  expect(keys).toHaveLength(3);
  expect(new Set(keys).size).toBe(3);
});

test('a correction and a withdrawal change the latest answer, not the answer for a past moment', async () => {
  const count = async (asOf: string | null) => {
    const answer = await federation.ask(
      `query ($asOf: DateTime) { practice(filter: { period: { from: "2024-01-01", to: "2024-02-01" }, units: ["troms"], asOf: $asOf }) { total { started hours } } }`,
      { asOf },
    );
    expect(answer.errors).toBeUndefined();
    return answer.data.practice.total;
  };
  const record = {
    unit: 'troms',
    sourceKey: 'x',
    kind: 'EXCLUSION',
    means: 'EXCLUSION',
    start: '2024-01-02',
    end: '2024-01-03',
  };
  await federation.importRecords('measures', [record]);
  await new Promise((resolve) => setTimeout(resolve, 5));
  const first = new Date().toISOString();
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(await federation.importRecords('measures', [{ ...record, end: '2024-01-05' }])).toMatchObject({
    changed: 1,
  });
  await new Promise((resolve) => setTimeout(resolve, 5));
  const second = new Date().toISOString();
  await new Promise((resolve) => setTimeout(resolve, 5));
  await federation.importRecords('measures', [{ ...record, end: '2024-01-05', withdrawn: true }]);
  expect(await count(first)).toEqual({ started: 1, hours: 24 });
  expect(await count(second)).toEqual({ started: 1, hours: 72 });
  expect(await count(null)).toEqual({ started: 0, hours: 0 });
});

test('a faulty row is kept in quarantine with its reason, and every row is accounted for', async () => {
  const sums = await federation.importRecords('measures', [
    exclusion('good'),
    exclusion('backwards', { end: '2025-02-01T10:00:00+01:00' }),
    exclusion('event', { kind: 'CONTROL_MEASURE', means: 'DRUG_TEST' }),
    exclusion('wrong kind', { means: 'GAS', end: null }),
    exclusion('nowhere', { unit: 'atlantis' }),
    exclusion('unreadable', { start: 'i går' }),
  ]);
  expect(sums).toMatchObject({
    read: 6,
    accepted: 1,
    quarantined: 5,
    undelivered: 0,
    reasons: {
      END_BEFORE_START: 1,
      EVENT_WITH_END: 1,
      KIND_AND_MEANS_DIFFER: 1,
      UNIT_UNKNOWN: 1,
      'VALUE_INVALID(start)': 1,
    },
  });
});

test('inmate-days and the rate rest on persons present at 24:00', async () => {
  await federation.importRecords('persons', [{ pseudonym: 'q1', birthDate: '2007-01-11' }]);
  await federation.importRecords('stays', [
    {
      sourceKey: 's1',
      pseudonym: 'q1',
      unit: 'agder',
      arrivedOn: '2025-01-01',
      leftOn: '2025-01-21',
      custody: 'REMAND',
    },
  ]);
  await federation.importRecords('measures', [
    {
      unit: 'agder',
      sourceKey: 'm',
      kind: 'EXCLUSION',
      means: 'EXCLUSION',
      start: '2025-01-05',
      end: '2025-01-06',
      ageGroup: 'UNDER_18',
    },
  ]);
  const answer =
    await federation.ask(`{ practice(filter: { period: { from: "2025-01-01", to: "2025-02-01" }, units: ["agder"] }, by: [AGE_GROUP]) {
    total { inmateDays ratePer1000InmateDays } groups { ageGroup figures { started inmateDays } } } }`);
  // Present on the nights of the 1st to the 20th; 18 on the 11th.
  expect(answer.data.practice.total).toEqual({ inmateDays: 20, ratePer1000InmateDays: 50 });
  expect(answer.data.practice.groups).toEqual(
    expect.arrayContaining([
      { ageGroup: 'UNDER_18', figures: { started: 1, inmateDays: 10 } },
      { ageGroup: 'AGE_18_24', figures: { started: 0, inmateDays: 10 } },
    ]),
  );
});

test.each([
  [
    'a period that ends before it starts',
    '{ period: { from: "2025-02-01", to: "2025-01-01" } }',
    'PERIOD_INVALID',
  ],
  [
    'an unknown unit',
    '{ period: { from: "2025-01-01", to: "2025-02-01" }, units: ["atlantis"] }',
    'UNKNOWN_UNIT',
  ],
  [
    'a moment not reached',
    '{ period: { from: "2025-01-01", to: "2025-02-01" }, asOf: "2199-01-01T00:00:00Z" }',
    'AS_OF_NOT_REACHED',
  ],
])('%s is refused with a public code', async (_name, filter, code) => {
  const answer = await federation.ask(`{ practice(filter: ${filter}) { total { started } } }`);
  expect(answer.data?.practice ?? null).toBeNull();
  expect(answer.errors?.map((error) => error.extensions?.code)).toEqual([code]);
});
