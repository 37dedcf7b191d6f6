import type { DeviationNotice } from '../../../schema/deviations/feed.ts';
import { measureRecord } from '../../../schema/records/measure.ts';
import { TARGETS } from '../../../schema/records/targets.ts';
import { RULE_SET } from '../../../schema/rules/rule-set.ts';
import { compare } from '../check.ts';
import type { Check, Difference } from '../check.ts';
import { readFeed } from '../feed.ts';
import { findMeasure } from '../measure-list.ts';
import { judge } from '../plain-judge.ts';
import type { JudgedMeasure } from '../plain-facts.ts';
import { askPractice } from '../practice.ts';
import { NOW } from '../record-set.ts';
import { TEXTS } from '../texts.ts';
import { SOURCE } from '../unit-client.ts';
import type { UnitClient } from '../unit-client.ts';

/** Duties met by what follows a measure, in time and too late, and the feed of those that were not. */
export const DEVIATION_CHECKS: readonly Check[] = [
  { code: 'DEVIATIONS', text: TEXTS.DEVIATIONS, run: checkCounts },
  { code: 'DEVIATION_FEED', text: TEXTS.DEVIATION_FEED, run: checkFeed },
];

const START = '2008-05-01T08:00:00.000Z';
const PERIOD = { from: '2008-05-01', to: '2008-06-01' };
const after = (hours: number) => new Date(Date.parse(START) + hours * 3_600_000).toISOString();

/** Told and decided at the last moment; reassessed once too late; seen by health staff twice in five days. */
const FOLLOWED = {
  'health-notices': [{ notifiedAt: after(4) }],
  reassessments: [{ assessedAt: after(7 * 24 + 1) }],
  supervision: [
    { supervisedAt: after(24), byHealthStaff: true },
    { supervisedAt: after(100), byHealthStaff: true },
  ],
  'higher-decisions': [{ level: 'REGIONAL', decidedAt: after(14 * 24) }],
} as const;

function exclusion(sourceKey: string) {
  return {
    sourceKey,
    kind: 'EXCLUSION',
    means: 'EXCLUSION',
    extent: 'WHOLE',
    legalBasis: '37-1-b',
    start: START,
    end: after(15 * 24),
    decision: { level: 'LOCAL', decidedAt: after(-1), writtenAt: after(23), partialConsidered: true },
  };
}

async function checkCounts(unit: UnitClient): Promise<Difference[]> {
  const measure = exclusion(unit.key('with duties'));
  await unit.post('measures', [measure]);
  const alone = await broken(unit);
  const entries = Object.entries(FOLLOWED).map(([target, sent]) => {
    const records = sent.map((one, index) => ({
      ...one,
      measure: measure.sourceKey,
      sourceKey: unit.key(`${target} of duties ${index}`),
    }));
    return [target as keyof typeof FOLLOWED, records] as const;
  });
  for (const [target, records] of entries) await unit.post(target, records);
  const followed = Object.fromEntries(
    entries.map(([target, records]) => [
      target,
      records.map((record) => TARGETS[target].record.parse({ ...record, source: SOURCE })),
    ]),
  );
  return [
    ...compare('deviations', countsOf(measure, {}), alone),
    ...compare('deviations (with entries)', countsOf(measure, followed), await broken(unit)),
  ];
}

function countsOf(measure: object, entries: JudgedMeasure['entries']): Readonly<Record<string, number>> {
  const record = measureRecord.parse({ ...measure, source: SOURCE });
  const rules = judge({ record, entries }, RULE_SET, NOW).map(({ rule }) => rule);
  return inOrder([...Map.groupBy(rules, (rule) => rule)].map(([rule, times]) => [rule, times.length]));
}

async function broken(unit: UnitClient): Promise<Readonly<Record<string, number>>> {
  return inOrder((await askPractice(unit, { period: PERIOD })).total.deviations);
}

function inOrder(
  counts: readonly (readonly [rule: string, count: number])[],
): Readonly<Record<string, number>> {
  return Object.fromEntries(counts.toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

const FEED_START = '2011-05-01T08:00:00.000Z';

async function checkFeed(unit: UnitClient): Promise<Difference[]> {
  const sourceKey = unit.key('in the feed');
  const search = {
    sourceKey,
    kind: 'CONTROL_MEASURE',
    means: 'DRUG_TEST',
    legalBasis: '29-1',
    start: FEED_START,
    facility: null,
    decision: { level: 'LOCAL', role: 'betjent', decidedAt: FEED_START },
  };
  const before = (await readFeed(unit, 0)).at(-1)?.sequence ?? 0;
  await unit.post('measures', [search]);
  const { id = '' } = (await findMeasure(unit, { sourceKey, year: 2011 })) ?? {};
  const record = id.split(':')[1] ?? '';
  const told = (await readFeed(unit, before)).filter((notice) => notice.record === record);
  const expected = judge(
    { record: measureRecord.parse({ ...search, source: SOURCE }), entries: {} },
    RULE_SET,
    NOW,
  );
  const notice = (rule: string, state: string) => ({
    id: `${rule}:${record}:1`,
    startedOn: '2011-05-01',
    dueAt: FEED_START,
    metAt: null,
    state,
  });
  const plain = (notices: readonly DeviationNotice[]) =>
    notices
      .map(({ id: name, startedOn, dueAt, metAt, state }) => ({
        id: name,
        startedOn,
        dueAt: new Date(dueAt).toISOString(),
        metAt,
        state,
      }))
      .toSorted((left, right) => (left.id < right.id ? -1 : 1));
  const last = told.at(-1)?.sequence ?? before;
  await unit.post('measures', [{ ...search, facility: 'Nord fengsel' }]);
  const changed = (await readFeed(unit, last)).filter((one) => one.record === record);
  return [
    ...compare(
      'notices',
      expected
        .map(({ rule }) => notice(rule, 'BROKEN'))
        .toSorted((left, right) => (left.id < right.id ? -1 : 1)),
      plain(told),
    ),
    ...compare('notices (corrected)', [notice('FACILITY_RECORDED', 'GONE')], plain(changed)),
  ];
}
