import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildRuleSet, RULE_DATA, RULE_SET, RULE_SET_VERSION } from '../schema/rules/rule-set.ts';
import { postToUnit, readFeed } from './harness/ask-unit.ts';
import { ownerUrlOf } from './harness/databases.ts';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';
import { startUnit } from './harness/unit.ts';
import type { Unit } from './harness/unit.ts';

/** Deviations come with time, go with corrections, and change with the rules. */
let federation: Federation;
let unit: Unit;
beforeAll(async () => {
  [federation, unit] = await Promise.all([startFederation(), startUnit('vest')]);
});
afterAll(async () => {
  await federation.close();
  await unit.close();
});

const DAY = 86_400_000;
/** To the second, as moments are kept. */
const ago = (milliseconds: number) =>
  new Date(Math.floor((Date.now() - milliseconds) / 1000) * 1000).toISOString();
const exclusion = (sourceKey: string, part: object) => ({
  sourceKey,
  unit: 'oslo',
  kind: 'EXCLUSION',
  means: 'EXCLUSION',
  extent: 'WHOLE',
  legalBasis: '37-1-b',
  facility: 'Nord',
  person: 'p1',
  ageGroup: 'AGE_25_34',
  ...part,
});
type OfRule = { readonly rule: { readonly code: string } };
type Broken = { readonly deviations: readonly OfRule[] };
type Duties = {
  readonly nodes: readonly (OfRule & { readonly dueAt: string; readonly state: string })[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
};
const decided = (decidedAt: string) => ({
  level: 'LOCAL',
  role: 'Vaktleder',
  decidedAt,
  writtenAt: decidedAt,
  inmateToldAt: decidedAt,
  justification: 'Uro.',
  milderMeansTried: true,
  partialConsidered: true,
});

test('the work list of a unit has what is overdue, due this week and coming up, first due first, in pages', async () => {
  const start = ago(13 * DAY);
  const due = (days: number) => new Date(Date.parse(start) + days * DAY).toISOString();
  await federation.importRecords('measures', [
    exclusion('list', { unit: 'troms', start, decision: decided(start) }),
  ]);
  await federation.importRecords('reassessments', [
    { unit: 'troms', sourceKey: 'r', measure: 'list', assessedAt: due(6.5) },
  ]);
  const ask = async (args: string) => {
    const answer = await federation.ask(
      `{ unit(code: "troms") { duties(${args}) { judgedAt pageInfo { hasNextPage endCursor }
           nodes { rule { code title(language: EN) } dueAt state occurrence measureId facility } } } }`,
    );
    expect(answer.errors).toBeUndefined();
    return answer.data.unit.duties as Duties;
  };
  const all = await ask('withinDays: 50');
  const told = all.nodes.map(({ rule, dueAt, state }) => [rule.code, dueAt, state]);
  expect(told).toEqual([
    ['WHOLE_EXCLUSION_DOCTOR_TOLD', due(4 / 24), 'OVERDUE'],
    ['WHOLE_EXCLUSION_STAFF_SUPERVISION', due(0.5), 'OVERDUE'],
    ['EXCLUDED_SEEN_BY_HEALTH_DAILY', due(1), 'OVERDUE'],
    ['EXCLUSION_REASSESSED', due(13.5), 'THIS_WEEK'],
    ['WHOLE_EXCLUSION_REGION_14_DAYS', due(14), 'THIS_WEEK'],
    ['WHOLE_EXCLUSION_DIRECTORATE_42_DAYS', due(42), 'COMING_UP'],
    ['WHOLE_EXCLUSION_DIRECTORATE_42_DAYS', due(56), 'COMING_UP'],
  ]);
  expect(all.nodes[0]).toMatchObject({
    rule: { title: 'A doctor is told without undue delay' },
    measureId: expect.stringMatching(/^troms:/),
    facility: 'Nord',
  });
  const paged = [];
  for (let from = '', more = true; more;) {
    const page = await ask(`withinDays: 50, first: 2${from}`);
    paged.push(...page.nodes);
    from = `, after: "${page.pageInfo.endCursor}"`;
    more = page.pageInfo.hasNextPage;
  }
  expect(paged).toEqual(all.nodes);
  const soon = await ask('states: [THIS_WEEK], withinDays: 1');
  expect(soon.nodes.map(({ rule }) => rule.code)).toEqual(
    ['EXCLUSION_REASSESSED', 'WHOLE_EXCLUSION_REGION_14_DAYS'].slice(0, soon.nodes.length),
  );
});

test('what is not due yet is a deviation once its time has come, in the figures and in the feed', async () => {
  const due = Math.floor(Date.now() / 1000) * 1000 + 20_000;
  const start = new Date(due - DAY).toISOString();
  const decision = { ...decided(start), writtenAt: null };
  await federation.importRecords('measures', [
    exclusion('soon', { start, end: ago(DAY - 60_000), decision, extent: 'PARTIAL' }),
  ]);
  const both = async () => {
    const period = `{ from: "2020-01-01", to: "2100-01-01" }`;
    const figures = 'total { started completeRecords deviations { rule { code } count } }';
    const kept = await federation.ask(
      `{ practice(filter: { period: ${period}, units: ["oslo"] }) { ${figures} } }`,
    );
    const read = await federation.ask(
      `{ practice(filter: { period: ${period}, units: ["oslo"], means: [EXCLUSION] }) { ${figures} } }`,
    );
    expect(read.data).toEqual(kept.data);
    const notices = await readFeed(`${federation.url}/deviations/oslo`);
    return { ...kept.data.practice.total, feed: notices.map(({ rule }) => rule) };
  };
  expect(await both()).toEqual({ started: 1, completeRecords: 1, deviations: [], feed: [] });
  await wait(due + 1000 - Date.now());
  const broken = [{ rule: { code: 'DECISION_WRITTEN' }, count: 1 }];
  expect(await both()).toEqual({
    started: 1,
    completeRecords: 0,
    deviations: broken,
    feed: ['DECISION_WRITTEN'],
  });
});

test('of a measure in force it is a deviation once its time has come, and no longer when it was done in time after all', async () => {
  const due = Math.floor(Date.now() / 1000) * 1000 + 20_000;
  const start = new Date(due - DAY).toISOString();
  const inForce = (decision: object) =>
    exclusion('in force', { unit: 'innlandet', start, decision, extent: 'PARTIAL' });
  const unwritten = { ...decided(start), writtenAt: null };
  const broken = async () => {
    const period = `{ from: "2020-01-01", to: "2100-01-01" }`;
    const ask = async (filter: string) => {
      const answer = await federation.ask(
        `{ practice(filter: { period: ${period}, units: ["innlandet"] ${filter} }) { total { completeRecords deviations { rule { code } count } } } }`,
      );
      return answer.data.practice.total as Broken;
    };
    const asOf = new Date().toISOString();
    const ways = [await ask(''), await ask('means: [EXCLUSION]'), await ask(`asOf: "${asOf}"`)];
    expect(new Set(ways.map((way) => JSON.stringify(way))).size).toBe(1);
    return ways[0]?.deviations.map(({ rule }) => rule.code);
  };
  await federation.importRecords('measures', [inForce(unwritten)]);
  expect(await broken()).not.toContain('DECISION_WRITTEN');
  await wait(due + 1000 - Date.now());
  expect(await broken()).toContain('DECISION_WRITTEN');
  await federation.importRecords('measures', [inForce(decided(start))]);
  expect(await broken()).not.toContain('DECISION_WRITTEN');
});

test('nothing is overdue past what a source declared complete, of measures or of what follows them', async () => {
  const start = '2025-05-01T10:00:00Z';
  const record = exclusion('declared', {
    unit: 'agder',
    start,
    end: '2025-05-20T10:00:00Z',
    decision: decided(start),
  });
  await federation.importRecords('measures', [record], { 'x-through': '2025-05-16T00:00:00Z' });
  const rules = async () => {
    const answer = await federation.ask(
      `{ practice(filter: { period: { from: "2025-01-01", to: "2026-01-01" }, units: ["agder"] }) { total { deviations { rule { code } } } } }`,
    );
    const { deviations }: Broken = answer.data.practice.total;
    return deviations.map(({ rule }) => rule.code);
  };
  expect(await rules()).toContain('WHOLE_EXCLUSION_REGION_14_DAYS');
  await federation.importRecords(
    'supervision',
    [{ unit: 'agder', sourceKey: 's', measure: 'declared', supervisedAt: '2025-05-01T11:00:00Z' }],
    {
      'x-through': '2025-05-10T00:00:00Z',
    },
  );
  expect(await rules()).toEqual(
    expect.arrayContaining(['EXCLUSION_REASSESSED', 'WHOLE_EXCLUSION_DOCTOR_TOLD']),
  );
  expect(await rules()).not.toContain('WHOLE_EXCLUSION_REGION_14_DAYS');
});

test('a correction takes a deviation back: told as gone if anybody was told, and under the same id when it returns', async () => {
  const start = '2025-05-01T10:00:00Z';
  const partial = exclusion('corrected', { extent: 'PARTIAL', start, end: '2025-05-01T20:00:00Z' });
  const right = { ...partial, decision: decided(start) };
  const wrong = { ...partial, decision: { ...decided(start), role: null, level: null } };
  await deliver('measures', [right]);
  await deliver('measures', [wrong]);
  await deliver('measures', [right]);
  expect(await readFeed(`${unit.url}/deviations`)).toEqual([]);
  await deliver('measures', [wrong]);
  const told = await readFeed(`${unit.url}/deviations`);
  expect(told.map(({ rule, state }) => `${rule} ${state}`).toSorted()).toEqual([
    'DECISION_LEVEL_RECORDED BROKEN',
    'DECISION_MAKER_RECORDED BROKEN',
  ]);
  const last = told.at(-1)?.sequence ?? 0;
  await deliver('measures', [{ ...wrong, decision: { ...wrong.decision, role: 'Vaktleder' } }]);
  const gone = await readFeed(`${unit.url}/deviations`, last);
  expect(gone.map(({ rule, state }) => [rule, state])).toEqual([['DECISION_MAKER_RECORDED', 'GONE']]);
  await deliver('measures', [wrong]);
  const back = await readFeed(`${unit.url}/deviations`, gone.at(-1)?.sequence ?? 0);
  const first = told.find(({ rule }) => rule === 'DECISION_MAKER_RECORDED');
  expect(back).toEqual([{ ...first, sequence: expect.any(Number), state: 'BROKEN' }]);
  expect(back[0]?.sequence).toBeGreaterThan(gone.at(-1)?.sequence ?? 0);
});

test('a unit restored from a backup tells what stands once more, to whom has read further than it remembers', async () => {
  const restored = await startUnit('vest');
  const start = '2025-05-01T10:00:00Z';
  const { unit: _unit, ...record } = exclusion('of the backup', { start, end: '2025-05-20T10:00:00Z' });
  const rows = [{ row: 1, original: '{}', record }];
  await postToUnit(`${restored.url}/records/measures`, {
    importId: randomUUID(),
    file: 'f',
    source: 's',
    rows,
  });
  const told = await readFeed(`${restored.url}/deviations`);
  const last = told.at(-1)?.sequence ?? 0;
  expect(told.length).toBeGreaterThan(5);
  expect(await readFeed(`${restored.url}/deviations`, last)).toEqual([]);
  const once = await readFeed(`${restored.url}/deviations`, last + 500);
  const ids = (notices: readonly { id: string }[]) => notices.map(({ id }) => id).toSorted();
  expect(ids(once)).toEqual(ids(told));
  expect(once.every(({ sequence }) => sequence > last + 500)).toBe(true);
  expect(await readFeed(`${restored.url}/deviations`, once.at(-1)?.sequence)).toEqual([]);
  await restored.close();
});

test('changed rules are judged anew while the unit answers, and answers say by which', async () => {
  const start = '2025-05-01T10:00:00Z';
  await deliver('measures', [
    exclusion('rules', { start, end: '2025-05-01T20:00:00Z', decision: decided(start), facility: null }),
  ]);
  const owner = new Client({ connectionString: unit.ownerUrl });
  await owner.connect();
  const set = buildRuleSet({
    ...RULE_DATA,
    rules: RULE_DATA.rules.map((rule) =>
      rule.code === 'FACILITY_RECORDED' ? { ...rule, enabled: false } : rule,
    ),
  });
  const facilityIn = async () =>
    (await readFeed(`${unit.url}/deviations`))
      .filter(({ rule }) => rule === 'FACILITY_RECORDED')
      .map(({ state }) => state);
  expect(await facilityIn()).toEqual(['BROKEN']);
  // As long as something holds the judging up, the unit answers all the same, by the rules before.
  await owner.query('begin; select from deviation_clock for update');
  await unit.restart(set);
  expect(await ruleSetsOf(unit)).toEqual([RULE_SET.version]);
  await owner.query('commit');
  await expect.poll(() => ruleSetsOf(unit), { timeout: 10_000 }).toEqual([set.version]);
  expect(await facilityIn()).toEqual(['GONE']);
  // As if it had stopped half-way.
  await owner.query(`update deviation_clock set rule_set = 'earlier', next_rule_set = $1`, [set.version]);
  expect(await ruleSetsOf(unit)).toEqual(['earlier', set.version]);
  await unit.restart(set);
  await expect.poll(() => ruleSetsOf(unit), { timeout: 10_000 }).toEqual([set.version]);
  // Judged for the first time, and not yet to the end: what is kept does not serve a moment either.
  const asOf = new Date().toISOString();
  const judged = await stateOf(unit, asOf);
  expect(judged.rules.length).toBeGreaterThan(0);
  await owner.query('truncate deviation, deviation_month');
  await owner.query(`update deviation_clock set rule_set = null, next_rule_set = $1`, [set.version]);
  expect(await stateOf(unit, asOf)).toEqual(judged);
  await owner.end();
});

test('coverage says by which rules each unit judged', async () => {
  const owner = new Client({ connectionString: ownerUrlOf(federation.databaseUrl('oslo')) });
  await owner.connect();
  await owner.query(`update deviation_clock set rule_set = 'another'`);
  const { data } = await federation.ask(
    `{ practice(filter: { period: { from: "2025-01-01", to: "2026-01-01" }, units: ["oslo", "vest"] }) {
         coverage { ruleSets answered { unit { code } ruleSet ruleSets } } } }`,
  );
  expect(data.practice.coverage).toEqual({
    ruleSets: ['another', RULE_SET_VERSION].toSorted(),
    answered: [
      { unit: { code: 'oslo' }, ruleSet: 'another', ruleSets: ['another'] },
      { unit: { code: 'vest' }, ruleSet: RULE_SET_VERSION, ruleSets: [RULE_SET_VERSION] },
    ],
  });
  await owner.end();
});

async function deliver(target: string, records: readonly object[]): Promise<void> {
  const rows = records.map((record, index) => ({
    row: index + 1,
    original: '{}',
    record: Object.fromEntries(Object.entries(record).filter(([name]) => name !== 'unit')),
  }));
  const delivery = { importId: randomUUID(), file: 'f', source: 's', rows };
  const outcomes = await postToUnit(`${unit.url}/records/${target}`, delivery);
  expect(outcomes).not.toContainEqual(expect.objectContaining({ outcome: 'QUARANTINED' }));
}

type State = {
  readonly ruleSets: string[];
  readonly rules: string[];
  readonly total: { readonly started: number };
};

async function ruleSetsOf(asked: Unit): Promise<string[]> {
  return (await stateOf(asked)).ruleSets;
}

async function stateOf({ url }: Unit, asOf: string | null = null): Promise<State> {
  const key = JSON.stringify({
    period: { from: '2025-01-01', to: '2026-01-01' },
    units: ['vest'],
    ...Object.fromEntries(
      [
        'kinds',
        'facilities',
        'securityLevels',
        'means',
        'legalBases',
        'extents',
        'overSeconds',
        'upToSeconds',
        'sexes',
        'ageGroups',
        'custodies',
        'citizenships',
        'vulnerabilities',
        'personKey',
      ].map((name) => [name, null]),
    ),
    asOf,
    now: new Date().toISOString(),
    by: [],
  });
  const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on VestPractice { state } } }';
  const variables = { r: [{ __typename: 'VestPractice', key }] };
  const { data } = await postToUnit(`${url}/graphql`, { query, variables });
  return JSON.parse(data._entities[0].state) as State;
}
