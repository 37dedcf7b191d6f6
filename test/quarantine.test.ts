import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asOfficer } from './harness/access.ts';
import { runCommand } from './harness/command.ts';
import { ownerUrlOf } from './harness/databases.ts';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';

let federation: Federation;
beforeAll(async () => {
  federation = await startFederation();
});
afterAll(() => federation.close());

const exclusion = (sourceKey: string, part: object = {}) => ({
  unit: 'vest',
  sourceKey,
  kind: 'EXCLUSION',
  means: 'EXCLUSION',
  start: '2025-03-01',
  end: '2025-03-04',
  ...part,
});
const started = async () => {
  const answer = await federation.ask(
    '{ practice(filter: { period: { from: "2025-01-01", to: "2026-01-01" }, units: ["vest"] }) { total { started } } }',
  );
  return answer.data.practice.total.started;
};
const list = async (owner: string, query = '') => {
  const response = await fetch(`${federation.url}/import/quarantine/${owner}${query}`, {
    headers: asOfficer,
  });
  return (await response.json()) as any[];
};
const quarantine = (...commandLine: string[]) =>
  runCommand('quarantine', [...commandLine, '--url', federation.url], {
    environment: { SAMSYN_LANGUAGE: 'en' },
  });

test('a faulty row is listed with everything wrong, corrected, and released into the figures', async () => {
  await federation.importRecords('measures', [
    exclusion('a', { end: '2025-02-01', means: 'GAS', facility: '' }),
  ]);
  const [row] = await list('vest');
  expect(row).toMatchObject({
    status: 'WAITING',
    target: 'measures',
    row: 1,
    record: { sourceKey: 'a', end: '2025-02-01' },
    reasons: [
      { code: 'VALUE_INVALID', field: 'facility' },
      { code: 'KIND_AND_MEANS_DIFFER', field: null },
      { code: 'EVENT_WITH_END', field: null },
      { code: 'END_BEFORE_START', field: null },
    ],
  });
  const { unit: _unit, ...corrected } = exclusion('a');
  const still = await quarantine('release', row.id, '--unit', 'vest');
  expect(still).toMatchObject({ code: 1, stdout: expect.stringContaining('The row stays in quarantine') });
  const record = JSON.stringify(corrected);
  expect(
    await quarantine('correct', row.id, '--unit', 'vest', '--record', record, '--note', 'typing error'),
  ).toMatchObject({ code: 0 });
  expect(await list('vest')).toMatchObject([{ status: 'CORRECTED', corrected, record: { means: 'GAS' } }]);
  expect(await started()).toBe(0);
  expect(await quarantine('release', row.id, '--unit', 'vest')).toMatchObject({ code: 0, stdout: 'Done.\n' });
  expect(await started()).toBe(1);
  expect(await list('vest')).toMatchObject([{ status: 'RELEASED' }]);
  expect(await quarantine('release', row.id, '--unit', 'vest')).toMatchObject({
    code: 1,
    stderr: 'The row has already been dealt with.\n',
  });
});

test('a row rejected stays out, with the note on record', async () => {
  await federation.importRecords('measures', [exclusion('b', { end: '2025-02-01' })]);
  const [row] = await list('vest', '?status=WAITING');
  const done = await quarantine('reject', row.id, '--unit', 'vest', '--note', 'registered twice');
  expect(done.code).toBe(0);
  expect(await list('vest', '?status=REJECTED')).toMatchObject([{ id: row.id }]);
  expect(await list('vest', '?status=WAITING')).toEqual([]);
});

test('a row without a unit waits at the directorate, and is released to the unit its correction names', async () => {
  const before = await started();
  await federation.importRecords('measures', [exclusion('c', { unit: 'atlantis' })]);
  const [row] = await list('measures');
  expect(row.reasons).toEqual([
    {
      code: 'UNIT_UNKNOWN',
      field: null,
      message: {
        nb: 'Enheten finnes ikke i enhetsregisteret.',
        en: 'The unit is not in the unit registry.',
      },
    },
  ]);
  const record = JSON.stringify(exclusion('c'));
  await quarantine('correct', row.id, '--unit', 'measures', '--record', record);
  expect(await quarantine('release', row.id, '--unit', 'measures')).toMatchObject({ code: 0 });
  expect(await started()).toBe(before + 1);
  expect(await list('measures')).toMatchObject([{ status: 'RELEASED' }]);
});

