import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MeasureRecord } from '../schema/records/measure.ts';
import { measureRecord } from '../schema/records/measure.ts';
import type { DeviationNotice } from '../schema/deviations/feed.ts';
import { generateSynthetic } from '../local/synthetic/generate.ts';
import type { Fault, FaultKind } from '../local/synthetic/manifest.ts';
import { throughOf } from '../local/synthetic/options.ts';
import { UNIT_TARGETS } from '../schema/records/targets.ts';
import { findRule, RULE_SET } from '../schema/rules/rule-set.ts';
import { UNITS } from '../schema/units.ts';
import { findOverUnits } from '../subgraphs/measures/isolation/find-over-units.ts';
import { gatherIsolations } from '../subgraphs/measures/isolation/gather.ts';
import { regimeDayKind } from '../subgraphs/unit/entry-rows.ts';
import { measureKind } from '../subgraphs/unit/measure-rows.ts';
import { recordId } from '../subgraphs/platform/records/record-kind.ts';
import { serviceToken } from './harness/access.ts';
import { readFeed } from './harness/ask-unit.ts';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';
import { plainTotals } from './harness/plain-isolation.ts';

/** What is wrong in a synthetic population is found, and nothing else. */
const OPTIONS = { scale: 0.3, seed: 7, years: 1, to: '2026-01-01' };
const SOURCE = 'planted';
const HOUR = 3_600_000;

/** How the deviations that one unit can see show a planted fault. */
const SHOWN_BY: Partial<Record<FaultKind, RegExp>> = {
  DECISION_LATE: /^DECISION_IN_TIME$/,
  DECISION_WRONG_LEVEL: /_REGION_\d+_(DAYS|HOURS)$/,
  HIGHER_DECISION_MISSING: /_REGION_\d+_(DAYS|HOURS)$/,
  HIGHER_DECISION_LATE: /_REGION_\d+_(DAYS|HOURS)$/,
  REASSESSMENT_MISSING: /_REASSESSED$/,
  HEALTH_NOTICE_MISSING: /^WHOLE_EXCLUSION_DOCTOR_TOLD$/,
  NO_REPORTS_UPWARD: /_DIRECTORATE_\d+_(DAYS|HOURS)$|_REGION_TOLD$|^PARTIAL_EXCLUSION_REGION_30_DAYS$/,
};
/** A report, though its name is as that of a decision. */
const REPORT = /^PARTIAL_EXCLUSION_REGION_30_DAYS$/;

let federation: Federation;
const faults: Fault[] = [];
const sums: { read: number; quarantined: number }[] = [];
const starts = new Map<string, number>();
const measures: { readonly unit: string; readonly record: MeasureRecord }[] = [];
const days: string[] = [];
beforeAll(async () => {
  federation = await startFederation();
  const records = new Map<string, any[]>();
  for (const item of generateSynthetic(OPTIONS)) {
    if (item.kind === 'FAULT') faults.push(item.fault);
    if (item.kind === 'RECORD') {
      const of = records.get(item.target) ?? [];
      of.push(item.record);
      records.set(item.target, of);
    }
  }
  for (const measure of records.get('measures') ?? [])
    starts.set(measure.sourceKey, Date.parse(measure.start));
  for (const { unit, ...measure } of records.get('measures') ?? [])
    measures.push({ unit, record: measureRecord.parse({ ...measure, source: SOURCE }) });
  for (const { sourceKey } of records.get('regime-days') ?? []) days.push(sourceKey);
  // Long before the unit targets: whose stays are in two units is asked of the register.
  for (const target of ['persons', 'stays'])
    await federation.importRecords(target, records.get(target) ?? [], { 'x-source': SOURCE });
  for (const target of UNIT_TARGETS) {
    const rows = records.get(target) ?? [];
    sums.push(
      await federation.importRecords(target, rows, {
        'x-source': SOURCE,
        'x-through': throughOf(OPTIONS),
      }),
    );
  }
});
afterAll(() => federation.close());

test('every planted fault that one unit can see is found there, and nothing else', async () => {
  expect(sums.filter(({ read, quarantined }) => read === 0 || quarantined > 0)).toEqual([]);
  const unjudged = new Set(keysOf('MISSING_STOP'));
  const planted = new Set<string>();
  for (const [kind, rule] of Object.entries(SHOWN_BY)) {
    for (const key of keysOf(kind)) planted.add(`${familyOf(kind)} ${key}`);
    expect({ kind, planted: keysOf(kind).length > 0, rule }).toMatchObject({ planted: true });
  }
  const found = new Set<string>();
  for (const notice of await allNotices()) {
    if (findRule(notice.rule)?.scope !== 'MEASURE') continue;
    const key = keys.get(notice.record) ?? '';
    if (!unjudged.has(key)) found.add(`${familyOfRule(notice.rule)} ${key}`);
  }
  expect([...found].toSorted()).toEqual([...planted].toSorted());
});

