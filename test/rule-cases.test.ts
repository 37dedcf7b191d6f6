import { expect, test } from 'vitest';
import { RULE_SET } from '../schema/rules/rule-set.ts';
import { changedFrom, judgeCases } from './harness/judge-cases.ts';
import { CASES_OVER_CHANGE, CHANGE, RULE_CASES } from './harness/rule-cases.ts';

test('every rule that a measure is judged by has cases that just keep it and just break it', () => {
  const without = changedFrom(CHANGE).rules.filter(({ code, scope, demands }) => {
    const cases = [...RULE_CASES, ...CASES_OVER_CHANGE].filter(({ rule }) => rule === code);
    const kept = cases.some(({ broken }) => broken.length === 0);
    const broken = demands.type === 'NO_MAXIMUM' || cases.some((one) => one.broken.length > 0);
    return scope === 'MEASURE' && !(kept && broken);
  });
  expect(without.map(({ code }) => code)).toEqual([]);
});

test('each case is judged as it says, one minute either way, over summer time, at midnight, on a birthday', async () => {
  expect(await judgeCases(RULE_CASES, RULE_SET)).toEqual([]);
});

test('over a change of the rules each duty is judged by those valid when it falls due', async () => {
  expect(await judgeCases(CASES_OVER_CHANGE, changedFrom(CHANGE))).toEqual([]);
});
