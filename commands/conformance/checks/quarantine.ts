import type { Target } from '../../../schema/records/targets.ts';
import { compare } from '../check.ts';
import type { Check, Difference } from '../check.ts';
import { refusalCode } from '../error-codes.ts';
import { FAULTS } from '../faulty-records.ts';
import type { Fault } from '../faulty-records.ts';
import { findMeasure } from '../measure-list.ts';
import { listQuarantine } from '../quarantine-list.ts';
import { TEXTS } from '../texts.ts';
import { parseJson, SOURCE } from '../unit-client.ts';
import type { UnitClient } from '../unit-client.ts';

/** Rows that do not hold. */
export const QUARANTINE_CHECKS: readonly Check[] = [
  ...Object.entries(FAULTS).map(([target, faults]): Check => ({
    code: `REASONS_${target.toUpperCase().replaceAll('-', '_')}`,
    text: TEXTS.QUARANTINE_REASONS,
    subject: target,
    run: (unit) => checkReasons(unit, target as Target, faults),
  })),
  { code: 'QUARANTINE_KEPT', text: TEXTS.QUARANTINE_KEPT, run: checkKept },
  { code: 'QUARANTINE_STEPS', text: TEXTS.QUARANTINE_STEPS, run: checkSteps },
];

const YEAR = 2011;

async function checkReasons(
  unit: UnitClient,
  target: Target,
  faults: readonly Fault[],
): Promise<Difference[]> {
  const lines = faults.map(({ record }, index) => ({ sourceKey: unit.key(`${target} ${index}`), ...record }));
  const answered = await unit.post(target, lines);
  return faults.flatMap(({ record, code, field }, index) => {
    const { outcome, reason } = answered[index] ?? {};
    const about = `${target} ${JSON.stringify(record)}`;
    const came = { outcome, code: reason?.code, field: reason?.field };
    return compare(about, { outcome: 'QUARANTINED', code, field }, came);
  });
}

function backwards(sourceKey: string) {
  return { sourceKey, kind: 'EXCLUSION', means: 'EXCLUSION', start: `${YEAR}-03-04`, end: `${YEAR}-03-01` };
}

async function checkKept(unit: UnitClient): Promise<Difference[]> {
  const sent = [1, 2, 3, 4, 5].map((number) => backwards(unit.key(`kept ${number}`)));
  await unit.post('measures', sent);
  // Once more: the same faulty row is kept once.
  await unit.post('measures', sent);
  const rows = await listQuarantine(unit, { target: 'measures', pageSize: 2 });
  const recorded = rows.map(({ recordedAt }) => Date.parse(recordedAt));
  const kept = rows.filter(({ original }) => original.includes(unit.key('kept ')));
  const expected = sent.map((record) => ({
    target: 'measures',
    source: SOURCE,
    status: 'WAITING',
    original: record,
    record,
    reasons: [{ code: 'END_BEFORE_START', field: null }],
  }));
  return [
    ...compare(
      'GET /quarantine',
      expected,
      kept.map((row) => ({ ...row, original: parseJson(row.original) })),
    ),
    ...compare(
      'recordedAt',
      recorded.toSorted((left, right) => left - right),
      recorded,
    ),
  ];
}

async function checkSteps(unit: UnitClient): Promise<Difference[]> {
  const [released, rejected, replaced] = ['released', 'rejected', 'replaced'].map((name) => unit.key(name));
  const keys = [released, rejected, replaced].map(String);
  await unit.post('measures', keys.map(backwards));
  const ids = await idsByKey(unit);
  const step = async (key: string, name: string, body: object = {}) => {
    const { status, text } = await unit.postJson(`/quarantine/${ids.get(key) ?? key}/${name}`, body);
    return status === 200 ? parseJson(text) : `${status} ${refusalCode(text) ?? ''}`;
  };
  const [one = '', two = '', three = ''] = keys;
  const corrected = { ...backwards(one), end: `${YEAR}-03-06` };
  const came = {
    early: await step(one, 'release'),
    empty: await step(one, 'correct'),
    correct: await step(one, 'correct', { record: corrected, note: 'conformance' }),
    release: await step(one, 'release'),
    twice: await step(one, 'release'),
    reject: await step(two, 'reject', { note: 'conformance' }),
    rejected: await step(two, 'correct', { record: corrected }),
    unknown: await step('00000000-0000-4000-8000-000000000000', 'release'),
    step: await step(three, 'unknown'),
  };
  await unit.post('measures', [{ ...backwards(three), end: `${YEAR}-03-05` }]);
  const statuses = new Map((await listQuarantine(unit)).map(({ id, status }) => [id, status]));
  const measure = await findMeasure(unit, { sourceKey: one, year: YEAR });
  return [
    ...compare('POST /quarantine/{id}', STEPS, came),
    ...compare(
      'status',
      ['RELEASED', 'REJECTED', 'REPLACED'],
      keys.map((key) => statuses.get(ids.get(key) ?? '')),
    ),
    ...compare('measures', { hours: 48, version: 1 }, measure),
  ];
}

const STEPS = {
  early: { outcome: { outcome: 'QUARANTINED', reason: { code: 'END_BEFORE_START' } } },
  empty: '409 CORRECTION_MISSING',
  correct: { outcome: null },
  release: { outcome: { outcome: 'NEW' } },
  twice: '409 QUARANTINE_CLOSED',
  reject: { outcome: null },
  rejected: '409 QUARANTINE_CLOSED',
  unknown: '404 QUARANTINE_NOT_FOUND',
  step: '400 BAD_REQUEST',
};

async function idsByKey(unit: UnitClient): Promise<ReadonlyMap<string, string>> {
  const rows = await listQuarantine(unit, { status: 'WAITING' });
  return new Map(
    rows.map(({ id, original }) => [
      String((parseJson(original) as { sourceKey?: unknown } | null)?.sourceKey),
      id,
    ]),
  );
}
