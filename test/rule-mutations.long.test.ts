import { expect, test } from 'vitest';
import { buildRuleSet, RULE_DATA } from '../schema/rules/rule-set.ts';
import type { WrittenRule } from '../schema/rules/rule.ts';
import { judgeCases } from './harness/judge-cases.ts';
import { judgeServiceCases } from './harness/judge-service-cases.ts';
import { RULE_CASES } from './harness/rule-cases.ts';
import { SERVICE_CASES } from './harness/service-rule-cases.ts';

/** The cases tell when any time of any rule is moved by a minute, or by a day where it counts in days. */
const MINUTES: Readonly<Record<string, number>> = { minutes: 1, hours: 60, days: 1440 };
const TIMES = ['within', 'over', 'every', 'pause', 'lockedIn', 'contactUpTo', 'limit'] as const;
const IN_DAYS: ReadonlySet<string> = new Set(['NO_REGIME_DAYS_FILED']);
/** Its time runs up to now: `silence.test.ts` holds it to the minute. */
const ELSEWHERE: ReadonlySet<string> = new Set(['SOURCE_LATE']);
const moved = RULE_DATA.rules.flatMap((rule, place) =>
  rule.scope !== 'REGIME_DAY' && !ELSEWHERE.has(rule.code)
    ? TIMES.filter((name) => name in rule.demands && minutesIn(rule, name) !== null).flatMap((name) =>
        (IN_DAYS.has(rule.code) ? [1440, -1440] : [1, -1])
          .filter((by) => (minutesIn(rule, name) ?? 0) + by >= 0)
          .map((by) => ({ code: rule.code, place, name, by })),
      )
    : [],
);

test('there are times to move', () => {
  expect(moved.length).toBeGreaterThan(120);
});

test.each(moved)(
  'moving "$name" of $code by $by minutes makes a case fail',
  async ({ code, place, name, by }) => {
    const rules = RULE_DATA.rules.map((rule, index) => (index === place ? move(rule, name, by) : rule));
    const set = buildRuleSet({ ...RULE_DATA, rules });
    const single = RULE_CASES.filter(({ rule }) => rule === code);
    const several = SERVICE_CASES.filter(({ rule }) => rule === code);
    const failed = several.length > 0 ? await judgeServiceCases(several, set) : await judgeCases(single, set);
    expect(failed).not.toEqual([]);
  },
);

function minutesIn({ demands }: WrittenRule, name: string): number | null {
  const time: unknown = Object.entries(demands).find(([field]) => field === name)?.[1];
  if (typeof time !== 'object' || time === null) return null;
  return Object.entries(time).reduce((sum, [unit, count]) => sum + Number(count) * (MINUTES[unit] ?? 0), 0);
}

function move(rule: WrittenRule, name: string, by: number): WrittenRule {
  const minutes = (minutesIn(rule, name) ?? 0) + by;
  return { ...rule, demands: { ...rule.demands, [name]: { minutes } } };
}
