import { expect, test } from 'vitest';
import { buildRuleSet, RULE_DATA } from '../schema/rules/rule-set.ts';
import type { WrittenRule } from '../schema/rules/rule.ts';
import { judgeCases } from './harness/judge-cases.ts';
import { RULE_CASES } from './harness/rule-cases.ts';

/** The cases tell when any time of any rule is moved by a minute. */
const TIMES = ['within', 'over', 'every'] as const;
const moved = RULE_DATA.rules.flatMap((rule, place) =>
  (rule.scope ?? 'MEASURE') === 'MEASURE'
    ? TIMES.filter((name) => name in rule.demands && minutesIn(rule, name) !== null).flatMap((name) =>
        [1, -1]
          .filter((by) => (minutesIn(rule, name) ?? 0) + by >= 0)
          .map((by) => ({ code: rule.code, place, name, by })),
      )
    : [],
);

test('there are times to move', () => {
  expect(moved.length).toBeGreaterThan(90);
});

test.each(moved)(
  'moving "$name" of $code by $by minute makes a case fail',
  async ({ code, place, name, by }) => {
    const rules = RULE_DATA.rules.map((rule, index) => (index === place ? move(rule, name, by) : rule));
    const cases = RULE_CASES.filter(({ rule }) => rule === code);
    expect(await judgeCases(cases, buildRuleSet({ ...RULE_DATA, rules }))).not.toEqual([]);
  },
);

const MINUTES: Readonly<Record<string, number>> = { minutes: 1, hours: 60, days: 1440 };

function minutesIn({ demands }: WrittenRule, name: string): number | null {
  const time: unknown = Object.entries(demands).find(([field]) => field === name)?.[1];
  if (typeof time !== 'object' || time === null) return null;
  return Object.entries(time).reduce((sum, [unit, count]) => sum + Number(count) * (MINUTES[unit] ?? 0), 0);
}

function move(rule: WrittenRule, name: string, by: number): WrittenRule {
  const minutes = (minutesIn(rule, name) ?? 0) + by;
  return { ...rule, demands: { ...rule.demands, [name]: { minutes } } };
}
