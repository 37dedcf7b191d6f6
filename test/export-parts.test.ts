import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ASSERTION_HEADER } from '../schema/access/assertion.ts';
import type { Assertion } from '../schema/access/assertion.ts';
import { forRole } from '../commands/conformance/vouching.ts';
import { EXPORT_PARTS, findPart } from '../schema/exports/parts.ts';
import { testSigner } from './harness/access.ts';
import { AnswerMoments } from '../subgraphs/platform/answer-moments.ts';
import { openDatabase } from '../database/database.ts';
import type { Sql } from '../database/database.ts';
import { atOneMoment, holdLatest, lockForWriting } from '../subgraphs/platform/records/write-lock.ts';
import { postToUnit } from './harness/ask-unit.ts';
import { startUnit } from './harness/unit.ts';
import type { Unit } from './harness/unit.ts';

/** The parts of an inspection export, as a unit gives them: every row once, as known then, to whom may see it. */
let unit: Unit;
beforeAll(async () => {
  unit = await startUnit('vest');
});
afterAll(() => unit.close());

const PERIOD = { unit: 'vest', from: '2025-01-01', to: '2026-01-01' };
const NO_FILTER = { facilities: null, kinds: null, means: null, last: null };
const viewer = (change: object = {}): Assertion => {
  const given = forRole('controller', []);
  return {
    ...given,
    purpose: 'tilsyn',
    viewers: given.viewers.map((one) => ({ ...one, persons: true, ...change })),
  };
};

