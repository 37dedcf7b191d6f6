import { expect, test } from 'vitest';
import { RULE_SET } from '../schema/rules/rule-set.ts';
import { changedFrom, judgeCases } from './harness/judge-cases.ts';
import { judgeServiceCases } from './harness/judge-service-cases.ts';
import { CASES_OVER_CHANGE, CHANGE, RULE_CASES } from './harness/rule-cases.ts';
import { SERVICE_CASES } from './harness/service-rule-cases.ts';

/** Judged over the units, with cases in tests of their own. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['TWO_PLACES_AT_ONCE', 'cumulative-isolation.test.ts'],
  ['SOURCE_LATE', 'silence.test.ts'],
]);

test('every rule that a unit judges by has cases that just keep it and just break it', () => {
  const all = [...RULE_CASES, ...CASES_OVER_CHANGE, ...SERVICE_CASES];
  const without = changedFrom(CHANGE).rules.filter(({ code, scope, demands }) => {
    const cases = all.filter(({ rule }) => rule === code);
    const kept = cases.some(({ broken }) => broken.length === 0);
    const broken = demands.type === 'NO_MAXIMUM' || cases.some((one) => one.broken.length > 0);
    return scope !== 'REGIME_DAY' && !ELSEWHERE.has(code) && !(kept && broken);
  });
  expect(without.map(({ code }) => code)).toEqual([]);
});

test('each case is judged as it says, one minute either way, over summer time, at midnight, on a birthday', async () => {
  expect(await judgeCases(RULE_CASES, RULE_SET)).toEqual([]);
});

test('each case of several records is judged as it says', async () => {
  expect(await judgeServiceCases(SERVICE_CASES, RULE_SET)).toEqual([]);
});

test('over a change of the rules each duty is judged by those valid when it falls due', async () => {
  expect(await judgeCases(CASES_OVER_CHANGE, changedFrom(CHANGE))).toEqual([]);
});
