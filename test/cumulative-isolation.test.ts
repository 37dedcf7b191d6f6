import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RULE_SET } from '../schema/rules/rule-set.ts';
import { findOverUnits } from '../subgraphs/measures/isolation/find-over-units.ts';
import { asController, asService } from './harness/access.ts';
import { waitForCases } from './harness/cases.ts';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';
import { plainPassings } from './harness/plain-isolation.ts';
import type { PlainMeasure } from './harness/plain-isolation.ts';

/** Isolation of persons moved between units: added up, and told where it passes what no single unit sees. */
const SEED = Number(process.env['ISOLATION_SEED'] ?? randomBytes(4).readInt32LE());
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const FIRST = Date.parse('2025-03-20T06:00:00Z');
const NOW = '2026-06-01T00:00:00.000Z';
const iso = (moment: number) => new Date(moment).toISOString();

const near = fc
  .tuple(
    fc.constantFrom(0, DAY, 7 * DAY, 14 * DAY, 15 * DAY, 42 * DAY),
    fc.constantFrom(0, 0, MINUTE, -MINUTE),
  )
  .map(([limit, more]) => Math.max(0, limit + more));
const hours = (most: number) => fc.integer({ min: 1, max: most }).map((count) => count * HOUR);
const stretch = fc.record({
  unit: fc.constantFrom('oslo', 'vest', 'troms'),
  means: fc.constantFrom('EXCLUSION', 'EXCLUSION', 'SECURITY_CELL'),
  legalBasis: fc.constantFrom('37-1-b', '37-9-wish'),
  pause: fc.oneof(
    near,
    hours(40),
    hours(100).map((length) => -length),
  ),
  length: fc.oneof(near, hours(500)),
  open: fc.integer({ min: 0, max: 20 }).map((number) => number === 0),
  acts: fc.array(
    fc.record({
      event: fc.constantFrom('HIGHER_DECISION', 'REPORT_SENT'),
      level: fc.constantFrom('LOCAL', 'REGIONAL', 'DIRECTORATE'),
      after: near,
    }),
    { maxLength: 2 },
  ),
});

test('totals over units are those a plain walk through time finds, but for what one unit sees by itself', () => {
  const raised = new Map<string, number>();
  fc.assert(
    fc.property(fc.array(stretch, { minLength: 2, maxLength: 9 }), (made) => {
      let free = FIRST;
      const laid = made.map(({ pause, length, open, ...one }, index) => {
        const startedAt = Math.max(FIRST, free + pause);
        free = startedAt + length;
        const record = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
        const extent = one.means === 'EXCLUSION' ? 'WHOLE' : null;
        return { ...one, record, extent, startedAt, endedAt: open ? null : free };
      });
      const isolations = laid.map(({ acts, ...one }) => ({
        ...one,
        person: 'p',
        facility: null,
        kind: one.extent === null ? 'COERCIVE_MEASURE' : 'EXCLUSION',
        startedOn: iso(one.startedAt).slice(0, 10),
        byDay: false,
        happened: acts.map(({ event, level, after }) => ({ event, level, at: one.startedAt + after })),
      }));
      const units = [...new Set(laid.map(({ unit }) => unit)), 'agder'];
      const gathered = {
        persons: [{ pseudonym: 'p', units, twice: [] }],
        isolations: new Map([['p', isolations]]),
        through: new Map<string, string>(),
        missing: new Map(),
      };
      const found = findOverUnits(gathered, RULE_SET, NOW).filter(({ rule }) =>
        rule.startsWith('CUMULATIVE'),
      );
      for (const { rule } of found) raised.set(rule, (raised.get(rule) ?? 0) + 1);
      expect({
        seed: SEED,
        found: found.map(({ rule, record, unit, occurrence, dueAt, metAt }) =>
          [rule, record, unit, occurrence, dueAt, metAt].join(' '),
        ),
      }).toEqual({ seed: SEED, found: plainly(laid) });
    }),
    { numRuns: 1500, seed: SEED, endOnFailure: true },
  );
  expect([...raised.values()].filter((count) => count > 5)).toHaveLength(4);
});

type Laid = Pick<PlainMeasure, 'unit'> & {
  readonly record: string;
  readonly means: string;
  readonly extent: string | null;
  readonly legalBasis: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly acts: readonly { readonly event: string; readonly level: string; readonly after: number }[];
};

