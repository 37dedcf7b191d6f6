import { randomBytes, randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { judge } from '../commands/conformance/plain-judge.ts';
import type { JudgedMeasure } from '../commands/conformance/plain-facts.ts';
import { TARGETS } from '../schema/records/targets.ts';
import { buildRuleSet, RULE_DATA } from '../schema/rules/rule-set.ts';
import * as vocabulary from '../schema/vocabulary.ts';
import { postToUnit } from './harness/ask-unit.ts';
import { startUnit } from './harness/unit.ts';
import type { Unit } from './harness/unit.ts';

/** Judging by SQL at the unit is judging record by record. */
const SEED = Number(process.env['JUDGING_SEED'] ?? randomBytes(4).readInt32LE());
const [law2026] = RULE_DATA.amendments;
/** With the law of 2026 in force in the middle of what is judged, and a limit that it changes. */
const SET = buildRuleSet({
  ...RULE_DATA,
  amendments: [
    {
      ...law2026,
      inForceFrom: '2024-06-15',
      amends: law2026.amends.map((one) =>
        one.code === 'EXCLUSION_REASSESSED'
          ? { ...one, demands: { type: 'INTERVAL', event: 'REASSESSED', every: { days: 9 } } }
          : one,
      ),
    },
  ],
});

let unit: Unit;
let owner: Client;
beforeAll(async () => {
  unit = await startUnit('vest', { ruleSet: SET });
  owner = new Client({ connectionString: unit.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await unit.close();
});

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;
const clock = (seconds: number) => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
const dateOf = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);
const from = Date.parse('2024-01-01T00:00:00Z') / 1000;
const start = fc.oneof(
  fc.integer({ min: 0, max: 300 * DAY }).map((after) => from + after),
  fc.integer({ min: 0, max: 3 * DAY }).map((after) => Date.parse('2024-03-29T00:00:00Z') / 1000 + after),
  fc.constant(Date.parse('2024-10-26T22:00:00Z') / 1000),
  fc.constant(Date.parse('2024-06-10T22:00:00Z') / 1000),
);
/** The times rules speak of, exactly, and a minute or a second either way. */
const limits = [
  0,
  HOUR,
  4 * HOUR,
  12 * HOUR,
  ...[1, 2, 3, 4, 5, 6, 7, 9, 14, 20, 30, 42, 56, 365].map((days) => days * DAY),
];
const time = fc.oneof(
  fc
    .tuple(fc.constantFrom(...limits), fc.constantFrom(0, 0, MINUTE, -MINUTE, 1, -1))
    .map(([limit, more]) => Math.max(0, limit + more)),
  fc.integer({ min: 0, max: 60 * DAY }),
  fc.integer({ min: 0, max: 3 * DAY }),
);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 4 });
const often = fc.array(time, { maxLength: 6 });

const measure = fc.record({
  means: fc.constantFrom(
    ...vocabulary.MEANS_CODES,
    'EXCLUSION' as const,
    'EXCLUSION' as const,
    'SECURITY_CELL' as const,
    'RESTRAINT_BED' as const,
  ),
  basis: fc.integer({ min: 0, max: 8 }),
  extent: maybe(fc.constantFrom(...vocabulary.EXTENTS)),
  start,
  length: maybe(time),
  byDay: fc.boolean(),
  ageGroup: fc.constantFrom('UNDER_18', 'UNDER_18', 'AGE_18_24', 'UNKNOWN'),
  adultAfter: maybe(fc.integer({ min: 1, max: 40 })),
  facility: maybe(fc.constant('Nord')),
  person: maybe(fc.constant('p1')),
  decision: maybe(
    fc.record({
      level: maybe(fc.constantFrom(...vocabulary.DECISION_LEVELS)),
      role: maybe(fc.constant('Vaktleder')),
      decidedAt: maybe(time),
      writtenAt: maybe(time),
      justification: maybe(fc.constant('Uro.')),
      milderMeansTried: maybe(fc.boolean()),
      partialConsidered: maybe(fc.boolean()),
      bestInterestConsidered: maybe(fc.boolean()),
      guardianToldAt: maybe(time),
      inmateToldAt: maybe(time),
    }),
  ),
  coercion: maybe(
    fc.record({
      circumstances: maybe(fc.constant('Uro.')),
      participantRoles: fc.constantFrom([], ['betjent']),
      debriefedAt: maybe(time),
    }),
  ),
  reassessments: often,
  staff: often,
  health: often,
  notices: fc.array(fc.record({ notifiedAt: maybe(time), doctorStatementAt: maybe(time) }), {
    maxLength: 2,
  }),
  higher: fc.array(fc.record({ at: time, level: fc.constantFrom(...vocabulary.DECISION_LEVELS) }), {
    maxLength: 4,
  }),
  reports: fc.array(fc.record({ at: maybe(time), level: fc.constantFrom(...vocabulary.DECISION_LEVELS) }), {
    maxLength: 4,
  }),
  complaints: fc.array(time, { maxLength: 2 }),
});
type Made = typeof measure extends fc.Arbitrary<infer Value> ? Value : never;

const BASES = {
  EXCLUSION: ['37-1-a', '37-1-b', '37-8', '37-9-building', '37-9-wish', '37-10', '39', '40-2-d', null],
  COERCIVE_MEASURE: ['38-1', null],
  CONTROL_MEASURE: ['28', '29-2', null],
} as const;

