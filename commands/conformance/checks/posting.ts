import { LARGEST_DELIVERY } from '../../../schema/records/delivery.ts';
import { compare } from '../check.ts';
import type { Check, Difference } from '../check.ts';
import { refusalCode } from '../error-codes.ts';
import { listMeasures, wholeYear } from '../measure-list.ts';
import { listQuarantine } from '../quarantine-list.ts';
import { TEXTS } from '../texts.ts';
import type { UnitClient } from '../unit-client.ts';

/** How a unit's own systems send records. */
export const POSTING_CHECKS: readonly Check[] = [
  { code: 'ANSWER_LINES', text: TEXTS.ANSWER_LINES, run: checkLines },
  { code: 'ACCOUNTING', text: TEXTS.ACCOUNTING, run: checkAccounting },
  { code: 'IDEMPOTENCY', text: TEXTS.IDEMPOTENCY, run: checkIdempotency },
  { code: 'LIMITS', text: TEXTS.LIMITS, run: checkLimits },
  { code: 'CROWD', text: TEXTS.CROWD, run: checkCrowd },
];

function exclusion(sourceKey: string, year: number, part: object = {}) {
  const start = `${year}-03-01`;
  return { sourceKey, kind: 'EXCLUSION', means: 'EXCLUSION', start, end: `${year}-03-04`, ...part };
}

async function checkLines(unit: UnitClient): Promise<Difference[]> {
  const good = exclusion(unit.key('line'), 2008);
  const lines = [
    good,
    '',
    `no JSON ${unit.key('')}`,
    exclusion(unit.key('line 4'), 2008, { end: '2008-01-01' }),
    good,
  ];
  const answered = await unit.post('measures', lines, { 'accept-language': 'en' });
  const expected = [
    { row: 1, outcome: 'NEW', reason: null },
    {
      row: 3,
      outcome: 'QUARANTINED',
      reason: { code: 'ROW_UNREADABLE', field: null, message: 'The row cannot be read.' },
    },
    {
      row: 4,
      outcome: 'QUARANTINED',
      reason: { code: 'END_BEFORE_START', field: null, message: 'The end is before the start.' },
    },
    { row: 5, outcome: 'UNCHANGED', reason: null },
  ];
  return compare('lines', expected, answered);
}

async function checkAccounting(unit: UnitClient): Promise<Difference[]> {
  const sent = Array.from({ length: 60 }, (_, index) =>
    exclusion(unit.key(`account ${index}`), 2009, index % 4 === 1 ? { end: '2009-02-01' } : {}),
  );
  const answered = await unit.post('measures', sent);
  const quarantined = answered.filter(({ outcome }) => outcome === 'QUARANTINED').length;
  const { totalCount } = await listMeasures(unit, { filter: { period: wholeYear(2009) } });
  const waiting = (await listQuarantine(unit, { target: 'measures', status: 'WAITING' })).filter(
    ({ original }) => original.includes(unit.key('account ')),
  );
  return [
    ...compare('lines', sent.length, answered.length),
    ...compare('QUARANTINED', 15, quarantined),
    ...compare('GET /quarantine', 15, waiting.length),
    ...compare('totalCount', 45, totalCount),
  ];
}

async function checkIdempotency(unit: UnitClient): Promise<Difference[]> {
  const headers = { 'idempotency-key': unit.key('delivery') };
  const lines = [exclusion(unit.key('once'), 2010)];
  const first = await unit.postLines('measures', lines, headers);
  const again = await unit.postLines('measures', lines, headers);
  const other = await unit.postLines('measures', [exclusion(unit.key('never'), 2010)], headers);
  const { nodes } = await listMeasures(unit, { filter: { period: wholeYear(2010) } });
  return [
    ...compare('first answer', 200, first.status),
    ...compare('second answer', first.text, again.text),
    ...compare('another request', 422, other.status),
    ...compare('another request', 'IDEMPOTENCY_KEY_REUSED', refusalCode(other.text)),
    ...compare('measures', [{ sourceKey: unit.key('once'), version: 1 }], nodes),
  ];
}

async function checkLimits(unit: UnitClient): Promise<Difference[]> {
  const lines = Array.from({ length: LARGEST_DELIVERY + 1 }, (_, index) =>
    exclusion(unit.key(`many ${index}`), 2012),
  );
  const { status, text } = await unit.postLines('measures', lines);
  const { totalCount } = await listMeasures(unit, { filter: { period: wholeYear(2012) } });
  return [
    ...compare(`${lines.length} rows`, 413, status),
    ...compare(`${lines.length} rows`, 'TOO_MANY_ROWS', refusalCode(text)),
    ...compare('totalCount', 0, totalCount),
  ];
}

/** Many at once: each is taken, or told when to come again. */
async function checkCrowd(unit: UnitClient): Promise<Difference[]> {
  const batches = Array.from({ length: 8 }, (_, batch) =>
    Array.from({ length: 25 }, (_unused, index) => exclusion(unit.key(`crowd ${batch} ${index}`), 1995)),
  );
  const answers = await Promise.all(batches.map((batch) => unit.postLines('measures', batch)));
  for (const [index, { status }] of answers.entries())
    if (status !== 200) await unit.post('measures', batches[index] ?? []);
  const { totalCount } = await listMeasures(unit, { filter: { period: wholeYear(1995) } });
  const refused = answers.filter(({ status }) => status !== 200);
  return [
    ...refused.flatMap(({ status, headers, text }) => [
      ...compare('status', 429, status),
      ...compare('code', 'TOO_MUCH', refusalCode(text)),
      ...compare('retry-after', true, Number(headers.get('retry-after')) > 0),
    ]),
    ...compare('totalCount', batches.flat().length, totalCount),
  ];
}