function plainly(laid: readonly Laid[]): string[] {
  const measures = laid.map((one): PlainMeasure => {
    const acts = (event: string) =>
      one.acts
        .filter((act) => act.event === event)
        .map(({ level, after }) => ({ level, at: iso(one.startedAt + after) }));
    const record = {
      ...one,
      kind: one.extent === null ? 'COERCIVE_MEASURE' : 'EXCLUSION',
      start: iso(one.startedAt),
      end: one.endedAt === null ? null : iso(one.endedAt),
    };
    return {
      id: one.record,
      unit: one.unit,
      record: record as unknown as PlainMeasure['record'],
      decided: acts('HIGHER_DECISION').map(({ level, at }) => ({ level, decidedAt: at })),
      reported: acts('REPORT_SENT').map(({ level, at }) => ({ toLevel: level, sentAt: at })),
    };
  });
  const now = Date.parse(NOW);
  return RULE_SET.rules.flatMap((rule) => {
    const { demands } = rule;
    if (demands.type !== 'CUMULATIVE') return [];
    const told = { ...rule, demands: { ...demands, event: null, evenOfOne: true } };
    const alone = [...Map.groupBy(measures, ({ unit }) => unit).values()].flatMap((own) =>
      plainPassings(own, told, now),
    );
    return plainPassings(measures, rule, now)
      .filter(({ dueAt }) => dueAt < now)
      .filter(
        ({ dueAt, occurrence }) => !alone.some((one) => one.dueAt === dueAt && one.occurrence === occurrence),
      )
      .map(({ measure, occurrence, dueAt, metAt }) =>
        [
          rule.code,
          measure.id,
          measure.unit,
          occurrence,
          iso(dueAt),
          metAt === null ? null : iso(metAt),
        ].join(' '),
      );
  });
}

let federation: Federation;
beforeAll(async () => {
  federation = await startFederation({ feedIntervalMs: 600_000, isolationIntervalMs: 300 });
});
afterAll(() => federation.close());

const stay = (pseudonym: string, unit: string, arrivedOn: string, leftOn: string | null = null) => ({
  sourceKey: `${pseudonym}-${unit}`,
  pseudonym,
  unit,
  arrivedOn,
  leftOn,
});
const excluded = (person: string, unit: string, [start, end]: readonly [string, string]) => ({
  sourceKey: `${person}-${unit}`,
  unit,
  person,
  kind: 'EXCLUSION',
  means: 'EXCLUSION',
  extent: 'WHOLE',
  legalBasis: '37-1-b',
  start: `${start}T11:00:00+01:00`,
  end: `${end}T11:00:00+01:00`,
});
const TOTALS = { rules: ['CUMULATIVE_ISOLATION_14_DAYS', 'CUMULATIVE_ISOLATION_15_DAYS'] };
const LOOK = `{ isolationOverUnits { lookedAt atLeast persons coverage { complete missing { unit { code } reason } }
  deviations { ruleCode rule { title } count atLeast } } }`;
const look = async () => (await federation.ask(LOOK)).data.isolationOverUnits;

test('fourteen days over a transfer are a case of the unit that held the person then', async () => {
  await federation.importRecords('stays', [
    stay('p1', 'oslo', '2025-01-01', '2025-01-20'),
    stay('p1', 'vest', '2025-01-20'),
    stay('p2', 'oslo', '2025-01-01'),
  ]);
  await federation.importRecords('measures', [
    excluded('p1', 'oslo', ['2025-01-10', '2025-01-20']),
    excluded('p1', 'vest', ['2025-01-20', '2025-01-26']),
    // As long, and never moved: its unit sees it.
    excluded('p2', 'oslo', ['2025-01-10', '2025-01-26']),
  ]);
  const cases = (await waitForCases(federation, 2, TOTALS)).toSorted((one, other) =>
    one.ruleCode < other.ruleCode ? -1 : 1,
  );
  expect(
    cases.map(({ unit, ruleCode, status, deviation }) => ({
      unit: unit.code,
      ruleCode,
      status,
      ...deviation,
    })),
  ).toMatchObject([
    {
      unit: 'vest',
      ruleCode: 'CUMULATIVE_ISOLATION_14_DAYS',
      status: 'OPEN',
      target: 'transfers',
      kind: 'EXCLUSION',
      startedOn: '2025-01-20',
      dutyDueAt: '2025-01-24T10:00:00.000Z',
      found: 'Ikke oppfylt. Fristen var 24. januar 2025 kl. 11:00.',
    },
    { unit: 'vest', ruleCode: 'CUMULATIVE_ISOLATION_15_DAYS', dutyDueAt: '2025-01-25T10:00:00.000Z' },
  ]);
  expect(JSON.stringify(cases)).not.toContain('p1');
  expect(await look()).toMatchObject({
    atLeast: false,
    persons: 1,
    coverage: { complete: true, missing: [] },
    deviations: [
      {
        ruleCode: 'CUMULATIVE_ISOLATION_14_DAYS',
        rule: { title: 'Samlet utelukkelse over 14 døgn' },
        count: 1,
      },
      { ruleCode: 'CUMULATIVE_ISOLATION_15_DAYS', count: 1, atLeast: 0 },
    ],
  });
});

