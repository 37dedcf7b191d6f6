import { randomUUID } from 'node:crypto';
import { UNIT_TARGETS } from '../../../schema/records/targets.ts';
import { compare } from '../check.ts';
import type { Check, Difference } from '../check.ts';
import { listMeasures } from '../measure-list.ts';
import { listQuarantine } from '../quarantine-list.ts';
import { TEXTS } from '../texts.ts';
import { SOURCE } from '../unit-client.ts';
import type { UnitClient } from '../unit-client.ts';
import { regimeDayPage } from './regime-days.ts';

/** The end: nothing of the kit is shown any more. */
export const LEAVING_CHECKS: readonly Check[] = [
  { code: 'LEFT_EMPTY', text: TEXTS.LEFT_EMPTY, run: checkLeaving },
];

async function checkLeaving(unit: UnitClient): Promise<Difference[]> {
  await withdrawAll(unit);
  return compare('records', { measures: 0, regimeDays: 0 }, await countShown(unit));
}

/** Withdraws everything of the kit's own source, and rejects its rows in quarantine. */
export async function withdrawAll(unit: UnitClient): Promise<void> {
  for (const target of UNIT_TARGETS) {
    const importId = randomUUID();
    await unit.deliver(target, [], { importId, complete: true });
    await unit.finish(importId, { through: null, complete: { from: null, to: null } }, target);
  }
  for (const { id } of await listQuarantine(unit, { status: 'WAITING' }))
    await unit.postJson(`/quarantine/${id}/reject`, { note: SOURCE });
}

/** How many records the unit shows, of the kit's source and of others; regime days do not tell theirs. */
export async function countShown(unit: UnitClient) {
  const { nodes, totalCount } = await listMeasures(unit);
  const fields = `regimeDays(period: { from: "1900-01-01", to: "2200-01-01" }, first: 1) { nodes { day } pageInfo { hasNextPage endCursor } }`;
  const { regimeDays } = await unit.entity('Unit', { code: unit.code }, { fields, schema: regimeDayPage });
  const own = nodes.filter(({ source }) => source === SOURCE).length;
  return { measures: totalCount, own, regimeDays: regimeDays.nodes.length };
}
