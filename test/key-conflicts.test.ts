import { afterAll, beforeAll, expect, test } from 'vitest';
import { asSystem, tokenFor } from './harness/access.ts';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';

/** The same key of one source at two units, posted by the units' own systems past the gateway. */
let federation: Federation;
beforeAll(async () => {
  federation = await startFederation({ feedIntervalMs: 100 });
  await post('agder', [measure('1'), measure('2')]);
  await post('vest', [measure('2'), measure('3')]);
  await post('troms', [measure('2')], 'another source');
});
afterAll(() => federation.close());

const measure = (sourceKey: string, part: object = {}) => ({
  sourceKey,
  kind: 'EXCLUSION',
  means: 'EXCLUSION',
  start: '2025-03-01',
  end: '2025-03-04',
  ...part,
});

async function post(unit: string, records: readonly object[], source = 'shared') {
  const response = await fetch(`${federation.urls[unit]}/records/measures/lines`, {
    method: 'POST',
    headers: { ...asSystem, 'content-type': 'application/x-ndjson', 'x-source': source },
    body: records.map((record) => `${JSON.stringify(record)}\n`).join(''),
  });
  expect(response.status).toBe(200);
}

const as = async (role: 'officer' | 'analyst', unit: string | null = null) => ({
  authorization: `Bearer ${await tokenFor({ sub: 'reader', role, ...(unit !== null && { units: [unit] }) })}`,
});

async function conflicts(units: string, headers: Record<string, string> = {}) {
  const answer = await federation.ask(
    `{ dataQuality${units} { keyConflicts { count coverage { complete missing { unit { code } reason } }
        list { nodes { source target key units { code } } } } } }`,
    {},
    headers,
  );
  return { ...answer.data?.dataQuality?.keyConflicts, errors: answer.errors };
}

const FOUND = {
  source: 'shared',
  target: 'measures',
  key: '2',
  units: [{ code: 'agder' }, { code: 'vest' }],
};

test('a key that one source posts to two units is found, and shown to both and to the directorate', async () => {
  await expect
    .poll(() => conflicts(''))
    .toMatchObject({
      count: 1,
      coverage: { complete: true, missing: [] },
      list: { nodes: [FOUND] },
    });
  for (const unit of ['agder', 'vest']) {
    const seen = await conflicts(`(units: ["${unit}"])`, await as('officer', unit));
    expect(seen).toMatchObject({ count: 1, list: { nodes: [FOUND] } });
  }
});

test('a unit without a part in it sees nothing of it; whoever may see quality only sees the number', async () => {
  expect(await conflicts('(units: ["troms"])', await as('officer', 'troms'))).toMatchObject({
    count: 0,
    list: { nodes: [] },
  });
  const analyst = await conflicts('', await as('analyst'));
  expect(analyst).toMatchObject({ count: 1, list: null });
  expect(analyst.errors?.map(({ extensions }: any) => extensions?.code)).toEqual(['NOT_PERMITTED']);
});

test('the quality of a source at a unit counts the keys it has elsewhere too', async () => {
  const answer = await federation.ask('{ dataQuality { sources { unit { code } source keyConflicts } } }');
  expect(answer.data.dataQuality.sources).toEqual([
    { unit: { code: 'agder' }, source: 'shared', keyConflicts: 1 },
    { unit: { code: 'vest' }, source: 'shared', keyConflicts: 1 },
    { unit: { code: 'troms' }, source: 'another source', keyConflicts: 0 },
  ]);
});

test('while a unit is down the coverage names it and what was found stands; withdrawn at one unit it is gone', async () => {
  await federation.stop('vest');
  await post('agder', [measure('4')]);
  await expect
    .poll(() => conflicts(''))
    .toMatchObject({
      count: 1,
      coverage: { complete: false, missing: [{ unit: { code: 'vest' }, reason: 'UNIT_UNAVAILABLE' }] },
      list: { nodes: [FOUND] },
    });
  await federation.restart('vest');
  await post('vest', [measure('2', { withdrawn: true })]);
  await expect.poll(() => conflicts('')).toMatchObject({ count: 0, list: { nodes: [] } });
});
