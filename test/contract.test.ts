import { readdirSync, readFileSync } from 'node:fs';
import {
  buildSchema,
  findBreakingChanges,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  parse,
  validate,
} from 'graphql';
import { printSchema, Supergraph } from '@apollo/federation-internals';
import { expect, test } from 'vitest';
import { readPolicy } from '../schema/access/policy.ts';
import { LENGTH_BANDS, BIN_EDGES, quantileSeconds } from '../schema/practice/lengths.ts';
import { RULE_NATURES, RULE_SCOPES, RULE_SEVERITIES } from '../schema/rules/rule.ts';
import * as vocabulary from '../schema/vocabulary.ts';

const supergraphSdl = readFileSync(new URL('../schema/supergraph.graphql', import.meta.url), 'utf8');
const supergraph = Supergraph.build(supergraphSdl);
const schema = buildSchema(printSchema(supergraph.apiSchema()));

test('every element of the contract is described', () => {
  const bare: string[] = [];
  const look = (name: string, element: { description?: string | null }) => {
    if (!element.description) bare.push(name);
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || ['String', 'Int', 'Float', 'Boolean', 'ID'].includes(type.name))
      continue;
    look(type.name, type);
    if (isEnumType(type)) for (const value of type.getValues()) look(`${type.name}.${value.name}`, value);
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields())) look(`${type.name}.${field.name}`, field);
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        look(`${type.name}.${field.name}`, field);
        for (const argument of field.args) look(`${type.name}.${field.name}(${argument.name})`, argument);
      }
    }
  }
  expect(bare).toEqual([]);
});

test('the names consumers build on are as fixed, and the federation’s own stay hidden', () => {
  const names = (type: string) => {
    const found = schema.getType(type);
    return isObjectType(found) || isInterfaceType(found) || isInputObjectType(found)
      ? Object.keys(found.getFields())
      : [];
  };
  expect(names('Query')).toEqual(
    expect.arrayContaining(['units', 'unit', 'practice', 'rules', 'deviations']),
  );
  expect(names('Unit')).toEqual(expect.arrayContaining(['code', 'name', 'region', 'measures']));
  expect(names('Measure')).toEqual(
    expect.arrayContaining([
      'id',
      'kind',
      'means',
      'legalBasis',
      'facility',
      'startedAt',
      'startedOn',
      'endedAt',
      'hours',
      'inmate',
    ]),
  );
  expect(names('PracticeFilter')).toEqual(expect.arrayContaining(['period', 'kinds', 'units', 'asOf']));
  expect(names('Practice')).toEqual(['coverage', 'total', 'groups']);
  expect(names('Coverage')).toEqual(expect.arrayContaining(['complete', 'answered', 'missing']));
  expect(names('PracticeGroup')).toEqual([
    'unit',
    'region',
    'facility',
    'securityLevel',
    'kind',
    'means',
    'legalBasis',
    'extent',
    'year',
    'quarter',
    'month',
    'sex',
    'ageGroup',
    'custody',
    'citizenship',
    'vulnerability',
    'figures',
  ]);
  expect(names('PracticeFigures')).toEqual(
    expect.arrayContaining([
      'status',
      'started',
      'ongoing',
      'inForceAtEnd',
      'hours',
      'meanHours',
      'medianHours',
      'p90Hours',
      'inmates',
      'inmateDays',
      'ratePer1000InmateDays',
      'rateReason',
      'completeRecords',
      'lengths',
    ]),
  );
  expect(names('LengthBand')).toEqual(['code', 'fromDays', 'toDays', 'count', 'ongoing']);
  expect(
    Object.keys(schema.getTypeMap()).filter((name) => name.endsWith('Practice') && name !== 'Practice'),
  ).toEqual([]);
});