test('a decision of the region that was entered later removes the case', async () => {
  await federation.importRecords('higher-decisions', [
    {
      unit: 'oslo',
      sourceKey: 'd1',
      measure: 'p1-oslo',
      level: 'REGIONAL',
      decidedAt: '2025-01-19T10:00:00+01:00',
    },
  ]);
  await expect
    .poll(async () => (await look()).deviations.map(({ ruleCode }: { ruleCode: string }) => ruleCode))
    .toEqual(['CUMULATIVE_ISOLATION_15_DAYS']);
});

test('with a unit missing the answer says at least, no case is gone for it, and it is whole again', async () => {
  await federation.stop('oslo');
  await federation.importRecords('stays', [
    stay('p3', 'oslo', '2025-02-01', '2025-02-02'),
    stay('p3', 'vest', '2025-02-02', '2025-02-20'),
    stay('p3', 'troms', '2025-02-20'),
  ]);
  await federation.importRecords('measures', [
    excluded('p3', 'vest', ['2025-02-10', '2025-02-20']),
    excluded('p3', 'troms', ['2025-02-20', '2025-02-25']),
  ]);
  const ofTroms = { units: ['troms'], rules: ['CUMULATIVE_ISOLATION_14_DAYS'] };
  const [found] = await waitForCases(federation, 1, ofTroms);
  expect(found.deviation.found).toBe(
    'Ikke oppfylt. Fristen var 24. februar 2025 kl. 11:00. En enhet svarte ikke: tiden er minst så lang.',
  );
  expect(await look()).toMatchObject({
    atLeast: true,
    persons: 2,
    coverage: { complete: false, missing: [{ unit: { code: 'oslo' }, reason: 'UNIT_UNAVAILABLE' }] },
    deviations: [
      { ruleCode: 'CUMULATIVE_ISOLATION_14_DAYS', count: 1, atLeast: 1 },
      { ruleCode: 'CUMULATIVE_ISOLATION_15_DAYS', count: 1, atLeast: 0 },
    ],
  });
  await federation.restart('oslo');
  await expect.poll(look).toMatchObject({
    atLeast: false,
    deviations: [{ count: 1, atLeast: 0 }, { count: 1 }],
  });
});

test('one person in two units at once is told, by measures and by the stays of the register', async () => {
  await federation.importRecords('stays', [
    stay('p4', 'agder', '2025-03-01', '2025-03-10'),
    stay('p4', 'innlandet', '2025-03-10', '2025-03-20'),
    stay('p5', 'agder', '2025-03-01', '2025-03-10'),
    stay('p5', 'innlandet', '2025-03-09', '2025-03-20'),
  ]);
  await federation.importRecords('measures', [
    excluded('p4', 'agder', ['2025-03-08', '2025-03-11']),
    excluded('p4', 'innlandet', ['2025-03-10', '2025-03-12']),
  ]);
  const cases = await waitForCases(federation, 2, { rules: ['TWO_PLACES_AT_ONCE'] });
  expect(
    cases
      .map(({ unit, deviation: { target, startedOn } }) => `${unit.code} ${target} ${startedOn}`)
      .toSorted(),
  ).toEqual(['innlandet stays 2025-03-09', 'innlandet transfers 2025-03-10']);
  // Ended as the other began, and left on the day of arrival: neither.
  await federation.importRecords('measures', [excluded('p4', 'agder', ['2025-03-08', '2025-03-10'])]);
  await federation.importRecords('stays', [stay('p5', 'innlandet', '2025-03-10', '2025-03-20')]);
  await waitForCases(federation, 2, { rules: ['TWO_PLACES_AT_ONCE'], statuses: ['GONE'] });
});

test('nobody but the service, and only with a purpose, is told when persons were isolated', async () => {
  const ask = async (headers: Record<string, string>) => {
    const response = await fetch(`${federation.url}/transferred`, { headers });
    return { status: response.status, body: await response.json() };
  };
  expect(await ask(asController)).toMatchObject({ status: 403, body: { code: 'NOT_PERMITTED' } });
  expect(await ask(asService)).toMatchObject({ status: 403, body: { code: 'PURPOSE_MISSING' } });
  expect(await ask({ ...asService, 'samsyn-purpose': 'test' })).toMatchObject({ status: 200 });
});
