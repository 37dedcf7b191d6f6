import { randomBytes, randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DeviationNotice } from '../schema/deviations/feed.ts';
import { measureRecord } from '../schema/records/measure.ts';
import { TARGETS } from '../schema/records/targets.ts';
import { RULE_SET } from '../schema/rules/rule-set.ts';
import { recordId } from '../subgraphs/platform/records/record-kind.ts';
import { plainDays } from '../commands/conformance/plain-days.ts';
import type { Found, PlainDay } from '../commands/conformance/plain-days.ts';
import { regimeDayKind } from '../subgraphs/unit/entry-rows.ts';
import { measureKind } from '../subgraphs/unit/measure-rows.ts';
import { postToUnit, readFeed } from './harness/ask-unit.ts';
import { plainTotals } from './harness/plain-isolation.ts';
import type { PlainMeasure } from './harness/plain-isolation.ts';
import { startUnit } from './harness/unit.ts';
import type { Unit } from './harness/unit.ts';

/** Isolation in total and without a decision, as a unit finds it, is what walking through the time finds. */
const SEED = Number(process.env['ISOLATION_SEED'] ?? randomBytes(4).readInt32LE());
const RULES = new Set(
  RULE_SET.rules
    .filter(({ demands }) => demands.type === 'CUMULATIVE' || demands.type === 'DE_FACTO')
    .map(({ code }) => code),
);

let unit: Unit;
beforeAll(async () => {
  unit = await startUnit('vest');
});
afterAll(() => unit.close());

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
// Over the beginning and the end of summer time.
const FIRST = Date.parse('2025-03-20T00:00:00Z');
const clock = (moment: number) => new Date(moment).toISOString();
const dateOf = (moment: number) => clock(moment).slice(0, 10);
const near = (limits: readonly number[]) =>
  fc
    .tuple(fc.constantFrom(...limits), fc.constantFrom(0, 0, MINUTE, -MINUTE))
    .map(([limit, more]) => Math.max(0, limit + more));

const stretch = fc.record({
  means: fc.constantFrom(
    'EXCLUSION',
    'EXCLUSION',
    'EXCLUSION',
    'SECURITY_CELL',
    'RESTRAINT_BED',
    'IMMEDIATE_EXCLUSION',
  ),
  extent: fc.constantFrom('WHOLE', 'WHOLE', 'WHOLE', 'COLLECTIVE', 'PARTIAL', 'UNKNOWN'),
  basis: fc.constantFrom('37-1-b', '37-9-wish'),
  /** After the end of the one before; less than nothing where they overlap. */
  pause: fc.oneof(
    near([0, DAY]),
    fc.integer({ min: -5 * 24, max: 40 }).map((hours) => hours * HOUR),
  ),
  length: fc.oneof(
    near([5 * DAY, 7 * DAY, 14 * DAY, 15 * DAY, 28 * DAY, 42 * DAY]),
    fc.integer({ min: 1, max: 30 * 24 }).map((hours) => hours * HOUR),
  ),
  byDay: fc.constantFrom(false, false, false, true),
  open: fc.integer({ min: 0, max: 25 }).map((number) => number === 0),
  acts: fc.array(
    fc.record({
      what: fc.constantFrom('decided', 'reported'),
      level: fc.constantFrom('LOCAL', 'REGIONAL', 'DIRECTORATE'),
      after: fc.oneof(
        near([0, DAY, 7 * DAY, 14 * DAY]),
        fc.integer({ min: 0, max: 700 }).map((hours) => hours * HOUR),
      ),
    }),
    { maxLength: 2 },
  ),
});
const day = fc.record({
  after: fc.integer({ min: 0, max: 90 }),
  minutesOutOfCell: fc.constantFrom(null, 0, 59, 60, 61, 119, 120, 121, 179, 180, 181),
  contactMinutesOffered: fc.constantFrom(null, 0, 30),
  contactMinutesAccepted: fc.constantFrom(null, 0, 0, 0, 1),
  contactRefused: fc.constantFrom(null, false, true),
});
const person = fc.record({
  stretches: fc.array(stretch, { minLength: 1, maxLength: 7 }),
  days: fc.uniqueArray(day, { maxLength: 8, selector: ({ after }) => after }),
});
type Made = typeof person extends fc.Arbitrary<infer Value> ? Value : never;

type Records = Readonly<Record<'measures' | 'higher-decisions' | 'reports' | 'regime-days', object[]>>;

function recordsOf({ stretches, days }: Made, name: string): Records {
  const records: Records = { measures: [], 'higher-decisions': [], reports: [], 'regime-days': [] };
  let free = FIRST + 6 * HOUR;
  for (const [index, { means, extent, basis, pause, length, byDay, open, acts }] of stretches.entries()) {
    const start = Math.max(FIRST, free + pause);
    free = start + length;
    const moment = (at: number) => (byDay ? dateOf(at) : clock(at));
    const sourceKey = `${name}-${index}`;
    const isExclusion = means !== 'SECURITY_CELL' && means !== 'RESTRAINT_BED';
    records.measures.push({
      sourceKey,
      kind: isExclusion ? 'EXCLUSION' : 'COERCIVE_MEASURE',
      means,
      legalBasis: isExclusion ? basis : '38-1',
      extent: isExclusion ? extent : null,
      person: name,
      start: moment(start),
      end: open ? null : moment(start + length),
    });
    for (const [number, { what, level, after }] of acts.entries()) {
      const entry = { sourceKey: `${sourceKey}-${number}`, measure: sourceKey };
      const at = clock(start + after);
      if (what === 'decided') records['higher-decisions'].push({ ...entry, level, decidedAt: at });
      else records.reports.push({ ...entry, toLevel: level, sentAt: at });
    }
  }
  for (const { after, ...minutes } of days) {
    const date = dateOf(FIRST + after * DAY);
    records['regime-days'].push({ sourceKey: `${name}-${date}`, person: name, day: date, ...minutes });
  }
  return records;
}

