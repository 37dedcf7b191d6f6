import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { generateSynthetic } from '../local/synthetic/generate.ts';
import { UNITS } from '../schema/units.ts';
import { tokenFor } from './harness/access.ts';
import { ownerUrlOf } from './harness/databases.ts';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';

/** A quarter is published when its records are in. */
const CODES = UNITS.map(({ code }) => code);
const THROUGH = '2026-01-01T00:00:00+01:00';
let federation: Federation;
beforeAll(async () => {
  federation = await startFederation();
  const records = new Map<string, any[]>();
  for (const item of generateSynthetic({ scale: 0.1, seed: 3, years: 1, to: '2026-01-01' })) {
    if (item.kind !== 'RECORD') continue;
    const of = records.get(item.target) ?? [];
    records.set(item.target, of);
    of.push(item.record);
  }
  for (const target of ['persons', 'stays', 'measures'])
    await federation.importRecords(target, records.get(target) ?? []);
});
afterAll(() => federation.close());

const QUERY = `query ($period: PeriodInput!) { publishedFigures(period: $period) {
  quarters { quarter status reason nb: message en: message(language: EN)
    groups { unit { code } kind extent sex figures { status reason started inmateDays rateReason } } } } }`;
const YEAR = { from: '2025-01-01', to: '2026-01-01' };
const asMinistry = async () => ({
  authorization: `Bearer ${await tokenFor({ sub: 'test', role: 'ministry' })}`,
});
const published = async (): Promise<any[]> => {
  const answer = await federation.ask(QUERY, { period: YEAR }, await asMinistry());
  expect(answer.errors).toBeUndefined();
  return answer.data.publishedFigures.quarters;
};
const keyFigures = async (): Promise<Set<string>> => {
  const answer = await federation.ask(
    `query ($period: PeriodInput!) { keyFigures(period: $period) { figures { values { reason value } } } }`,
    { period: YEAR },
    await asMinistry(),
  );
  expect(answer.errors).toBeUndefined();
  const values = answer.data.keyFigures.figures.flatMap((figure: any) => figure.values);
  return new Set(values.map(({ reason, value }: any) => (value === null ? reason : 'DELIVERED')));
};
const declare = async (target: string, through: string, units: readonly string[]) => {
  const token = await tokenFor({ sub: 'test', role: 'system', units: [...units] });
  const sums = await federation.importRecords(target, [], {
    authorization: `Bearer ${token}`,
    'x-through': through,
  });
  expect(sums).toMatchObject({ read: 0, undeliveredTo: [] });
};
const rowsIn = async (table: string) => {
  const client = new Client({ connectionString: ownerUrlOf(federation.databaseUrl('measures')) });
  await client.connect();
  const { rows } = await client.query(`select from ${table}`);
  await client.end();
  return rows.length;
};

test('until every unit has declared its records through the end, nothing of a quarter is shown or fixed', async () => {
  for (const { status, reason, en, groups } of await published()) {
    expect({ status, reason }).toEqual({ status: 'WITHHELD', reason: 'PUBLISHED_NOT_DECLARED' });
    expect(en).toMatch(/^Not yet published: Oslo has not declared its measures complete; East has not .*\.$/);
    for (const { figures } of groups)
      expect(figures).toMatchObject({ status: 'WITHHELD', reason: 'PUBLISHED_NOT_DECLARED', started: null });
  }
  expect(await rowsIn('published_hidden_cell')).toBe(0);
  expect(await rowsIn('published_cell')).toBe(0);
  expect(await keyFigures()).toEqual(new Set(['PUBLISHED_NOT_DECLARED']));
});

test('one unit that has not declared all of the last quarter holds up that quarter alone, and the year', async () => {
  await declare(
    'measures',
    THROUGH,
    CODES.filter((code) => code !== 'nordland'),
  );
  await declare('measures', '2025-12-03T00:00:00+01:00', ['nordland']);
  const quarters = await published();
  expect(quarters.map(({ status }) => status)).toEqual(['PUBLISHED', 'PUBLISHED', 'PUBLISHED', 'WITHHELD']);
  expect(quarters[3]).toMatchObject({
    reason: 'PUBLISHED_NOT_DECLARED',
    nb: 'Ikke publisert ennå: Nordland har erklært tiltakene sine bare til 3. desember 2025 kl. 00:00.',
    en: 'Not yet published: Nordland has declared its measures through 3 December 2025 at 00:00 only.',
  });
  expect(await keyFigures()).toEqual(new Set(['PUBLISHED_NOT_DECLARED']));
});

test('rates wait for the register in the same way, and the rest is published at its time', async () => {
  const [first] = await published();
  expect(first.groups[0].figures).toMatchObject({
    status: 'PUBLISHED',
    inmateDays: null,
    rateReason: 'REGISTER_NOT_DECLARED',
  });
  for (const target of ['persons', 'stays']) await declare(target, THROUGH, ['inmates']);
  const [again] = await published();
  expect(again.groups[0].figures).toMatchObject({ inmateDays: expect.any(Number), rateReason: null });
  await declare('measures', THROUGH, ['nordland']);
  expect((await published()).map(({ status }) => status)).toEqual(
    Array.from({ length: 4 }, () => 'PUBLISHED'),
  );
  expect(await keyFigures()).toContain('DELIVERED');
});
