import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DeviationNotice } from '../schema/deviations/feed.ts';
import { generateSynthetic } from '../local/synthetic/generate.ts';
import type { Fault, FaultKind } from '../local/synthetic/manifest.ts';
import { throughOf } from '../local/synthetic/options.ts';
import { UNIT_TARGETS } from '../schema/records/targets.ts';
import { UNITS } from '../schema/units.ts';
import { measureKind } from '../subgraphs/unit/measure-rows.ts';
import { recordId } from '../subgraphs/platform/records/record-kind.ts';
import { readFeed } from './harness/ask-unit.ts';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';

/** Of what is wrong in a synthetic population, what one unit can see is found, and nothing else. */
const OPTIONS = { scale: 0.3, seed: 7, years: 1, to: '2026-01-01' };
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
  for (const target of UNIT_TARGETS) {
    const rows = records.get(target) ?? [];
    sums.push(
      await federation.importRecords(target, rows, {
        'x-source': 'planted',
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
        known.set(recordId(measureKind, { source: 'planted', sourceKey: key } as never), key);
      }
    }
    return known.get(record);
  },
};
const known = new Map<string, string>();

async function allNotices(): Promise<DeviationNotice[]> {
  const notices: DeviationNotice[] = [];
  for (const { code } of UNITS) {
    const told = await readFeed(`${federation.url}/deviations/${code}`);
    notices.push(...told.filter(({ state }) => state === 'BROKEN'));
  }
  return notices;
}