async function read(part: string, asked: object = {}, options: { after?: unknown[]; as?: Assertion } = {}) {
  const url = new URL(`/export/${part}`, unit.url);
  const asOf = new Date().toISOString();
  url.searchParams.set('question', JSON.stringify({ ...PERIOD, ...NO_FILTER, asOf, ...asked }));
  if (options.after !== undefined) url.searchParams.set('after', JSON.stringify(options.after));
  const headers = { [ASSERTION_HEADER]: await testSigner(options.as ?? viewer()) };
  const response = await fetch(url, { headers });
  const text = await response.text();
  if (response.status !== 200) return JSON.parse(text);
  expect(text.endsWith('.')).toBe(true);
  return text
    .slice(0, -1)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

async function deliver(target: string, records: readonly object[]) {
  const rows = records.map((record, index) => ({
    row: index + 1,
    original: null,
    record: { source: 'test', ...record },
  }));
  const body = { importId: randomUUID(), file: 'test', source: 'test', rows };
  expect(
    (await postToUnit(`${unit.url}/records/${target}`, body)).map(({ outcome }: any) => outcome),
  ).not.toContain('QUARANTINED');
}

const exclusion = (sourceKey: string, start: string, change: object = {}) => ({
  sourceKey,
  kind: 'EXCLUSION',
  means: 'EXCLUSION',
  start,
  person: 'p1',
  ...change,
});

test('each measure stands in one register, entries with it, and every correction beside what it replaced', async () => {
  const measures = [
    exclusion('long', '2024-12-20', { end: '2025-01-03', facility: '=HYPERLINK("x"),\n«Åna»\u202e' }),
    exclusion('before', '2024-12-20', { end: '2024-12-24' }),
    exclusion('open', '2025-06-01T10:00:00+02:00', { legalBasis: '37-1-e' }),
    exclusion('reaction', '2025-06-02', { end: '2025-06-04', legalBasis: '40-2-d' }),
    {
      sourceKey: 'cell',
      kind: 'COERCIVE_MEASURE',
      means: 'SECURITY_CELL',
      start: '2025-02-01',
      person: 'p2',
    },
    { sourceKey: 'gas', kind: 'COERCIVE_MEASURE', means: 'GAS', start: '2025-02-01' },
    { sourceKey: 'search', kind: 'CONTROL_MEASURE', means: 'CELL_SEARCH', start: '2025-03-01' },
    exclusion('next year', '2026-01-01'),
    exclusion('mistake', '2025-04-01', { end: '2025-04-02' }),
  ];
  await deliver('measures', measures);
  await deliver('reassessments', [
    { sourceKey: 'r1', measure: 'open', assessedAt: '2025-06-02T08:00:00+02:00', justification: 'Uro' },
    { sourceKey: 'r2', measure: 'before', assessedAt: '2024-12-21T08:00:00+01:00' },
  ]);
  await deliver('regime-days', [
    { sourceKey: 'd1', person: 'p1', day: '2025-01-02', minutesOutOfCell: 60 },
    { sourceKey: 'd2', person: 'p1', day: '2025-02-02', minutesOutOfCell: 90 },
    { sourceKey: 'd3', person: 'p1', day: '2024-02-02', minutesOutOfCell: 90 },
  ]);
  const before = new Date().toISOString();
  await new Promise((done) => setTimeout(done, 20));
  await deliver('measures', [
    { ...measures[2], legalBasis: '37-1-b' },
    { ...measures[8], withdrawn: true },
  ]);

  const keys = async (part: string, asked = {}) =>
    (await read(part, asked)).map(({ sourceKey }: any) => sourceKey);
  expect(await keys('exclusions')).toEqual(['long', 'open']);
  expect(await keys('exclusions', { asOf: before })).toEqual(['long', 'mistake', 'open']);
  expect(await keys('reactions')).toEqual(['reaction']);
  expect(await keys('cell-and-bed')).toEqual(['cell']);
  expect(await keys('other-coercion')).toEqual(['gas']);
  expect(await keys('control')).toEqual(['search']);
  expect(await keys('reassessments')).toEqual(['r1']);
  expect(await keys('exclusions', { last: 2 })).toEqual(['open']);
  expect(await keys('reactions', { last: 2 })).toEqual(['reaction']);
  expect(await keys('exclusions', { means: ['SECURITY_CELL'] })).toEqual([]);

  const [open] = (await read('exclusions')).slice(-1);
  expect(open).toMatchObject({
    startedAt: '2025-06-01T10:00:00+02:00',
    startedOn: '2025-06-01',
    ongoing: true,
  });
  expect(open).toMatchObject({ hours: null, person: 'p1', legalBasis: '37-1-b', version: 2 });
  const [long] = await read('exclusions');
  expect(long).toMatchObject({ facility: '=HYPERLINK("x"),\n«Åna»\u202e', hours: 336, startedAt: null });

  const happened = (await read('timeline')).filter(({ measureId }: any) => measureId === open.id);
  expect(happened.map(({ at, event, dayOnly }: any) => [at, event, dayOnly])).toEqual([
    ['2025-06-01T10:00:00+02:00', 'STARTED', false],
    ['2025-06-02T08:00:00+02:00', 'REASSESSED', false],
  ]);

  const corrections = await read('corrections');
  expect(
    corrections.map(({ sourceKey, field, before: was, after }: any) => [sourceKey, field, was, after]),
  ).toEqual(
    expect.arrayContaining([
      ['open', 'legalBasis', '"37-1-e"', '"37-1-b"'],
      ['mistake', 'withdrawn', 'false', 'true'],
    ]),
  );
  expect(corrections).toHaveLength(2);
  expect(await read('corrections', { asOf: before })).toEqual([]);
  expect(
    (await read('regime-days')).map(({ day, decisionInForce, hoursLockedInWithoutDecision }: any) => [
      day,
      decisionInForce,
      hoursLockedInWithoutDecision,
    ]),
  ).toEqual([
    ['2025-01-02', true, 0],
    ['2025-02-02', false, 22.5],
  ]);
});

test('every part has the columns it is described with, and goes on after any row of it', async () => {
  for (const { code, owner, columns, key } of EXPORT_PARTS.filter((part) => part.owner === 'UNIT')) {
    const rows = await read(code);
    expect(owner).toBe('UNIT');
    for (const [index, row] of rows.entries()) {
      expect(Object.keys(row)).toEqual(columns.map(({ name }) => name));
      expect(await read(code, {}, { after: key.map((name) => row[name]) })).toEqual(rows.slice(index + 1));
    }
  }
  expect(findPart('corrections')?.key).toHaveLength(4);
});

test('nobody gets more than they may see elsewhere', async () => {
  const inspector = { role: 'inspector', units: ['vest'], persons: true };
  const january = { ...inspector, period: { from: '2025-01-01', to: '2025-02-01' } };
  expect(
    (await read('exclusions', {}, { as: viewer(january) })).map(({ sourceKey }: any) => sourceKey),
  ).toEqual(['long']);
  expect(await read('cell-and-bed', {}, { as: viewer(january) })).toEqual([]);
  const others = { ...inspector, units: ['oslo'] };
  expect(await read('exclusions', {}, { as: viewer(others) })).toMatchObject({ code: 'NOT_PERMITTED' });
  expect(await read('exclusions', {}, { as: viewer({ role: 'analyst' }) })).toMatchObject({
    code: 'NOT_PERMITTED',
  });
  const withoutPurpose = { ...viewer(), purpose: null };
  const persons = (rows: any) => new Set(rows.map(({ person }: any) => person));
  expect(persons(await read('exclusions'))).toEqual(new Set(['p1']));
  expect(persons(await read('exclusions', {}, { as: withoutPurpose }))).toEqual(new Set([null]));
  expect(persons(await read('regime-days', {}, { as: viewer({ persons: false }) }))).toEqual(new Set([null]));
});

test('a part that PostgreSQL does not finish is told apart from one that is whole', async () => {
  for (const part of [1, 2]) {
    const many = Array.from({ length: 400 }, (_, index) =>
      exclusion(`many ${part} ${index}`, '2025-09-01', { decision: { justification: 'å'.repeat(19_000) } }),
    );
    await deliver('measures', many);
  }
  const url = new URL('/export/exclusions', unit.url);
  url.searchParams.set(
    'question',
    JSON.stringify({ ...PERIOD, ...NO_FILTER, asOf: new Date().toISOString() }),
  );
  const response = await fetch(url, { headers: { [ASSERTION_HEADER]: await testSigner(viewer()) } });
  const admin = new Client({ connectionString: unit.ownerUrl });
  await admin.connect();
  const ended = await admin.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and query like 'copy%' and pid <> pg_backend_pid()`,
  );
  await admin.end();
  expect(ended.rowCount).toBe(1);
  await expect(response.text()).rejects.toThrow('terminated');
  expect(await read('exclusions', { last: 5 })).toHaveLength(5);
});

test('who reads as of now sees what stood at the first look, also through the database of an answer', async () => {
  const [reading, writing] = [1, 2].map(() => openDatabase(unit.ownerUrl, { connections: 1 }));
  if (reading === undefined || writing === undefined) throw new Error('two are needed');
  const look = (sql: Sql) => sql.query('select mark from watermark');
  for (const database of [reading, new AnswerMoments().watch(reading)]) {
    const [before, after] = await atOneMoment(database, null, async (sql) => {
      const first = await look(sql);
      await writing.transaction(lockForWriting);
      return [first, await look(sql)];
    });
    expect(after).toEqual(before);
    expect(await look(reading)).not.toEqual(before);
  }
  await Promise.all([reading.close(), writing.close()]);
});

test('who reads as of a moment, however long, keeps nobody from writing but while that moment is the latest', async () => {
  const [reading, writing] = [1, 2].map(() =>
    openDatabase(unit.ownerUrl, { connections: 1, patienceMs: 2000 }),
  );
  if (reading === undefined || writing === undefined) throw new Error('two are needed');
  const write = () => writing.transaction(lockForWriting);
  const asOf = new Date().toISOString();
  const held = await atOneMoment(reading, asOf, async (sql) => [
    await holdLatest(sql, asOf),
    await write().then(
      () => 'written',
      () => 'held up',
    ),
  ]);
  expect(held).toEqual([true, 'held up']);
  await atOneMoment(reading, asOf, write);
  expect(await atOneMoment(reading, asOf, (sql) => holdLatest(sql, asOf))).toBe(false);
  await Promise.all([reading.close(), writing.close()]);
});