test.each([
  ['MeasureKind', vocabulary.MEASURE_KINDS],
  ['Means', vocabulary.MEANS_CODES],
  ['Extent', vocabulary.EXTENTS],
  ['SecurityLevel', vocabulary.SECURITY_LEVELS],
  ['Sex', vocabulary.SEXES],
  ['AgeGroup', vocabulary.AGE_GROUP_CODES],
  ['Custody', vocabulary.CUSTODIES],
  ['CitizenshipGroup', vocabulary.CITIZENSHIP_GROUPS],
  ['Vulnerability', vocabulary.VULNERABILITY_GROUPS],
  ['DecisionLevel', vocabulary.DECISION_LEVELS],
  ['ReassessmentOutcome', vocabulary.REASSESSMENT_OUTCOMES],
  ['HigherDecisionOutcome', vocabulary.HIGHER_DECISION_OUTCOMES],
  ['ComplaintOutcome', vocabulary.COMPLAINT_OUTCOMES],
  ['PracticeDimension', vocabulary.PRACTICE_DIMENSIONS],
  ['CaseStatus', vocabulary.CASE_STATUSES],
  ['CaseParty', vocabulary.CASE_PARTIES],
  ['CaseStepName', vocabulary.CASE_STEPS],
  ['RuleNature', RULE_NATURES],
  ['RuleSeverity', RULE_SEVERITIES],
  ['RuleScope', RULE_SCOPES],
])('the enum %s has the values records may take', (name, values) => {
  const type = schema.getType(name);
  expect(isEnumType(type) && type.getValues().map((value) => value.name)).toEqual([...values]);
});

test('nothing promised to consumers has been taken back', () => {
  const published = buildSchema(
    readFileSync(new URL('../schema/published.graphql', import.meta.url), 'utf8'),
  );
  expect(findBreakingChanges(published, schema)).toEqual([]);
});

test('every trusted document is valid', () => {
  const folder = new URL('../schema/operations/', import.meta.url);
  const faults = readdirSync(folder).flatMap((file) =>
    validate(schema, parse(readFileSync(new URL(file, folder), 'utf8'))),
  );
  expect(faults).toEqual([]);
});

test('length bins are at most 1 % or one minute wide, with every band edge and whole day among them', () => {
  const edges = new Set(BIN_EDGES);
  const bandEdges = LENGTH_BANDS.flatMap(({ toDays }) => (toDays === null ? [] : [toDays * 86_400]));
  expect(bandEdges.filter((edge) => !edges.has(edge))).toEqual([]);
  for (let day = 1; day <= 1000; day += 1) expect(edges.has(day * 86_400)).toBe(true);
  for (let index = 1; index < BIN_EDGES.length; index += 1) {
    const [below = 0, above = 0] = BIN_EDGES.slice(index - 1, index + 1);
    expect(above - below).toBeLessThanOrEqual(Math.max(60, above / 100));
  }
});

test('a quantile is the ⌈pn⌉-th smallest length', () => {
  const bins = [1, 2, 3, 4].map((day) => [BIN_EDGES.indexOf(day * 86_400), 1] as const);
  expect(quantileSeconds(bins, { numerator: 1, denominator: 2 })).toBe(2 * 86_400);
  expect(quantileSeconds(bins, { numerator: 9, denominator: 10 })).toBe(4 * 86_400);
  expect(quantileSeconds([], { numerator: 1, denominator: 2 })).toBeNull();
});

test('every field says who may see it, and one that does not is refused by name', () => {
  const policy = readPolicy(supergraphSdl);
  const fields = Object.values(schema.getTypeMap())
    .filter((type) => (isObjectType(type) || isInterfaceType(type)) && !type.name.startsWith('__'))
    .flatMap((type) =>
      isObjectType(type) || isInterfaceType(type)
        ? Object.keys(type.getFields()).map((field) => `${type.name}.${field}`)
        : [],
    );
  expect(fields.filter((field) => !policy.has(field))).toEqual([]);
  expect(() =>
    readPolicy('type Unit @access(needs: "OPEN") { code: ID } type Query { secret: String }'),
  ).toThrow('Query.secret');
  expect(() => readPolicy('type Query { secret: String @access(needs: "EVERYBODY") }')).toThrow('EVERYBODY');
});
