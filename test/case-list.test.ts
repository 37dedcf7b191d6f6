import * as fc from 'fast-check';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RULE_SET } from '../schema/rules/rule-set.ts';
import { CASE_STATUSES } from '../schema/vocabulary.ts';
import { inDays } from './harness/cases.ts';
import { getFeed } from './harness/feeds.ts';
import { ownerUrlOf } from './harness/databases.ts';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';

/** Lists and figures against a plain computation over the rows of the table. */
const ROWS = 400;
const UNITS = ['oslo', 'vest', 'troms'];
const RULES = ['FACILITY_RECORDED', 'WHOLE_EXCLUSION_REGION_14_DAYS', 'EXTENT_RECORDED', 'INMATE_TOLD'];
const OWNERS = ['anne', 'jon'];
const SEVERITY = new Map(RULE_SET.rules.map(({ code, severity }) => [code, severity]));
const DAY = 86_400_000;

type Row = {
  id: string;
  unit: string | null;
  units: string[];
  rule: string;
  systemic: boolean;
  status: string;
  waitsFor: string | null;
  dueOn: string;
  owner: string | null;
  action: string | null;
  actionDeadline: string | null;
  correctedAt: string | null;
  firstSeenAt: string;
  closedAt: string | null;
  dutyDueAt: string | null;
  systemicCase: string | null;
};

let federation: Federation;
const rows: Row[] = [];

beforeAll(async () => {
  federation = await startFederation();
  const random = fc.sample(
    fc.record({
      unit: fc.constantFrom(...UNITS),
      rule: fc.constantFrom(...RULES),
      status: fc.constantFrom(...CASE_STATUSES),
      due: fc.integer({ min: -30, max: 30 }),
      owner: fc.constantFrom(null, ...OWNERS),
      planned: fc.option(fc.integer({ min: -20, max: 20 })),
      seenDaysAgo: fc.integer({ min: 1, max: 200 }),
      openDays: fc.integer({ min: 0, max: 90 }),
      dutyMonth: fc.integer({ min: 1, max: 12 }),
      kind: fc.constantFrom('single', 'single', 'single', 'single', 'member', 'systemic'),
    }),
    { numRuns: ROWS, seed: 5 },
  );
  const systemic = random.findIndex(({ kind }) => kind === 'systemic');
  for (const [index, made] of random.entries()) {
    const isSystemic = made.kind === 'systemic';
    const ended = made.status === 'CLOSED' || made.status === 'GONE';
    const seen = Date.now() - made.seenDaysAgo * DAY - index;
    rows.push({
      id: idOf(index),
      unit: isSystemic ? null : made.unit,
      units: isSystemic ? [made.unit, 'nordland'] : [made.unit],
      rule: made.rule,
      systemic: isSystemic,
      status: made.status,
      waitsFor: ended || made.kind === 'member' ? null : made.status === 'OPEN' ? 'UNIT' : 'DIRECTORATE',
      dueOn: inDays(made.due),
      owner: made.owner,
      action: made.planned === null ? null : 'Noe gjøres',
      actionDeadline: made.planned === null ? null : inDays(made.planned),
      correctedAt: made.status === 'CORRECTED' ? new Date(seen + DAY).toISOString() : null,
      firstSeenAt: new Date(seen).toISOString(),
      closedAt: made.status === 'CLOSED' ? new Date(seen + made.openDays * DAY).toISOString() : null,
      // On the border of the month in Oslo, where UTC is still in the month before.
      dutyDueAt: isSystemic
        ? null
        : new Date(Date.UTC(2024, made.dutyMonth - 1, 1) - 3_600_000).toISOString(),
      systemicCase: made.kind === 'member' ? idOf(systemic) : null,
    });
  }
  await insert(rows);
});
afterAll(() => federation.close());

