import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RULE_SET } from '../schema/rules/rule-set.ts';
import { openDatabase } from '../subgraphs/platform/database.ts';
import type { Database } from '../subgraphs/platform/database.ts';
import { findSilence } from '../subgraphs/unit/findings/silence.ts';
import { postToUnit } from './harness/ask-unit.ts';
import { startUnit } from './harness/unit.ts';
import type { Unit } from './harness/unit.ts';

let unit: Unit;
let database: Database;
beforeAll(async () => {
  unit = await startUnit('vest');
  database = openDatabase(unit.ownerUrl, { connections: 1 });
});
afterAll(async () => {
  await database.close();
  await unit.close();
});

const DECLARED = '2026-05-01T00:00:00.000Z';
const after = (days: number, minutes: number) =>
  new Date(Date.parse(DECLARED) + days * 86_400_000 + minutes * 60_000).toISOString();
const late = async (now: string) =>
  (await findSilence(database, RULE_SET, { unit: 'vest', through: DECLARED, now })).map(
    ({ rule, facility, startedOn, dueAt }) => ({ rule, facility, startedOn, dueAt }),
  );

test('a unit whose sources last declared themselves complete more than seven days ago is late', async () => {
  expect(await late(after(400, 0))).toEqual([]);
  const end = { target: 'measures', source: 's', file: 'f', through: DECLARED, complete: null };
  await postToUnit(`${unit.url}/imports/${randomUUID()}/finish`, end);
  expect(await late(after(7, 0))).toEqual([]);
  expect(await late(after(7, 1))).toEqual([
    { rule: 'SOURCE_LATE', facility: null, startedOn: '2026-05-01', dueAt: after(7, 0) },
  ]);
});
