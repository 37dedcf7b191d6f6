import { once } from 'node:events';
import { createServer } from 'node:http';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROGRAMS } from '../schema/units.ts';
import { tokenFor } from './harness/access.ts';
import { runCommand } from './harness/command.ts';
import { ownerUrlOf } from './harness/databases.ts';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';

const PERSON = 'Pseudonym-to-be_erased';
const OTHER = `${PERSON}-2`;
const WRITTEN = 'WRITTEN ABOUT THE PERSON';

let federation: Federation;
beforeAll(async () => {
  federation = await startFederation();
  await keepExport();
  const birthDate = '1990-05-05';
  await federation.importRecords('persons', [
    { pseudonym: PERSON, birthDate },
    { pseudonym: OTHER, birthDate },
  ]);
  await federation.importRecords('stays', [
    { sourceKey: 's1', pseudonym: PERSON, unit: 'oslo', arrivedOn: '2025-01-01', leftOn: '2025-03-01' },
    { sourceKey: 's2', pseudonym: PERSON, unit: 'vest', arrivedOn: '2025-03-01' },
    { sourceKey: 's3', pseudonym: OTHER, unit: 'oslo', arrivedOn: '2025-01-01' },
  ]);
  await federation.importRecords('measures', MEASURES);
  // A second version of the first.
  await federation.importRecords('measures', [{ ...MEASURES[0], end: '2025-01-20' }]);
  await federation.importRecords('reassessments', [
    {
      unit: 'oslo',
      sourceKey: 'r1',
      measure: 'm1',
      assessedAt: '2025-01-12T10:00:00Z',
      justification: WRITTEN,
    },
  ]);
  await federation.importRecords('regime-days', [
    { unit: 'vest', sourceKey: 'd1', person: PERSON, day: '2025-04-01', minutesOutOfCell: 60 },
  ]);
  await federation.importRecords('measures', [
    { unit: 'oslo', sourceKey: 'q1', kind: 'NOTHING', person: PERSON },
    { unit: 'oslo', sourceKey: 'q2', kind: 'NOTHING', person: OTHER },
    { unit: 'nowhere', sourceKey: 'q3', kind: 'EXCLUSION', person: PERSON },
  ]);
});
afterAll(() => federation.close());

/** A package that was finished and is kept. */
async function keepExport(): Promise<void> {
  await atGateway(
    `insert into export_job (id, requested_at, as_of, asserted, request, status, expires_at)
     values (gen_random_uuid(), now(), now(), '{}', '{}', 'READY', now() + interval '1 day')`,
  );
}

async function exportStatus(): Promise<string> {
  const [job] = await atGateway('select status from export_job');
  return job?.['status'];
}

async function atGateway(statement: string): Promise<any[]> {
  const owner = new Client({ connectionString: ownerUrlOf(federation.databaseUrl('gateway')) });
  await owner.connect();
  try {
    return (await owner.query(statement)).rows;
  } finally {
    await owner.end();
  }
}

function measure(unit: string, sourceKey: string, start: string, part: object = {}) {
  const decision = { justification: `${WRITTEN} ${sourceKey}`, level: 'LOCAL' };
  return { unit, sourceKey, kind: 'EXCLUSION', means: 'EXCLUSION', start, person: PERSON, decision, ...part };
}
const MEASURES = [
  measure('oslo', 'm1', '2025-01-10', { end: '2025-01-19' }),
  measure('vest', 'm2', '2025-04-01', {
    end: '2025-04-02',
    kind: 'COERCIVE_MEASURE',
    means: 'SECURITY_CELL',
    coercion: { circumstances: WRITTEN, injuries: WRITTEN },
  }),
  measure('oslo', 'm3', '2025-01-15', { end: '2025-01-16', person: OTHER }),
];

async function figures(filter = ''): Promise<unknown> {
  const answer = await federation.ask(
    `{ practice(filter: { period: { from: "2025-01-01", to: "2026-01-01" } ${filter} }, by: [UNIT], countInmates: true) {
         coverage { complete } total { ...All } groups { unit { code } figures { ...All } } } }
     fragment All on PracticeFigures { started hours medianHours inmates inmateDays ratePer1000InmateDays completeRecords
       deviations { rule { code } count } }`,
  );
  expect(answer.errors).toBeUndefined();
  return answer.data.practice;
}

/** Rows of any table of any program that hold the text; the access log is to be kept. */
async function rowsWith(text: string): Promise<string[]> {
  const found: string[] = [];
  for (const subgraph of PROGRAMS) {
    const owner = new Client({ connectionString: ownerUrlOf(federation.databaseUrl(subgraph)) });
    await owner.connect();
    try {
      const { rows } = await owner.query(
        `select tablename as name from pg_tables where schemaname = 'public' and tablename not like 'access%'`,
      );
      for (const { name } of rows) {
        const { rowCount } = await owner.query(
          `select from "${name}" held where held::text ~ ('(^|[^A-Za-z0-9_-])' || $1 || '([^A-Za-z0-9_-]|$)')`,
          [text],
        );
        if ((rowCount ?? 0) > 0) found.push(`${subgraph} ${name} ${rowCount}`);
      }
    } finally {
      await owner.end();
    }
  }
  return found;
}

async function erase(role: 'controller' | 'administrator' | 'analyst', ...given: string[]) {
  return runCommand('person-order', ['erase', ...given, '--url', federation.url], {
    environment: { SAMSYN_LANGUAGE: 'en', SAMSYN_TOKEN: await tokenFor({ sub: 'kari', role }) },
  });
}