test('what came too late is told with its moment, what never came without', async () => {
  const notices = Map.groupBy(await allNotices(), ({ record }) => keys.get(record) ?? '');
  const compared = faults.flatMap(({ kind, sourceKeys, planted, expected }) => {
    if (
      !['DECISION_LATE', 'HIGHER_DECISION_LATE', 'HIGHER_DECISION_MISSING', 'DECISION_WRONG_LEVEL'].includes(
        kind,
      )
    )
      return [];
    const [key = ''] = sourceKeys;
    const wanted = kind.endsWith('LATE') ? planted.hours : null;
    const notice = notices.get(key)?.find(({ rule }) => familyOfRule(rule) === familyOf(kind));
    const hours = (moment: string | null | undefined) =>
      moment == null ? null : (Date.parse(moment) - (starts.get(key) ?? 0)) / HOUR;
    const near = (left: number | null, right: number | null) =>
      left === right || (left !== null && right !== null && Math.abs(left - right) < 0.02);
    return [
      { key, kind, due: near(hours(notice?.dueAt), expected.hours), met: near(hours(notice?.metAt), wanted) },
    ];
  });
  expect(compared.length).toBeGreaterThan(20);
  expect(compared.filter(({ due, met }) => !due || !met)).toEqual([]);
});

test('isolation nobody decided, copied justifications and a silent unit are found, and nothing else', async () => {
  const notices = (await allNotices()).filter(({ rule }) => findRule(rule)?.scope === 'SERVICE');
  const found = (rule: string, kind: typeof measureKind | typeof regimeDayKind, all: readonly string[]) => {
    const keyOf = new Map(
      all.map((sourceKey) => [recordId(kind as never, { source: SOURCE, sourceKey } as never), sourceKey]),
    );
    return notices.flatMap((one) => (one.rule === rule ? [keyOf.get(one.record) ?? ''] : [])).toSorted();
  };
  expect(found('DE_FACTO_ISOLATION', regimeDayKind, days)).toEqual(keysOf('DE_FACTO_ISOLATION').toSorted());
  // Which of those with the same words was written for itself nobody can say: the one begun first passes for it.
  const same = Map.groupBy(
    faults.filter(({ kind }) => kind === 'COPIED_JUSTIFICATION'),
    ({ sourceKeys: [original] }) => original ?? '',
  );
  const copies = [...same].flatMap(([original, of]) =>
    [original, ...of.map(({ sourceKeys }) => sourceKeys[1] ?? '')]
      .toSorted((one, other) => (starts.get(one) ?? 0) - (starts.get(other) ?? 0))
      .slice(1),
  );
  expect(copies.length).toBeGreaterThan(3);
  expect(found('JUSTIFICATION_REPEATED', measureKind, [...starts.keys()])).toEqual(copies.toSorted());
  const silent = notices.filter(({ rule }) => /^NO_|^WRITTEN_|_WITHOUT_STOP$/.test(rule));
  expect(silent.map(({ rule, facility }) => [rule, facility])).toEqual([['NO_REPORTS_FILED', null]]);
  const told = await readFeed(`${federation.url}/deviations/ost`);
  expect(told.filter(({ rule }) => rule === 'NO_REPORTS_FILED')).toHaveLength(1);
  // The population ends on the first of January.
  expect(notices.filter(({ rule }) => rule === 'SOURCE_LATE')).toHaveLength(UNITS.length);
});

test('isolation in total within a unit is what a plain walk through the time finds', async () => {
  const totals = new Set(
    RULE_SET.rules.flatMap(({ code, demands }) => (demands.type === 'CUMULATIVE' ? [code] : [])),
  );
  const through = Date.parse(throughOf(OPTIONS));
  const wanted = [
    ...Map.groupBy(measures, ({ unit, record }) => `${unit} ${record.person}`).values(),
  ].flatMap((own) =>
    plainTotals(
      own.map((one) => ({ ...one, id: recordId(measureKind, one.record), decided: [], reported: [] })),
      RULE_SET,
      through,
    ).map(([rule, key, occurrence]) => `${rule} ${key} ${occurrence}`),
  );
  const notices = await allNotices();
  const found = notices.flatMap(({ rule, record, occurrence }) =>
    totals.has(rule) ? [`${rule} ${keys.get(record)} ${occurrence}`] : [],
  );
  expect(wanted.length).toBeGreaterThan(10);
  expect(found.toSorted()).toEqual(wanted.toSorted());
});