test('the feed of deviations has every single one whose duty fell due in the period, once', async () => {
  const { status, text } = await getFeed(federation, 'deviations.json?from=2024-01-01&to=2025-01-01');
  expect(status).toBe(200);
  const pick = ({ id, unit, rule, status: stands, dueOn, firstSeenAt }: Row) =>
    [id, unit, rule, stands, dueOn, firstSeenAt].join(' ');
  type Given = Row & { readonly due_on: string; readonly first_seen_at: string };
  const { rows: given }: { readonly rows: readonly Given[] } = JSON.parse(text);
  const picked = given.map((row) => pick({ ...row, dueOn: row.due_on, firstSeenAt: row.first_seen_at }));
  expect(picked.toSorted()).toEqual(
    rows
      .filter(({ systemic }) => !systemic)
      .map(pick)
      .toSorted(),
  );
});

type Named = { readonly id: string };
type CasesPage = {
  readonly totalCount: number;
  readonly nodes: readonly Named[];
  readonly edges: readonly { readonly cursor: string; readonly node: Named }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly endCursor: string | null;
  };
};
type Figures = ReturnType<typeof figuresOf>;
type FollowedUp = {
  readonly total: Figures;
  readonly units: readonly { readonly unit: { readonly code: string }; readonly figures: Figures }[];
  readonly rules: readonly {
    readonly ruleCode: string;
    readonly units: number;
    readonly figures: Figures;
  }[];
};

test('any filter, in pages of any size, gives what picking and sorting the rows gives', async () => {
  await fc.assert(
    fc.asyncProperty(anyFilter, fc.integer({ min: 1, max: 120 }), async (filter, size) => {
      const expected = rows
        .filter((row) => holds(row, filter))
        .toSorted((one, other) => (one.dueOn + one.id < other.dueOn + other.id ? -1 : 1))
        .map(({ id }) => id);
      const found: string[] = [];
      for (let after: string | null = null; ;) {
        const page: { readonly deviations: CasesPage } = await ask(
          'query ($filter: DeviationFilter, $first: Int, $after: String) { deviations(filter: $filter, first: $first, after: $after) { totalCount nodes { id } edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }',
          { filter, first: size, after },
        );
        const { totalCount, nodes, edges, pageInfo } = page.deviations;
        expect(totalCount).toBe(expected.length);
        expect(edges.map(({ node }) => node)).toEqual(nodes);
        expect(pageInfo.hasPreviousPage).toBe(after !== null);
        found.push(...nodes.map(({ id }) => id));
        if (!pageInfo.hasNextPage) break;
        after = pageInfo.endCursor;
      }
      expect(found).toEqual(expected);
    }),
    { numRuns: 60, seed: 7 },
  );
});

test('follow-up figures are those counted row by row, by unit and by rule', async () => {
  await fc.assert(
    fc.asyncProperty(anyFilter, async (filter) => {
      const { followUp }: { readonly followUp: FollowedUp } = await ask(
        `query ($filter: DeviationFilter) { followUp(filter: $filter) { total { ...F } units { unit { code } figures { ...F } } rules { ruleCode units figures { ...F } } } }
         fragment F on FollowUpFigures { deviations open overdue inSystemicCases actionsPlanned actionsOverdue medianDaysOpen medianDaysToClose statuses { status count } }`,
        { filter },
      );
      const chosen = rows.filter((row) => !row.systemic && holds(row, filter));
      expect(followUp.total).toEqual(figuresOf(chosen));
      const codes = followUp.units.map(({ unit }) => unit.code).toSorted();
      expect(codes).toEqual((filter.units ?? codes).toSorted());
      for (const { unit, figures } of followUp.units)
        expect(figures).toEqual(figuresOf(chosen.filter((row) => row.unit === unit.code)));
      expect(followUp.rules.map(({ ruleCode }) => ruleCode).toSorted()).toEqual(
        [...new Set(chosen.map(({ rule }) => rule))].toSorted(),
      );
      for (const { ruleCode, units: count, figures } of followUp.rules) {
        const own = chosen.filter((row) => row.rule === ruleCode);
        expect(figures).toEqual(figuresOf(own));
        expect(count).toBe(
          new Set(own.filter(({ status }) => status !== 'GONE').map(({ unit }) => unit)).size,
        );
      }
    }),
    { numRuns: 40, seed: 11 },
  );
});

