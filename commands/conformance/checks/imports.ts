import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { MeasureRecord } from '../../../schema/records/measure.ts';
import { compare } from '../check.ts';
import type { Check, Difference } from '../check.ts';
import { lengthOf } from '../expected-cell.ts';
import { refusalCode } from '../error-codes.ts';
import { findMeasure, listMeasures, wholeYear } from '../measure-list.ts';
import { askPractice, compareFigures } from '../practice.ts';
import { YEARS } from '../record-set.ts';
import { TEXTS } from '../texts.ts';
import { parseJson } from '../unit-client.ts';
import type { UnitClient } from '../unit-client.ts';

/** The gateway's imports: told beforehand, complete, declared and undone. They come last, and undo themselves. */
export function importChecks(records: readonly MeasureRecord[]): readonly Check[] {
  return [
    { code: 'CHECK_ONLY', text: TEXTS.CHECK_ONLY, run: checkOnly },
    { code: 'COMPLETE', text: TEXTS.COMPLETE, run: checkComplete },
    { code: 'DATA_THROUGH', text: TEXTS.DATA_THROUGH, run: (unit) => checkDataThrough(unit, records) },
    { code: 'UNDO', text: TEXTS.UNDO, run: checkUndo },
  ];
}

const THROUGH = '2024-07-10T10:00:00.000Z';

function exclusion(sourceKey: string, start: string, end = start) {
  return { sourceKey, kind: 'EXCLUSION', means: 'EXCLUSION', start, end };
}

async function checkOnly(unit: UnitClient): Promise<Difference[]> {
  const good = exclusion(unit.key('check'), '2000-03-01');
  const records = [good, { ...exclusion(unit.key('check 2'), '2000-03-01'), end: '2000-02-01' }];
  const told = await unit.deliver('measures', records, { importId: randomUUID(), check: true });
  const { totalCount } = await listMeasures(unit, { filter: { period: wholeYear(2000) } });
  return [
    ...compare(
      'outcome',
      ['NEW', 'QUARANTINED'],
      told.map(({ outcome }) => outcome),
    ),
    ...compare('totalCount', 0, totalCount),
  ];
}

async function checkComplete(unit: UnitClient): Promise<Difference[]> {
  const days = ['1999-02-01', '1999-02-02', '1999-02-28', '1999-03-01'];
  const records = days.map((day) => exclusion(unit.key(day), day));
  await unit.post('measures', records);
  const importId = randomUUID();
  await unit.deliver('measures', records.slice(0, 1), { importId, complete: true });
  const complete = { from: '1999-02-01', to: '1999-03-01' };
  const { withdrawn } = await unit.finish(importId, { through: null, complete });
  const { nodes } = await listMeasures(unit, { filter: { period: wholeYear(1999) } });
  return [
    ...compare('withdrawn', 2, withdrawn),
    ...compare(
      'startedOn',
      ['1999-03-01', '1999-02-01'],
      nodes.map((node) => node['startedOn']),
    ),
  ];
}

async function checkDataThrough(unit: UnitClient, records: readonly MeasureRecord[]): Promise<Difference[]> {
  const period = YEARS.ongoing;
  const undeclared = await askPractice(unit, { period });
  const importId = randomUUID();
  const sourceKey = unit.key('declared');
  await unit.deliver('measures', [exclusion(sourceKey, '1998-05-01')], { importId });
  const recorded = await findMeasure(unit, { sourceKey, year: 1998 });
  const { withdrawn } = await unit.finish(importId, { through: THROUGH, complete: null });
  const declared = await askPractice(unit, { period });
  const before = await askPractice(unit, { period, asOf: recorded?.recordedAt ?? null });
  const figures = await compareFigures(unit, records, { period, through: THROUGH, by: ['MONTH'] });
  const { nodes } = await listMeasures(unit, { filter: { period, ongoing: true } });
  const ongoing = nodes.flatMap((node) => {
    const record = records.find((one) => one.sourceKey === node.sourceKey);
    return record === undefined ? [] : compare('hours', lengthOf(record, THROUGH) / 3600, node['hours']);
  });
  await undo(unit, importId);
  const undone = await askPractice(unit, { period });
  return [
    ...compare('withdrawn', 0, withdrawn),
    ...compare(
      'dataThrough',
      [null, THROUGH, null, null],
      [undeclared, declared, before, undone].map(declaredIn),
    ),
    ...figures,
    ...ongoing,
  ];
}

function declaredIn({ dataThrough }: { readonly dataThrough: string | null }): string | null {
  return dataThrough === null ? null : new Date(dataThrough).toISOString();
}

async function checkUndo(unit: UnitClient): Promise<Difference[]> {
  const [kept, added] = [unit.key('undo'), unit.key('undo 2')];
  const [first, second] = [randomUUID(), randomUUID()];
  await unit.deliver('measures', [exclusion(kept, '1997-05-01')], { importId: first });
  const changed = [exclusion(kept, '1997-05-01', '1997-05-03'), exclusion(added, '1997-05-01')];
  await unit.deliver('measures', changed, { importId: second });
  const shown = async () => {
    const { nodes } = await listMeasures(unit, { filter: { period: wholeYear(1997) } });
    return nodes
      .map(({ sourceKey, hours }) => ({ sourceKey, hours }))
      .toSorted((one, other) => Number(one.hours) - Number(other.hours));
  };
  const steps = {
    earlier: await undo(unit, first),
    check: await undo(unit, second, '?check=true'),
    checked: await shown(),
    last: await undo(unit, second),
    afterLast: await shown(),
    again: await undo(unit, second),
    thenFirst: await undo(unit, first),
    afterFirst: await shown(),
  };
  return compare(
    'POST /imports/{id}/undo',
    {
      earlier: '409 IMPORT_NOT_LAST',
      check: 0,
      checked: [
        { sourceKey: added, hours: 0 },
        { sourceKey: kept, hours: 48 },
      ],
      last: 2,
      afterLast: [{ sourceKey: kept, hours: 0 }],
      again: 0,
      thenFirst: 1,
      afterFirst: [],
    },
    steps,
  );
}

/** The number of records that are as before, or why not. */
async function undo(unit: UnitClient, importId: string, question = ''): Promise<number | string> {
  const { status, text } = await unit.postJson(`/imports/${importId}/undo${question}`, {});
  const undone = z.object({ records: z.int() }).safeParse(parseJson(text));
  return undone.success ? undone.data.records : `${status} ${refusalCode(text) ?? ''}`;
}