const ORDER = ['measures', 'higher-decisions', 'reports', 'regime-days'] as const;

test('isolation in total, and days of it without a decision, are those a plain walk through time finds', async () => {
  const found = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(
      fc.array(person, { minLength: 15, maxLength: 30 }),
      fc.array(person, { minLength: 15, maxLength: 30 }),
      fc.shuffledSubarray([...ORDER], { minLength: 4 }),
      async (before, made, order) => {
        const source = randomUUID();
        const named = (people: readonly Made[]) =>
          people.map((one, index) => recordsOf(one, `${source}-${index}`));
        // What was sent and told first is corrected by what comes after it, and some of it stays.
        for (const target of order)
          await deliver(
            source,
            target,
            named(before).flatMap((one) => one[target]),
          );
        await hear();
        const sent = named(made);
        for (const target of order)
          await deliver(
            source,
            target,
            sent.flatMap((one) => one[target]),
          );
        const told = await standing(source);
        const now = Date.now();
        const merged = sent.map((own, index) => laid(named(before)[index], own));
        const wanted = [...merged, ...named(before).slice(sent.length)].flatMap((own) =>
          plainly(own, source, now),
        );
        for (const [rule] of wanted) found.set(rule, (found.get(rule) ?? 0) + 1);
        expect({ seed: SEED, told }).toEqual({ seed: SEED, told: wanted.toSorted(byText) });
      },
    ),
    { numRuns: 6, seed: SEED, endOnFailure: true },
  );
  // Somebody isolated for a year is not in every draw.
  const always = [...RULES].filter((rule) => rule !== 'CUMULATIVE_ISOLATION_ONE_YEAR');
  expect([...found.keys()]).toEqual(expect.arrayContaining(always));
});

/** What holds after both deliveries: of the same key the later. */
function laid(before: Records | undefined, own: Records): Records {
  const both = ORDER.map((target) => [
    target,
    [
      ...new Map(
        [...(before?.[target] ?? []), ...own[target]].map((one) => [
          'sourceKey' in one ? one.sourceKey : '',
          one,
        ]),
      ).values(),
    ],
  ]);
  return Object.fromEntries(both) as Records;
}

function plainly(records: Records, source: string, now: number): Found[] {
  const parsed = (target: (typeof ORDER)[number]) =>
    records[target].map((one) => TARGETS[target].record.parse({ ...one, source }));
  const following = (target: 'higher-decisions' | 'reports', key: string) =>
    parsed(target).filter((one) => 'measure' in one && one.measure === key);
  const measures = records.measures.map((one): PlainMeasure => {
    const record = measureRecord.parse({ ...one, source });
    return {
      id: recordId(measureKind, record),
      unit: 'vest',
      record,
      decided: following('higher-decisions', record.sourceKey) as PlainMeasure['decided'],
      reported: following('reports', record.sourceKey) as PlainMeasure['reported'],
    };
  });
  const days = parsed('regime-days') as readonly PlainDay[];
  return [
    ...plainTotals(measures, RULE_SET, now),
    ...plainDays(
      days,
      measures.map(({ record }) => record),
      RULE_SET,
    ),
  ].map(([rule, key, ...rest]) => [rule, idOf(rule, { source, sourceKey: key }), ...rest]);
}

function idOf(rule: string, record: { source: string; sourceKey: string }): string {
  const kind = rule === 'DE_FACTO_ISOLATION' ? regimeDayKind : measureKind;
  return recordId(kind as typeof measureKind, record as never);
}

const ours = new Map<string, Set<string>>();

/** What was last told of each deviation. */
const last = new Map<string, DeviationNotice>();
let heard = 0;

async function hear(): Promise<void> {
  for (const notice of await readFeed(`${unit.url}/deviations`, heard)) {
    last.set(notice.id, notice);
    heard = notice.sequence;
  }
}

/** What a reader of the feed holds of these records after all that was told. */
async function standing(source: string): Promise<Found[]> {
  await hear();
  return [...last.values()]
    .filter(
      ({ rule, record, state }) => state === 'BROKEN' && RULES.has(rule) && ours.get(source)?.has(record),
    )
    .map(({ rule, record, occurrence, dueAt, metAt }): Found => [
      rule,
      record,
      occurrence,
      Date.parse(dueAt),
      metAt === null ? null : Date.parse(metAt),
    ])
    .toSorted(byText);
}

function byText(left: Found, right: Found): number {
  return JSON.stringify(left) < JSON.stringify(right) ? -1 : 1;
}

async function deliver(source: string, target: string, records: readonly object[]): Promise<void> {
  const kind = target === 'regime-days' ? regimeDayKind : measureKind;
  const known = ours.get(source) ?? new Set();
  ours.set(source, known);
  for (const record of records)
    known.add(recordId(kind as typeof measureKind, { source, ...record } as never));
  const rows = records.map((record, index) => ({ row: index + 1, original: '{}', record }));
  const delivery = { importId: randomUUID(), file: 'f', source, rows };
  const outcomes: { outcome: string }[] = await postToUnit(`${unit.url}/records/${target}`, delivery);
  expect(outcomes.filter(({ outcome }) => outcome === 'QUARANTINED')).toEqual([]);
}