test('every import and every step says who took it', async () => {
  const client = new Client({ connectionString: ownerUrlOf(federation.databaseUrl('sor-vest')) });
  await client.connect();
  const faulty = exclusion('who', { unit: 'sor-vest', end: '2025-02-01' });
  const { unit: _unit, ...record } = exclusion('who');
  const brought = await federation.importRecords('measures', [faulty]);
  expect(brought).toMatchObject({ quarantined: 1 });
  const [row] = await list('sor-vest');
  const step = (name: string, body: object) =>
    fetch(`${federation.url}/import/quarantine/sor-vest/${row.id}/${name}`, {
      method: 'POST',
      headers: { ...asOfficer, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  await step('correct', { record });
  await step('release', {});
  const steps = await client.query('select step, actor from quarantine_step order by recorded_at');
  const imports = await client.query(
    'select added, quarantined, actor from import_delivery order by recorded_at',
  );
  await client.end();
  const officer = 'test (samsyn-local)';
  expect(steps.rows).toEqual([
    { step: 'CORRECTED', actor: officer },
    { step: 'REPLACED', actor: officer },
    { step: 'RELEASED', actor: officer },
  ]);
  expect(imports.rows).toEqual([
    { added: 0, quarantined: 1, actor: 'npm start (samsyn-local)' },
    { added: 1, quarantined: 0, actor: officer },
  ]);
});

test('a row whose record comes in good order later is closed by itself', async () => {
  await federation.importRecords('measures', [exclusion('d', { end: '2025-02-01' })]);
  expect(await list('vest', '?status=WAITING')).toHaveLength(1);
  await federation.importRecords('measures', [exclusion('d')]);
  expect(await list('vest', '?status=WAITING')).toEqual([]);
  expect(await list('vest', '?status=REPLACED')).toHaveLength(1);
});

test('the same faulty row again waits once, however often it comes', async () => {
  const faulty = exclusion('e', { end: '2025-02-01' });
  for (let time = 0; time < 3; time += 1) {
    expect(await federation.importRecords('measures', [faulty])).toMatchObject({ quarantined: 1 });
  }
  expect(await list('vest', '?status=WAITING')).toHaveLength(1);
});

test('text PostgreSQL cannot hold is kept in quarantine, not lost', async () => {
  const sums = await federation.importRecords('measures', [
    exclusion('f', { facility: 'A\0B' }),
    exclusion('g', { facility: '\ud800' }),
    exclusion('h\0', {}),
  ]);
  expect(sums).toMatchObject({ read: 3, quarantined: 3, undelivered: 0 });
  const rows = await list('vest', '?status=WAITING');
  expect(rows.map(({ reasons }) => reasons[0].code).slice(-3)).toEqual([
    'TEXT_UNREADABLE',
    'TEXT_UNREADABLE',
    'TEXT_UNREADABLE',
  ]);
  expect(JSON.parse(rows.at(-3).original).facility).toBe('A\0B');
});

test('the list is printed with the sentence of each reason', async () => {
  const { code, stdout } = await quarantine('list', '--unit', 'vest', '--status', 'REPLACED');
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^[0-9a-f-]{36} {2}REPLACED {2}measures {2}stream\.ndjson, row 1\n {4}The end is before the start\./,
  );
});

test.each([
  ['an unknown unit', ['list', '--unit', 'atlantis'], 'The filter names a unit'],
  ['no unit', ['list'], 'npm run quarantine'],
  ['a correction that is not JSON', ['correct', 'x', '--unit', 'vest', '--record', '{'], 'readable JSON'],
])('%s gives one clear sentence and a failing exit code', async (_name, commandLine, sentence) => {
  const result = await quarantine(...commandLine);
  expect(result.code).toBe(1);
  expect(result.stderr).toContain(sentence);
  expect(result.stderr).not.toMatch(/ at .*\.ts/);
});
