import { compare } from '../check.ts';
import type { Check, Difference } from '../check.ts';
import { codesOf } from '../error-codes.ts';
import { writeKey } from '../../../schema/practice/question.ts';
import { findMeasure, listMeasures, measuresQuery, wholeYear } from '../measure-list.ts';
import { askPractice, questionOf } from '../practice.ts';
import { TEXTS } from '../texts.ts';
import type { UnitClient } from '../unit-client.ts';

/** Records are append-only versions. */
export const VERSION_CHECKS: readonly Check[] = [
  { code: 'RESEND', text: TEXTS.RESEND, run: checkResend },
  { code: 'CORRECTION', text: TEXTS.CORRECTION, run: checkCorrection },
  { code: 'WITHDRAWAL', text: TEXTS.WITHDRAWAL, run: checkWithdrawal },
  { code: 'AS_OF', text: TEXTS.AS_OF, run: checkAsOf },
  { code: 'AS_OF_FUTURE', text: TEXTS.AS_OF_FUTURE, run: checkFuture },
];

const HOUR = 3600;

/** An exclusion of some hours on the first of May. */
function exclusion(sourceKey: string, year: number, hours = 4) {
  const start = `${year}-05-01T08:00:00Z`;
  const end = new Date(Date.parse(start) + hours * HOUR * 1000).toISOString();
  return { sourceKey, kind: 'EXCLUSION', means: 'EXCLUSION', start, end, facility: 'Nord fengsel' };
}

async function checkResend(unit: UnitClient): Promise<Difference[]> {
  const record = exclusion(unit.key('resend'), 2001);
  const otherNotation = {
    ...record,
    start: '2001-05-01T10:00:00.250+02:00',
    vulnerability: [],
    sex: 'UNKNOWN',
  };
  const outcomes = [
    ...(await outcomesOf(unit, record)),
    ...(await outcomesOf(unit, record)),
    ...(await outcomesOf(unit, otherNotation)),
  ];
  const { nodes } = await listMeasures(unit, { filter: { period: wholeYear(2001) } });
  return [
    ...compare('outcome', ['NEW', 'UNCHANGED', 'UNCHANGED'], outcomes),
    ...compare(
      'version',
      [1],
      nodes.map(({ version }) => version),
    ),
  ];
}

async function checkCorrection(unit: UnitClient): Promise<Difference[]> {
  const sourceKey = unit.key('correction');
  const outcomes = [
    ...(await outcomesOf(unit, exclusion(sourceKey, 2002, 4))),
    ...(await outcomesOf(unit, exclusion(sourceKey, 2002, 5))),
  ];
  const { nodes } = await listMeasures(unit, { filter: { period: wholeYear(2002) } });
  return [
    ...compare('outcome', ['NEW', 'CHANGED'], outcomes),
    ...compare('measures', [{ version: 2, hours: 5 }], nodes),
    ...(await compareTotal(unit, 2002, { started: 1, seconds: 5 * HOUR })),
  ];
}

async function checkWithdrawal(unit: UnitClient): Promise<Difference[]> {
  const record = exclusion(unit.key('withdrawal'), 2003);
  await unit.post('measures', [record]);
  const withdrawn = await outcomesOf(unit, { ...record, withdrawn: true });
  const { nodes, totalCount } = await listMeasures(unit, { filter: { period: wholeYear(2003) } });
  const total = await compareTotal(unit, 2003, { started: 0, seconds: 0 });
  const again = await outcomesOf(unit, record);
  const back = await findMeasure(unit, { sourceKey: record.sourceKey, year: 2003 });
  return [
    ...compare('outcome', ['CHANGED', 'CHANGED'], [...withdrawn, ...again]),
    ...compare('measures', [], nodes),
    ...compare('totalCount', 0, totalCount),
    ...total,
    ...compare('version', 3, back?.version),
  ];
}

async function checkAsOf(unit: UnitClient): Promise<Difference[]> {
  const sourceKey = unit.key('as of');
  await unit.post('measures', [exclusion(sourceKey, 2004, 4)]);
  const first = await findMeasure(unit, { sourceKey, year: 2004 });
  if (first === null) return [{ about: 'measures', expected: 1, came: 0 }];
  await passMoment();
  const asOf = first.recordedAt;
  const before = new Date(Date.parse(asOf) - 1).toISOString();
  const atFirst = await askPractice(unit, { period: wholeYear(2004), asOf });
  await unit.post('measures', [exclusion(sourceKey, 2004, 9), exclusion(unit.key('as of 2'), 2004, 1)]);
  await unit.post('measures', [{ ...exclusion(sourceKey, 2004, 9), withdrawn: true }]);
  const { nodes, totalCount } = await listMeasures(unit, { filter: { period: wholeYear(2004), asOf } });
  return [
    ...compare('practice (asOf)', { started: 1, seconds: 4 * HOUR }, atFirst.total),
    ...compare('practice (asOf, later)', atFirst, await askPractice(unit, { period: wholeYear(2004), asOf })),
    ...compare('measures (asOf)', [{ sourceKey, version: 1, hours: 4 }], nodes),
    ...compare('totalCount (asOf)', 1, totalCount),
    ...(await compareTotal(unit, 2004, { started: 0 }, before)),
    ...(await compareTotal(unit, 2004, { started: 1, seconds: HOUR })),
  ];
}

async function checkFuture(unit: UnitClient): Promise<Difference[]> {
  const asOf = '2199-01-01T00:00:00Z';
  const code = unit.code;
  const period = wholeYear(2004);
  const regimeDays = `regimeDays(period: { from: "2004-01-01", to: "2005-01-01" }, asOf: "${asOf}") { nodes { day } }`;
  const key = writeKey(questionOf(unit, { period, asOf }));
  const questions = {
    measures: unit.entityQuery('Unit', { code }, measuresQuery({ filter: { asOf } })),
    regimeDays: unit.entityQuery('Unit', { code }, { fields: regimeDays }),
    state: unit.entityQuery('Practice', { key }, { fields: 'state' }),
  };
  const found: Difference[] = [];
  for (const [name, { query, variables }] of Object.entries(questions)) {
    const codes = codesOf(await unit.ask(query, variables));
    found.push(...compare(`${name} (asOf ${asOf})`, 'AS_OF_NOT_REACHED', codes[0]));
  }
  return found;
}

async function outcomesOf(unit: UnitClient, record: object): Promise<string[]> {
  return (await unit.post('measures', [record])).map(({ outcome }) => outcome);
}

async function compareTotal(unit: UnitClient, year: number, expected: object, asOf: string | null = null) {
  const { total } = await askPractice(unit, { period: wholeYear(year), asOf });
  return compare(`practice (${year}${asOf === null ? '' : `, asOf ${asOf}`}) total`, expected, total);
}

/** Clocks count milliseconds: a moment just recorded has passed a few of them later. */
function passMoment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}
