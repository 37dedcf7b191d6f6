import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateSynthetic } from '../local/synthetic/generate.ts';
import { throughOf } from '../local/synthetic/options.ts';
import { UNIT_TARGETS } from '../schema/records/targets.ts';
import { UNITS } from '../schema/units.ts';
import { readFeed } from './harness/ask-unit.ts';
import { listCases, waitForCases } from './harness/cases.ts';
import { ownerUrlOf } from './harness/databases.ts';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';

/** A deviation counts at once; it becomes a case when no record can come any more that shows nothing was wrong. */
const HOUR = 3_600_000;
const AWAITED = `{ deviations(first: 1) { awaited {
  unit { code } count opensFrom records { target through } nb: reading en: reading(language: EN) } } }`;

const awaitedBy = async (federation: Federation): Promise<any[]> => {
  const answer = await federation.ask(AWAITED);
  expect(answer.errors).toBeUndefined();
  return answer.data.deviations.awaited;
};
const countIn = (awaited: readonly any[]): number => awaited.reduce((sum, { count }) => sum + count, 0);
const standing = async (federation: Federation) => {
  const told = await Promise.all(UNITS.map(({ code }) => readFeed(`${federation.url}/deviations/${code}`)));
  const latest = new Map(told.flat().map((notice) => [notice.id, notice]));
  return [...latest.values()].filter(({ state }) => state === 'BROKEN');
};
const inDatabase = async <R>(
  federation: Federation,
  statement: string,
  values: unknown[] = [],
): Promise<R[]> => {
  const client = new Client({ connectionString: ownerUrlOf(federation.databaseUrl('measures')) });
  await client.connect();
  const { rows } = await client.query(statement, values);
  await client.end();
  return rows;
};
/** Every step any case has taken, but those of silence. */
const stepsOf = async (federation: Federation) =>
  (
    await inDatabase<{ step: string }>(
      federation,
      `select distinct step from case_version where rule !~ '^(NO_|SOURCE_LATE)'`,
    )
  ).map(({ step }) => step);
const openedAt = async (federation: Federation, id: string) => {
  const [first] = await inDatabase<{ at: Date }>(
    federation,
    'select recorded_at as at from case_version where case_id = $1 and version = 1',
    [id],
  );
  return first?.at.getTime() ?? Number.NaN;
};

describe('while a source brings in measures before what follows them', () => {
  const OPTIONS = { scale: 0.03, seed: 3, years: 1, to: '2026-01-01' };
  let federation: Federation;
  const records = new Map<string, any[]>();
  const bringIn = (target: string) =>
    federation.importRecords(target, records.get(target) ?? [], { 'x-through': throughOf(OPTIONS) });
  beforeAll(async () => {
    federation = await startFederation({
      feedIntervalMs: 1000,
      isolationIntervalMs: 1000,
      caseWaitMs: 24 * HOUR,
    });
    for (const item of generateSynthetic(OPTIONS)) {
      if (item.kind !== 'RECORD') continue;
      const of = records.get(item.target) ?? [];
      records.set(item.target, of);
      of.push(item.record);
    }
    for (const target of ['persons', 'stays', 'measures']) await bringIn(target);
  });
  afterAll(() => federation.close());

  test('no case opens for what is still to come; figures count it, and the list says what waits and why', async () => {
    const doctorIn = (awaited: readonly any[]) =>
      awaited.find(
        ({ unit, records: [first] }) => unit.code === 'oslo' && first?.target === 'health-notices',
      );
    // Units are read one after the other.
    await expect.poll(async () => doctorIn(await awaitedBy(federation))).toBeDefined();
    await expect.poll(async () => countIn(await awaitedBy(federation))).toBeGreaterThan(20);
    const figures = await federation.ask(
      `{ practice(filter: { period: { from: "2025-01-01", to: "2026-01-01" } }) { total { deviations { rule { code } count } } } }`,
    );
    expect(figures.data.practice.total.deviations).toContainEqual({
      rule: { code: 'WHOLE_EXCLUSION_DOCTOR_TOLD' },
      count: expect.any(Number),
    });
    expect(await listCases(federation, { rules: ['WHOLE_EXCLUSION_DOCTOR_TOLD'] })).toEqual([]);
    const doctor = doctorIn(await awaitedBy(federation));
    expect(doctor).toMatchObject({ records: [{ target: 'health-notices', through: null }] });
    expect(doctor.nb).toMatch(
      /^\d+ avvik er ikke saker ennå, .*: varsler til helsetjenesten \(ikke erklært fullstendig\)\. .* senest \d/,
    );
    expect(doctor.en).toContain('notices to health staff (not declared complete)');
    const waits = Date.parse(doctor.opensFrom) - Date.now();
    expect(waits).toBeGreaterThan(23 * HOUR);
    expect(waits).toBeLessThan(24 * HOUR);
  });

  test('once all is in, what stands has its case, and no case has gone', async () => {
    for (const target of UNIT_TARGETS) if (target !== 'measures') await bringIn(target);
    // Units without a row of some kind say so too.
    for (const target of UNIT_TARGETS)
      await federation.importRecords(target, [], { 'x-through': throughOf(OPTIONS) });
    await expect.poll(async () => awaitedBy(federation), { timeout: 20_000 }).toEqual([]);
    // Silence is found, and ends, as time passes.
    const isOther = (id: string) => !/^(NO_|SOURCE_LATE)/.test(id) && !id.endsWith(':over-units');
    const apart = async () => {
      const found = (await standing(federation)).map(({ id }) => id).filter(isOther);
      const cases = (await listCases(federation)).map(({ deviation: { id } }) => String(id)).filter(isOther);
      expect(found.length).toBeGreaterThan(10);
      return [...new Set(found).symmetricDifference(new Set(cases))];
    };
    await expect.poll(apart).toEqual([]);
    expect(await stepsOf(federation)).toEqual(['OPENED']);
  });
});

describe('where what should follow never comes', () => {
  const WAIT_MS = 10_000;
  let federation: Federation;
  beforeAll(async () => {
    federation = await startFederation({ feedIntervalMs: 100, caseWaitMs: WAIT_MS });
  });
  afterAll(() => federation.close());

  test('the case opens when it has been waited for, and is as old as the deviation', async () => {
    const start = '2025-03-01T10:00:00Z';
    await federation.importRecords(
      'measures',
      [
        {
          unit: 'oslo',
          sourceKey: '1',
          kind: 'EXCLUSION',
          means: 'EXCLUSION',
          extent: 'WHOLE',
          legalBasis: '37-1-b',
          start,
          end: '2025-03-01T20:00:00Z',
        },
      ],
      { 'x-through': '2025-06-01T00:00:00Z' },
    );
    const [doctor] = await waitForCases(federation, 1, { rules: ['WHOLE_EXCLUSION_DOCTOR_TOLD'] });
    const [facility] = await waitForCases(federation, 1, { rules: ['FACILITY_RECORDED'] });
    const notice = (await standing(federation)).find(({ id }) => id === doctor.deviation.id);
    const seen = Date.parse(notice?.seenAt ?? '');
    expect(doctor).toMatchObject({ firstSeenAt: notice?.seenAt, version: 1, status: 'OPEN' });
    expect(await openedAt(federation, doctor.id)).toBeGreaterThanOrEqual(seen + WAIT_MS);
    // What the record itself lacks waits for nothing.
    expect(await openedAt(federation, facility.id)).toBeLessThan(seen + WAIT_MS);
    await expect.poll(() => awaitedBy(federation)).toEqual([]);
    expect(await stepsOf(federation)).toEqual(['OPENED']);
  });
});