test('erasing is for the roles that may, and wants a reason', async () => {
  expect(await erase('analyst', PERSON, '--reason', 'Ten years after the sentence')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Your role gives no access to this.'),
  });
  expect(await erase('administrator', PERSON, '--reason', 'x')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('a reason of 3 to 300 characters'),
  });
  expect(await erase('administrator', PERSON)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('--reason'),
  });
});

test('a check says what would be erased, and changes nothing', async () => {
  const before = await rowsWith(PERSON);
  const { code, stdout } = await erase('administrator', PERSON, '--reason', 'Ten years', '--check');
  expect(code).toBe(0);
  expect(stdout).toContain('inmates: persons 1, stays 2\n');
  expect(stdout).toContain('oslo: measures 2, quarantined 1\n');
  expect(stdout).toContain('vest: measures 1, days 1\n');
  expect(stdout).toContain('measures: quarantined 1\n');
  expect(stdout).toContain('troms: –\n');
  expect(stdout).toContain('gateway: exports 1\n');
  expect(await exportStatus()).toBe('READY');
  expect(stdout).toContain('Checked; nothing was changed.');
  expect(await rowsWith(PERSON)).toEqual(before);
  expect(before).toContain('oslo measure_version 2');
});

test('a unit that takes long is named, and not waited for', async () => {
  await federation.stop('vest');
  const silent = createServer(() => undefined).listen(Number(new URL(federation.urls['vest'] ?? '').port));
  await once(silent, 'listening');
  const { code, stdout } = await erase('controller', PERSON, '--reason', 'Looking first', '--check');
  silent.closeAllConnections();
  silent.close();
  await once(silent, 'close');
  await federation.restart('vest');
  expect(code).toBe(1);
  expect(stdout).toContain('vest: UNIT_TIMEOUT');
  expect(stdout).toContain('oslo: measures 2, quarantined 1\n');
});

test("a pseudonym nobody has is told to be nobody's", async () => {
  const { code, stdout } = await erase('controller', 'nobody-at-all', '--reason', 'Typed wrongly', '--check');
  expect(code).toBe(0);
  expect(stdout).toContain('No records stand under this pseudonym now.');
});

test('an erased person is nowhere any more, in no version, and every figure stands', async () => {
  const asOf = new Date().toISOString();
  const [before, before2025] = [await figures(), await figures(`asOf: "${asOf}"`)];
  await federation.stop('vest');
  const first = await erase('controller', PERSON, '--reason', 'Ten years after the sentence');
  expect(first).toMatchObject({ code: 1 });
  expect(first.stdout).toContain('vest: UNIT_UNAVAILABLE');
  expect(first.stdout).toContain('tries again by itself');
  expect((await rowsWith(PERSON)).toSorted()).toEqual([
    'gateway person_order 1',
    'vest measure_version 1',
    'vest regime_day_version 1',
  ]);

  // By the gateway that comes after it, once the unit is there.
  await federation.restartGateway();
  await federation.restart('vest');
  await expect.poll(() => rowsWith(PERSON), { timeout: 30_000 }).toEqual([]);
  expect(await erase('controller', PERSON, '--reason', 'Ten years after the sentence')).toMatchObject({
    code: 0,
  });
  expect(await exportStatus()).toBe('CANCELLED');
  expect(await rowsWith(WRITTEN)).toEqual(['oslo measure_version 1']);
  expect(await rowsWith(OTHER)).not.toEqual([]);
  await expect.poll(() => figures()).toEqual(before);
  expect(await figures(`asOf: "${asOf}"`)).toEqual(before2025);
  expect(before).toEqual(before2025);
  const answer = await federation.ask(
    '{ units { measures { nodes { sourceKey inmate { pseudonym stays { unitCode } } } } } }',
  );
  const persons = new Map<string, string>(
    answer.data.units.flatMap(({ measures }: any) =>
      (measures?.nodes ?? []).map(({ sourceKey, inmate }: any) => [sourceKey, inmate.pseudonym]),
    ),
  );
  // One tombstone at both units, so that one person is still one.
  expect(persons.get('m1')).toMatch(/^slettet-/);
  expect(persons.get('m2')).toBe(persons.get('m1'));
  expect(persons.get('m3')).toBe(OTHER);
});

test('who erased whom, when and why is noted in each database, under the tombstone alone', async () => {
  const owner = new Client({ connectionString: ownerUrlOf(federation.databaseUrl('oslo')) });
  await owner.connect();
  const { rows } = await owner.query('select tombstone, actor, reason, erased_at from erased_person');
  await owner.end();
  expect(rows).toEqual([
    {
      tombstone: expect.stringMatching(/^slettet-[0-9a-f]{24}$/),
      actor: 'kari (samsyn-local)',
      reason: 'Ten years after the sentence',
      erased_at: expect.any(Date),
    },
  ]);
});

test('the same file again brings nothing back, and a changed row goes under the tombstone', async () => {
  const again = await federation.importRecords('measures', MEASURES.slice(1));
  expect(again).toMatchObject({ read: 2, accepted: 2 });
  expect(await rowsWith(PERSON)).toEqual([]);
  const changed = { ...MEASURES[1], end: '2025-04-05' };
  expect(await federation.importRecords('measures', [changed])).toMatchObject({ accepted: 1 });
  expect(
    await federation.importRecords('persons', [{ pseudonym: PERSON, birthDate: '1990-05-06' }]),
  ).toMatchObject({
    accepted: 1,
  });
  expect(await rowsWith(PERSON)).toEqual([]);
  expect(await rowsWith(WRITTEN)).toEqual(['oslo measure_version 1']);
});
