import { randomUUID } from 'node:crypto';
import { osloDay } from '../../../schema/practice/calendar.ts';
import { RULE_SET } from '../../../schema/rules/rule-set.ts';
import { compare } from '../check.ts';
import type { Check, Difference } from '../check.ts';
import { FeedFollower } from '../feed.ts';
import { TEXTS } from '../texts.ts';
import type { UnitClient } from '../unit-client.ts';

/** A source that is complete only up to a moment long ago. */
export const LATE_SOURCE_CHECKS: readonly Check[] = [
  { code: 'SOURCE_LATE', text: TEXTS.SOURCE_LATE, run: checkLateSource },
];

const THROUGH = '2024-07-10T10:00:00.000Z';
/** A unit need not look at its sources each time it is asked. */
const TRIES = 60;

async function checkLateSource(unit: UnitClient): Promise<Difference[]> {
  const feed = await FeedFollower.fromNowOn(unit);
  const isLate = ({ rule, startedOn }: { readonly rule: string; readonly startedOn: string }) =>
    LATE_RULES.some(({ code }) => code === rule) && startedOn === osloDay(THROUGH);
  const importId = randomUUID();
  const record = { sourceKey: unit.key('of a late source'), kind: 'EXCLUSION', means: 'EXCLUSION' };
  await unit.deliver('measures', [{ ...record, start: '1996-05-01', end: '1996-05-01' }], { importId });
  await unit.finish(importId, { through: THROUGH, complete: null });
  const late = await feed.standing(isLate, { number: LATE_RULES.length, tries: TRIES });
  await unit.postJson(`/imports/${importId}/undo`, {});
  const undone = await feed.standing(isLate, { number: 0, tries: TRIES });
  return [...compare('declared', LATE_RULES, late.map(told)), ...compare('undone', [], undone.map(told))];
}

/** What such rules say of the source. */
const LATE_RULES = RULE_SET.rules.flatMap(({ code, demands }) =>
  demands.type === 'PATTERN' && demands.pattern === 'SOURCE_LATE'
    ? [
        {
          code,
          facility: null,
          dueAt: new Date(Date.parse(THROUGH) + (demands.limit ?? 0) * 60_000).toISOString(),
        },
      ]
    : [],
);

function told({ rule, facility, dueAt }: { rule: string; facility: string | null; dueAt: string }) {
  return { code: rule, facility, dueAt: new Date(dueAt).toISOString() };
}