test.each([
  ['an unknown unit', { filter: { units: ['atlantis'] } }, 'UNKNOWN_UNIT'],
  [
    'a period that ends before it begins',
    { filter: { due: { from: '2025-02-01', to: '2025-01-01' } } },
    'PERIOD_INVALID',
  ],
  ['a page too large', { first: 501 }, 'PAGE_SIZE_INVALID'],
  ['a cursor of another list', { after: 'abc' }, 'CURSOR_INVALID'],
  ['an age beyond all years', { filter: { age: { overDays: 1e12 } } }, 'BAD_USER_INPUT'],
])('%s is refused with a public code', async (_case, variables, code) => {
  const answer = await federation.ask(
    'query ($filter: DeviationFilter, $first: Int, $after: String) { deviations(filter: $filter, first: $first, after: $after) { totalCount } }',
    variables,
  );
  expect(answer.errors?.map(({ extensions }) => extensions?.code)).toEqual([code]);
});

test('units whose feeds were never read are named', async () => {
  const { deviations } = await ask(
    '{ deviations(first: 1) { coverage { complete answered { unit { code } } missing { reason } } } }',
  );
  expect(deviations.coverage).toEqual({
    complete: false,
    answered: [],
    missing: Array.from({ length: 12 }, () => ({ reason: 'FEED_NOT_READ' })),
  });
});

const some = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1 });
const period = (low: number, high: number) =>
  fc
    .uniqueArray(fc.integer({ min: low, max: high }), { minLength: 2, maxLength: 2 })
    .map((days) => days.toSorted((one, other) => one - other))
    .map(([from = 0, to = 0]) => ({ from: inDays(from), to: inDays(to) }));
const anyFilter = fc.record(
  {
    units: some([...UNITS, 'nordland']),
    rules: some(RULES),
    severities: some(['SERIOUS', 'MODERATE', 'MINOR']),
    statuses: some(CASE_STATUSES),
    waitsFor: fc.constantFrom('UNIT', 'DIRECTORATE'),
    overdue: fc.boolean(),
    due: period(-31, 31),
    age: fc.record(
      { overDays: fc.integer({ min: 1, max: 200 }), upToDays: fc.integer({ min: 1, max: 200 }) },
      { requiredKeys: [] },
    ),
    period: fc.constantFrom(
      { from: '2024-03-01', to: '2024-07-01' },
      { from: '2023-12-31', to: '2024-01-01' },
    ),
    owner: fc.constantFrom(...OWNERS),
    owned: fc.boolean(),
    planned: fc.boolean(),
    systemic: fc.boolean(),
    memberOf: fc.constantFrom(idOf(0), 'nonsense'),
  },
  { requiredKeys: [] },
);
type Filter = (typeof anyFilter)['generate'] extends (...parts: never[]) => { value: infer F } ? F : never;

function holds(row: Row, filter: Filter): boolean {
  const { due, age, period: duty } = filter;
  const days = (Date.now() - Date.parse(row.firstSeenAt)) / DAY;
  // An hour before midnight UTC it is midnight in Oslo, or one or two o'clock in summer.
  const dutyDay =
    row.dutyDueAt === null ? '' : new Date(Date.parse(row.dutyDueAt) + 3_600_000).toISOString().slice(0, 10);
  return [
    filter.units === undefined || row.units.some((unit) => filter.units?.includes(unit)),
    filter.rules?.includes(row.rule) ?? true,
    filter.severities?.includes(SEVERITY.get(row.rule) ?? '') ?? true,
    filter.statuses?.includes(row.status as (typeof CASE_STATUSES)[number]) ?? true,
    filter.waitsFor === undefined || row.waitsFor === filter.waitsFor,
    filter.overdue === undefined || isOverdue(row) === filter.overdue,
    due === undefined || (row.dueOn >= due.from && row.dueOn < due.to),
    age?.overDays === undefined || days > age.overDays,
    age?.upToDays === undefined || days <= age.upToDays,
    duty === undefined || (row.dutyDueAt !== null && dutyDay >= duty.from && dutyDay < duty.to),
    filter.owner === undefined || row.owner === filter.owner,
    filter.owned === undefined || (row.owner !== null) === filter.owned,
    filter.planned === undefined || (row.action !== null) === filter.planned,
    filter.systemic === undefined || row.systemic === filter.systemic,
    filter.memberOf === undefined || row.systemicCase === filter.memberOf,
  ].every(Boolean);
}

