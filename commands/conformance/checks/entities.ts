import { z } from 'zod';
import { writeKey } from '../../../schema/practice/question.ts';
import { addCells } from '../../../schema/practice/cells.ts';
import type { Cell } from '../../../schema/practice/state.ts';
import { compare } from '../check.ts';
import type { Check, Difference } from '../check.ts';
import { askPractice, questionOf } from '../practice.ts';
import { YEARS } from '../record-set.ts';
import { TEXTS } from '../texts.ts';
import type { UnitClient } from '../unit-client.ts';

/** What the federation asks a unit for. */
export const ENTITY_CHECKS: readonly Check[] = [
  { code: 'ENTITIES', text: TEXTS.ENTITIES, run: checkEntities },
  { code: 'STATE', text: TEXTS.STATE, run: checkState },
  { code: 'BAD_REFERENCE', text: TEXTS.BAD_REFERENCE, run: checkBadReference },
];

async function checkEntities(unit: UnitClient): Promise<Difference[]> {
  const key = writeKey(questionOf(unit, { period: YEARS.days }));
  const fields = '__typename key answeredBy failure';
  const [{ code, __typename }, practice] = await Promise.all([
    unit.entity('Unit', { code: unit.code }, { fields: '__typename code', schema: anyFields }),
    unit.entity('Practice', { key }, { fields, schema: anyFields }),
  ]);
  return [
    ...compare('code', unit.code, code),
    ...compare('__typename', `${unit.prefix}Unit`, __typename),
    ...compare(
      `${unit.prefix}Practice`,
      { __typename: `${unit.prefix}Practice`, key, answeredBy: unit.code, failure: null },
      practice,
    ),
  ];
}

/** Integers alone are in the definition of the state, which is read with every answer. */
async function checkState(unit: UnitClient): Promise<Difference[]> {
  const { total, groups } = await askPractice(unit, { period: YEARS.ongoing, by: ['KIND', 'MONTH'] });
  const cells = groups.flatMap(({ cell }) => ('bins' in cell ? [cell] : []));
  const inside = [total, ...cells].flatMap((cell, index) => addsUpInside(`state.cell[${index}]`, cell));
  const { inForceAtEnd: _stock, bins, persons: _persons, ...sums } = addCells(cells);
  const count = (pairs: Cell['bins']) => pairs.reduce((sum, [, counted]) => sum + counted, 0);
  return [
    ...inside,
    ...compare('state.groups with bins, where other units are added', groups.length, cells.length),
    ...compare('state.total', sums, total),
    ...compare('state.total.bins', count(bins), count(total.bins)),
  ];
}

function addsUpInside(about: string, { bins, ended, ongoing, ongoingByBand, started }: Cell): Difference[] {
  const inBins = bins.reduce((sum, [, count]) => sum + count, 0);
  const inBands = ongoingByBand.reduce((sum, count) => sum + count, 0);
  return [
    ...compare(`${about}.bins`, ended, inBins),
    ...compare(`${about}.ongoingByBand`, ongoing, inBands),
    ...compare(`${about}: ended + ongoing ≤ started`, true, ended + ongoing <= started),
  ];
}

async function checkBadReference(unit: UnitClient): Promise<Difference[]> {
  const __typename = `${unit.prefix}Practice`;
  const key = writeKey(questionOf(unit, { period: YEARS.days }));
  const { data, errors } = await unit.ask(
    `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on ${__typename} { state } } }`,
    { representations: [key, 'not a question', key].map((some) => ({ __typename, key: some })) },
  );
  const entities = z
    .array(z.object({ state: z.string().nullable() }).nullable())
    .safeParse(data?.['_entities']);
  const answered = entities.data?.map((entity) => typeof entity?.state === 'string');
  return [
    ...compare('_entities', [true, false, true], answered),
    ...compare('errors.length', 1, errors?.length),
  ];
}

const anyFields = z.looseObject({});