/** The records of a made measure as they are sent, by target. */
function recordsOf(made: Made, sourceKey: string): Record<string, object[]> {
  const { means, start: begun, length, byDay } = made;
  const { kind, course } = vocabulary.MEANS[means];
  // A clock at some hour of the day, so that an event lies somewhere in it.
  const at = (after: number) => clock(begun + after);
  const moment = (seconds: number) => (byDay ? dateOf(seconds) : clock(seconds));
  const moments = (values: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        name.endsWith('At') && typeof value === 'number' ? at(value) : value,
      ]),
    );
  const entry = (name: string, index: number) => ({
    sourceKey: `${sourceKey}-${name}${index}`,
    measure: sourceKey,
  });
  return {
    measures: [
      {
        sourceKey,
        kind,
        means,
        legalBasis: BASES[kind][made.basis % BASES[kind].length],
        extent: made.extent,
        facility: made.facility,
        person: made.person,
        start: moment(begun),
        end: course === 'INTERVAL' && length !== null ? moment(begun + length) : null,
        ageGroup: made.ageGroup,
        adultOn:
          made.adultAfter === null || made.ageGroup !== 'UNDER_18'
            ? null
            : dateOf(begun + (made.adultAfter + 1) * DAY),
        decision: made.decision === null ? null : moments(made.decision),
        coercion: made.coercion === null || kind !== 'COERCIVE_MEASURE' ? null : moments(made.coercion),
      },
    ],
    reassessments: made.reassessments.map((after, index) => ({
      ...entry('r', index),
      assessedAt: at(after),
    })),
    supervision: [
      ...made.staff.map((after, index) => ({ ...entry('s', index), supervisedAt: at(after) })),
      ...made.health.map((after, index) => ({
        ...entry('t', index),
        supervisedAt: at(after),
        byHealthStaff: true,
      })),
    ],
    'health-notices': made.notices
      .filter(({ notifiedAt, doctorStatementAt }) => notifiedAt !== null || doctorStatementAt !== null)
      .map((notice, index) => ({ ...entry('h', index), ...moments(notice) })),
    'higher-decisions': made.higher.map(({ at: after, level }, index) => ({
      ...entry('d', index),
      level,
      decidedAt: at(after),
    })),
    reports: made.reports.map(({ at: after, level }, index) => ({
      ...entry('m', index),
      toLevel: level,
      sentAt: after === null ? null : at(after),
    })),
    complaints: made.complaints.map((after, index) => ({ ...entry('k', index), filedAt: at(after) })),
  };
}

test('what a unit keeps is what judging record by record finds, whichever came first, record or entry', async () => {
  let found = 0;
  const broken = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      fc.array(measure, { minLength: 30, maxLength: 60 }),
      fc.shuffledSubarray(
        [
          'measures',
          'reassessments',
          'supervision',
          'health-notices',
          'higher-decisions',
          'reports',
          'complaints',
        ],
        { minLength: 7 },
      ),
      async (made, order) => {
        const source = randomUUID();
        const sent = made.map((one, index) => recordsOf(one, `k${index}`));
        for (const target of order)
          await deliver(
            source,
            target,
            sent.flatMap((records) => records[target] ?? []),
          );
        const through = new Date().toISOString();
        const wanted = sent.flatMap((records) =>
          judge(read(records, source), SET, through).map(({ rule, occurrence, dueAt, metAt }) => [
            keyOf(records),
            rule,
            occurrence,
            new Date(dueAt).toISOString(),
            metAt === null ? null : new Date(metAt).toISOString(),
          ]),
        );
        found += wanted.length;
        for (const [, rule] of wanted) broken.add(String(rule));
        expect({ seed: SEED, kept: (await keptOf(source)).toSorted(byText) }).toEqual({
          seed: SEED,
          kept: wanted.toSorted(byText),
        });
      },
    ),
    { numRuns: 12, seed: SEED, endOnFailure: true },
  );
  expect(found).toBeGreaterThan(1000);
  expect(broken.size).toBeGreaterThan(50);
});

const keyOf = (records: Record<string, object[]>) => {
  const [record] = records['measures'] ?? [];
  return record !== undefined && 'sourceKey' in record ? record.sourceKey : undefined;
};
const byText = (left: unknown[], right: unknown[]) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1);

function read(records: Record<string, object[]>, source: string): JudgedMeasure {
  const parse = (target: keyof typeof TARGETS) =>
    (records[target] ?? []).map((one) => TARGETS[target].record.parse({ ...one, source }));
  const [record] = parse('measures');
  const entries = Object.fromEntries(
    Object.keys(records)
      .slice(1)
      .map((target) => [target, parse(target as keyof typeof TARGETS)]),
  );
  return { record: record as JudgedMeasure['record'], entries };
}

async function deliver(source: string, target: string, records: readonly object[]): Promise<void> {
  const rows = records.map((record, index) => ({ row: index + 1, original: '{}', record }));
  const delivery = { importId: randomUUID(), file: 'f', source, rows };
  const outcomes: { outcome: string }[] = await postToUnit(`${unit.url}/records/${target}`, delivery);
  expect(outcomes.filter(({ outcome }) => outcome !== 'NEW')).toEqual([]);
}

async function keptOf(source: string): Promise<unknown[][]> {
  const { rows } = await owner.query({
    text: `select source_key, rule, occurrence, due_at, met_at from deviation
             join measure_version on measure_version.id = deviation.record and superseded_at = 'infinity'
            where source = $1 and state = 'BROKEN' and rule <> 'INCOMPLETE'`,
    values: [source],
    rowMode: 'array',
  });
  return rows.map((row: unknown[]) =>
    row.map((value) => (value instanceof Date ? value.toISOString() : value)),
  );
}