function figuresOf(chosen: readonly Row[]) {
  const open = chosen.filter(({ status }) => status !== 'CLOSED' && status !== 'GONE');
  const planned = open.filter(({ action }) => action !== null);
  const since = ({ firstSeenAt }: Row, to: number) => (to - Date.parse(firstSeenAt)) / DAY;
  return {
    deviations: chosen.filter(({ status }) => status !== 'GONE').length,
    open: open.length,
    overdue: chosen.filter(isOverdue).length,
    inSystemicCases: open.filter(({ systemicCase }) => systemicCase !== null).length,
    actionsPlanned: planned.length,
    actionsOverdue: planned.filter(
      ({ correctedAt, actionDeadline }) => correctedAt === null && (actionDeadline ?? '') < inDays(0),
    ).length,
    medianDaysOpen: nearly(median(open.map((row) => since(row, Date.now())))),
    medianDaysToClose: nearly(
      median(
        chosen.flatMap((row) =>
          row.status === 'CLOSED' ? [since(row, Date.parse(row.closedAt ?? ''))] : [],
        ),
      ),
    ),
    statuses: CASE_STATUSES.map((status) => ({
      status,
      count: chosen.filter((row) => row.status === status).length,
    })),
  };
}

function isOverdue({ waitsFor, dueOn }: Row): boolean {
  return waitsFor !== null && dueOn < inDays(0);
}

/** The ⌈n/2⌉-th smallest. */
function median(values: readonly number[]): number | null {
  return values.toSorted((one, other) => one - other)[Math.ceil(values.length / 2) - 1] ?? null;
}

/** Moments pass while the answer comes. */
function nearly(days: number | null): unknown {
  return days === null ? null : expect.closeTo(days, 2);
}

function idOf(index: number): string {
  return `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
}

async function ask(query: string, variables: Record<string, unknown> = {}): Promise<any> {
  const { data, errors } = await federation.ask(query, variables);
  expect(errors).toBeUndefined();
  return data;
}

async function insert(made: readonly Row[]): Promise<void> {
  const client = new Client({ connectionString: ownerUrlOf(federation.databaseUrl('measures')) });
  await client.connect();
  await client.query(
    `insert into case_version (case_id, version, recorded_at, unit, units, rule, systemic, deviation, duty_due_at,
            first_seen_at, status, waits_for, due_on, owner, action, action_deadline, action_planned_at, corrected_at,
            closed_at, times_reopened, systemic_case, step, actor, target, record, occurrence, rule_set, started_on)
     select id, 1, "firstSeenAt", unit, units, rule, systemic, case when not systemic then id::text end, "dutyDueAt",
            "firstSeenAt", status, "waitsFor", "dueOn", owner, action, "actionDeadline", "firstSeenAt", "correctedAt",
            "closedAt", 0, "systemicCase", 'OPENED', 'test',
            'measures', case when not systemic then id end, 0, 'test', date '2024-01-01'
       from json_to_recordset($1) as made(id uuid, unit text, units text[], rule text, systemic boolean,
            "dutyDueAt" timestamptz, "firstSeenAt" timestamptz, status text, "waitsFor" text, "dueOn" date, owner text,
            action text, "actionDeadline" date, "correctedAt" timestamptz, "closedAt" timestamptz, "systemicCase" uuid)`,
    [JSON.stringify(made)],
  );
  await client.end();
}
