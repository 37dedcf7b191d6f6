import { z } from 'zod';
import type { Assertion } from '../../../schema/access/assertion.ts';
import { writeKey } from '../../../schema/practice/question.ts';
import type { Question } from '../../../schema/practice/question.ts';
import { CUBE_DIMENSIONS } from '../../../schema/published/cube.ts';
import { UNITS } from '../../../schema/units.ts';
import { compare, UnusableAnswer } from '../check.ts';
import type { Check, Difference } from '../check.ts';
import { codesOf } from '../error-codes.ts';
import { measuresQuery } from '../measure-list.ts';
import { questionOf } from '../practice.ts';
import { TEXTS } from '../texts.ts';
import { forRole, strangerSigner } from '../vouching.ts';
import type { UnitClient } from '../unit-client.ts';

/** Whom the unit believes, and what it gives to whom. */
export const ACCESS_CHECKS: readonly Check[] = [
  { code: 'ASSERTION', text: TEXTS.ASSERTION, run: checkAssertion },
  { code: 'CLEARANCE', text: TEXTS.CLEARANCE, run: checkClearance },
  { code: 'PUBLISHED_CUBE', text: TEXTS.PUBLISHED_CUBE, run: checkPublishedCube },
  { code: 'GRANTED_PERIOD', text: TEXTS.GRANTED_PERIOD, run: checkGrantedPeriod },
];

const listed = z.tuple([
  z.object({
    measures: z.object({
      totalCount: z.int(),
      nodes: z.array(
        z.object({ startedOn: z.iso.date(), endedOn: z.iso.date().nullable(), ongoing: z.boolean() }),
      ),
    }),
  }),
]);

/** Without the gateway's word, or with somebody else's, nothing is answered. */
async function checkAssertion(unit: UnitClient): Promise<Difference[]> {
  const officer = forRole('officer', [unit.code]);
  const assertions = {
    none: null,
    'no assertion': 'not.an.assertion',
    'signed by another': await strangerSigner(officer),
  };
  const found: Difference[] = [];
  for (const [about, assertion] of Object.entries(assertions)) {
    for (const path of ['/graphql', '/records/measures']) {
      const { status } = await unit.postJson(path, { query: '{ __typename }' }, assertion);
      found.push(...compare(`POST ${path} (${about})`, 401, status));
    }
  }
  return found;
}

/** Roles that may not have a thing get null and the code for it, and other units' officers are such. */
async function checkClearance(unit: UnitClient): Promise<Difference[]> {
  const other = unit.code === 'oslo' ? 'troms' : 'oslo';
  const strangers: Readonly<Record<string, Assertion>> = {
    administrator: forRole('administrator', [unit.code]),
    analyst: forRole('analyst', []),
    'officer of another unit': forRole('officer', [other]),
  };
  const found: Difference[] = [];
  for (const [about, asserted] of Object.entries(strangers)) {
    const { query, variables } = unit.entityQuery('Unit', { code: unit.code }, measuresQuery({ filter: {} }));
    const answer = await unit.ask(query, variables, asserted);
    found.push(...compare(`measures (${about})`, ['NOT_PERMITTED'], codesOf(answer)));
    found.push(...compare(`measures (${about})`, { _entities: [{ measures: null }] }, answer.data));
    const delivery = await unit.postJson('/records/measures', {}, asserted);
    found.push(...compare(`POST /records/measures (${about})`, 403, delivery.status));
    const quarantine = await unit.request('/quarantine', {}, asserted);
    found.push(...compare(`GET /quarantine (${about})`, 403, quarantine.status));
  }
  return found;
}

/** Readers of published figures have the parts of the cube counted, and of no slice of it. */
async function checkPublishedCube(unit: UnitClient): Promise<Difference[]> {
  const cube: Question = questionOf(unit, {
    period: { from: '2024-01-01', to: '2025-01-01' },
    units: UNITS.map(({ code }) => code),
    by: [...CUBE_DIMENSIONS],
    personKey: 'conformance',
  });
  const ask = async (question: Question) => {
    const { query, variables } = unit.entityQuery(
      'Practice',
      { key: writeKey(question) },
      { fields: 'state' },
    );
    return codesOf(await unit.ask(query, variables, forRole('ministry', [])));
  };
  const slices: Readonly<Record<string, Question>> = {
    'a part of a quarter': { ...cube, period: { from: '2024-01-01', to: '2024-12-01' } },
    'quarters to come': { ...cube, period: { from: '2199-01-01', to: '2200-01-01' } },
    'one unit': { ...cube, units: [unit.code] },
    'one sex': { ...cube, sexes: ['FEMALE'] },
    'by month': { ...cube, by: [...CUBE_DIMENSIONS, 'MONTH'] },
  };
  const found = compare('state of the cube (ministry)', [], await ask(cube));
  for (const [about, slice] of Object.entries(slices))
    found.push(...compare(`state of ${about} (ministry)`, ['NOT_PERMITTED'], await ask(slice)));
  return found;
}

/** Who was granted a period sees the records in force on some day of it, and no others. */
async function checkGrantedPeriod(unit: UnitClient): Promise<Difference[]> {
  const period = { from: '2024-02-01', to: '2024-03-01' };
  const list = async (asserted: Assertion) => {
    const { query, variables } = unit.entityQuery('Unit', { code: unit.code }, measuresQuery({}));
    const { data } = await unit.ask(query, variables, asserted);
    const read = listed.safeParse(data?.['_entities']);
    if (read.success) return read.data[0].measures;
    throw new UnusableAnswer({ about: 'measures', expected: z.prettifyError(read.error), came: data });
  };
  const all = await list(forRole('officer', [unit.code]));
  const granted = await list(forRole('inspector', [unit.code], period));
  const wanted = all.nodes.filter(
    ({ startedOn, endedOn, ongoing }) =>
      startedOn < period.to && (ongoing || (endedOn ?? startedOn) >= period.from),
  );
  return [
    ...compare('measures of a granted period', wanted, granted.nodes),
    ...compare('totalCount of a granted period', wanted.length, granted.totalCount),
  ];
}
