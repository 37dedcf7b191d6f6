import { z } from 'zod';
import { qualityState, writeQualityKey } from '../../../schema/quality.ts';
import type { QualityCell } from '../../../schema/quality.ts';
import { compare, UnusableAnswer } from '../check.ts';
import type { Check, Difference } from '../check.ts';
import { TEXTS } from '../texts.ts';
import { parseJson, SOURCE } from '../unit-client.ts';
import type { UnitClient } from '../unit-client.ts';

/** What the unit counts about its own records: by how much each number rises with rows of each outcome. */
export const QUALITY_CHECKS: readonly Check[] = [{ code: 'QUALITY', text: TEXTS.QUALITY, run: checkQuality }];

async function checkQuality(unit: UnitClient): Promise<Difference[]> {
  const record = (name: string, part: object = {}) => ({
    sourceKey: unit.key(`quality ${name}`),
    kind: 'EXCLUSION',
    means: 'EXCLUSION',
    start: '1996-03-01',
    end: '1996-03-04',
    ...part,
  });
  const before = await askQuality(unit);
  await unit.post('measures', [record('1'), record('2'), record('3'), record('4', { end: '1996-01-01' })]);
  await unit.post('measures', [
    record('1'),
    record('2', { end: '1996-03-05' }),
    record('3', { withdrawn: true }),
  ]);
  const after = await askQuality(unit);
  const rise = (
    field: 'records' | 'withdrawn' | 'added' | 'changed' | 'unchanged' | 'quarantined' | 'waiting',
  ) => (after?.[field] ?? 0) - (before?.[field] ?? 0);
  const reason = 'END_BEFORE_START';
  return [
    ...compare('records', 2, rise('records')),
    ...compare('withdrawn', 1, rise('withdrawn')),
    ...compare('added', 3, rise('added')),
    ...compare('changed', 2, rise('changed')),
    ...compare('unchanged', 1, rise('unchanged')),
    ...compare('quarantined', 1, rise('quarantined')),
    ...compare('waiting', 1, rise('waiting')),
    ...compare(`waitingReasons (${reason})`, 1, waitingFor(after, reason) - waitingFor(before, reason)),
  ];
}

function waitingFor(cell: QualityCell | undefined, reason: string): number {
  return cell?.waitingReasons.find(([name]) => name === reason)?.[1] ?? 0;
}

/** The numbers of the kit's own measures; undefined before the first. */
async function askQuality(unit: UnitClient): Promise<QualityCell | undefined> {
  const schema = z.object({ answeredBy: z.literal(unit.code), state: z.string() });
  const key = writeQualityKey([unit.code]);
  const { state } = await unit.entity('Practice', { key }, { fields: 'answeredBy state', schema });
  const read = qualityState.safeParse(parseJson(state));
  if (!read.success)
    throw new UnusableAnswer({
      about: 'state',
      expected: z.prettifyError(read.error),
      came: state.slice(0, 200),
    });
  return read.data.sources.find(({ source, target }) => source === SOURCE && target === 'measures')?.cell;
}