test('isolation split over two units by a transfer is found, and nothing else', async () => {
  const settings = {
    gatewayUrl: federation.url,
    token: serviceToken,
    intervalMs: 0,
    isolationIntervalMs: 0,
    caseWaitMs: 0,
  };
  const gathered = await gatherIsolations(settings, AbortSignal.timeout(60_000));
  if (gathered === null) throw new Error('the register does not answer');
  expect([...gathered.missing]).toEqual([]);
  const stays = new Map(gathered.persons.map(({ pseudonym, units }) => [pseudonym, units]));
  expect([...gathered.isolations.keys()].filter((person) => (stays.get(person)?.length ?? 0) < 2)).toEqual(
    [],
  );
  const found = findOverUnits(gathered, RULE_SET, new Date().toISOString());
  const law = found.filter(({ rule }) => rule !== 'CUMULATIVE_ISOLATION_15_DAYS');
  const split = faults.flatMap(({ kind, sourceKeys, units, expected }) =>
    kind === 'SPLIT_BY_TRANSFER'
      ? [`CUMULATIVE_ISOLATION_${(expected.hours ?? 0) / 24}_DAYS ${sourceKeys.at(-1)} ${units.at(-1)} 1`]
      : [],
  );
  expect(split.length).toBeGreaterThan(1);
  // A measure without its stop goes on while its person is in another unit.
  const endless = new Set(faults.flatMap(({ kind, person }) => (kind === 'MISSING_STOP' ? [person] : [])));
  const personOf = new Map(measures.map(({ record }) => [record.sourceKey, record.person]));
  expect(
    law
      .filter(({ record }) => !endless.has(personOf.get(keys.get(record) ?? '') ?? null))
      .map(({ rule, record, unit, occurrence }) => `${rule} ${keys.get(record)} ${unit} ${occurrence}`)
      .toSorted(),
  ).toEqual(split.toSorted());
});

test('what is answered for a moment from what is kept is computed alike once more has been written', async () => {
  const asOf = new Date().toISOString();
  const figures = `started ongoing inForceAtEnd hours meanHours medianHours p90Hours completeRecords repairedRecords
    lengths { code count ongoing } deviations { rule { code } count }`;
  const ask = async (by: string) => {
    const { data, errors } = await federation.ask(
      `{ practice(filter: { period: { from: "2025-01-01", to: "2026-01-01" }, asOf: "${asOf}" }, by: [${by}]) {
           coverage { complete answered { dataThrough } } total { ${figures} }
           groups { unit { code } kind month custody figures { ${figures} } } } }`,
    );
    expect(errors).toBeUndefined();
    return data.practice;
  };
  const ways = ['UNIT, KIND, MONTH', 'KIND', 'UNIT, CUSTODY'];
  const before = await Promise.all(ways.map(ask));
  expect(before[0].total.deviations.length).toBeGreaterThan(10);
  const record = { kind: 'EXCLUSION', means: 'EXCLUSION', start: '2025-03-01', end: '2025-05-01' };
  const later = UNITS.map(({ code }) => ({ ...record, unit: code, sourceKey: 'later' }));
  expect(await federation.importRecords('measures', later, { 'x-source': SOURCE })).toMatchObject({
    new: 12,
  });
  expect(await Promise.all(ways.map(ask))).toEqual(before);
});

const keysOf = (kind: string) =>
  faults.filter((fault) => fault.kind === kind).flatMap(({ sourceKeys }) => sourceKeys);

/** Missing, late or by the wrong level: the same duty. */
function familyOf(kind: string): string {
  return kind.startsWith('HIGHER_DECISION') || kind === 'DECISION_WRONG_LEVEL' ? 'REGION' : kind;
}

function familyOfRule(rule: string): string {
  const shown = Object.entries(SHOWN_BY).find(
    ([kind, names]) => names.test(rule) && (familyOf(kind) !== 'REGION' || !REPORT.test(rule)),
  );
  return shown === undefined ? rule : familyOf(shown[0]);
}

/** Source key by the id of the record. */
const keys = {
  get: (record: string) => {
    if (known.size === 0) {
      for (const key of starts.keys()) {
        known.set(recordId(measureKind, { source: SOURCE, sourceKey: key } as never), key);
      }
    }
    return known.get(record);
  },
};
const known = new Map<string, string>();

/** What stands: of a deviation the last notice counts, which may say that it was not due yet after all. */
async function allNotices(): Promise<DeviationNotice[]> {
  const told: DeviationNotice[] = [];
  for (const { code } of UNITS) told.push(...(await readFeed(`${federation.url}/deviations/${code}`)));
  const last = new Map(told.map((notice) => [notice.id, notice]));
  return [...last.values()].filter(({ state }) => state === 'BROKEN');
}
