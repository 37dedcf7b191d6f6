import { randomUUID } from 'node:crypto';
import { buildRuleSet, RULE_DATA } from '../../schema/rules/rule-set.ts';
import type { RuleSet } from '../../schema/rules/rule-set.ts';
import { recordId } from '../../subgraphs/platform/records/record-kind.ts';
import { measureKind } from '../../subgraphs/unit/measure-rows.ts';
import { postToUnit, readFeed } from './ask-unit.ts';
import type { RuleCase } from './rule-cases.ts';
import { drawSketch } from './rule-sketches.ts';
import { startUnit } from './unit.ts';

/** Rules in which the law of 2026 is in force from a day, and one limit is another from then on. */
export function changedFrom(inForceFrom: string): RuleSet {
  const [law] = RULE_DATA.amendments;
  const amends = law.amends.map((one) =>
    one.code === 'EXCLUSION_REASSESSED'
      ? { ...one, demands: { type: 'INTERVAL', event: 'REASSESSED', every: { days: 9 } } as const }
      : one,
  );
  return buildRuleSet({ ...RULE_DATA, amendments: [{ ...law, inForceFrom, amends }] });
}

/** What a unit with these rules finds otherwise than the cases say. */
export async function judgeCases(cases: readonly RuleCase[], ruleSet: RuleSet): Promise<object[]> {
  const unit = await startUnit('vest', { ruleSet });
  try {
    const drawn = cases.flatMap(({ sketch }, index) => drawSketch(sketch, `k${index}`));
    for (const [target, records] of Map.groupBy(drawn, ([name]) => name)) {
      const rows = records.map(([, record], index) => ({ row: index + 1, original: '{}', record }));
      await post(`${unit.url}/records/${target}`, rows);
    }
    const found = await brokenIn(unit.url);
    return cases.flatMap(({ rule, about, broken }, index) => {
      const id = recordId(measureKind, { source: 's', sourceKey: `k${index}` } as never);
      const came = (found.get(`${rule} ${id}`) ?? []).toSorted((left, right) => left - right);
      return JSON.stringify(came) === JSON.stringify(broken) ? [] : [{ rule, about, broken, came }];
    });
  } finally {
    await unit.close();
  }
}

async function post(url: string, rows: readonly object[]): Promise<void> {
  const delivery = { importId: randomUUID(), file: 'f', source: 's', rows };
  const outcomes: { outcome: string; reason: unknown }[] = await postToUnit(url, delivery);
  const refused = outcomes.find(({ outcome }) => outcome !== 'NEW');
  if (refused !== undefined) throw new Error(`a case is no record: ${JSON.stringify(refused)}`);
}

async function brokenIn(url: string): Promise<ReadonlyMap<string, number[]>> {
  const found = new Map<string, number[]>();
  for (const { rule, record, occurrence, state } of await readFeed(`${url}/deviations`)) {
    const name = `${rule} ${record}`;
    if (state === 'BROKEN') found.set(name, [...(found.get(name) ?? []), occurrence]);
  }
  return found;
}
