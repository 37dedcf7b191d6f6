import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ASSERTION_HEADER } from '../schema/access/assertion.ts';
import { testSigner } from './harness/access.ts';
import { ANYBODY } from './harness/anybody.ts';
import { startUnit } from './harness/unit.ts';
import type { Unit } from './harness/unit.ts';

/** What a unit keeps by month is what its records come to, whatever was written in whatever order. */
let unit: Unit;
let owner: Client;
beforeAll(async () => {
  unit = await startUnit('vest');
  owner = new Client({ connectionString: unit.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await unit.close();
});

const record = fc
  .record({
    key: fc.integer({ min: 0, max: 30 }),
    means: fc.constantFrom('EXCLUSION', 'SECURITY_CELL', 'DRUG_TEST'),
    /** Hours after the start of 2022: about three years, some across the turn of a month. */
    start: fc.integer({ min: 0, max: 26_000 }),
    hours: fc.option(fc.integer({ min: 0, max: 5000 }), { freq: 4 }),
    byDay: fc.boolean(),
    facility: fc.option(fc.constant('Nord')),
  })
  .map(({ key, means, start, hours, byDay, facility }) => {
    const text = (after: number) =>
      new Date(Date.UTC(2022, 0, 1) + after * 3_600_000)
        .toISOString()
        .slice(0, byDay ? 10 : 19)
        .concat(byDay ? '' : 'Z');
    const kind = { EXCLUSION: 'EXCLUSION', SECURITY_CELL: 'COERCIVE_MEASURE', DRUG_TEST: 'CONTROL_MEASURE' };
    return {
      sourceKey: `k${key}`,
      kind: kind[means],
      means,
      start: text(start),
      end: hours === null || means === 'DRUG_TEST' ? null : text(start + hours),
      facility,
    };
  });

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ deliver: fc.array(record, { minLength: 1, maxLength: 15 }) }) },
  { weight: 1, arbitrary: fc.record({ complete: fc.array(record, { minLength: 1, maxLength: 15 }) }) },
  { weight: 1, arbitrary: fc.constant({ undo: true as const }) },
);

test('what is kept by month is what the records come to, after any writes', async () => {
  let seen = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const source = randomUUID();
      let last: string | undefined;
      for (const one of steps) {
        if ('undo' in one) {
          if (last !== undefined) await post(`/imports/${last}/undo`, {});
          last = undefined;
        } else last = await deliver(source, one);
      }
      const kept = await monthsKept();
      await owner.query('truncate practice_month, practice_month_length, deviation, deviation_month');
      await owner.query(`update deviation_clock set rule_set = null, counted_through = '-infinity'`);
      await unit.restart();
      expect(kept).toEqual(await monthsKept());
      seen += kept.lengths.length;
    }),
    { numRuns: 25 },
  );
  expect(seen).toBeGreaterThan(25);
});

type Written = { deliver: readonly object[] } | { complete: readonly object[] };

async function deliver(source: string, written: Written): Promise<string> {
  const importId = randomUUID();
  const complete = 'complete' in written;
  const records = complete ? written.complete : written.deliver;
  const rows = records.map((one, index) => ({ row: index + 1, original: '{}', record: one }));
  const outcomes = await post('/records/measures', { importId, file: 'f', source, complete, rows });
  expect(outcomes.filter(({ outcome }: { outcome: string }) => outcome === 'QUARANTINED')).toEqual([]);
  const end = { target: 'measures', source, file: 'f', through: null };
  await post(`/imports/${importId}/finish`, { ...end, complete: complete ? { from: null, to: null } : null });
  return importId;
}

async function post(path: string, body: object): Promise<any> {
  const response = await fetch(`${unit.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [ASSERTION_HEADER]: await testSigner(ANYBODY) },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  return response.json();
}

/** Rows that came back to nothing say nothing; how often a row changed is no part of what it says. */
async function monthsKept() {
  const months = await owner.query(
    `select month::text, kind, started, in_force_at_end, seconds, ended, ended_seconds, repaired_records
       from practice_month
      where (started, in_force_at_end, seconds) <> (0, 0, 0) order by month, kind`,
  );
  const lengths = await owner.query(
    `select month::text, kind, bin, ended from practice_month_length where ended <> 0 order by month, kind, bin`,
  );
  const deviations = await owner.query(
    `select record, rule, occurrence, due_at, met_at, is_open, started_on::text, kind, means, facility from deviation
      where state <> 'GONE' order by record, rule, occurrence`,
  );
  const broken = await owner.query(
    `select month::text, kind, rule, count from deviation_month where count <> 0 order by month, kind, rule`,
  );
  return { months: months.rows, lengths: lengths.rows, deviations: deviations.rows, broken: broken.rows };
}
