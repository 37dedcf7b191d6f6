import { z } from 'zod';
import { PRACTICE_DIMENSIONS } from '../../../schema/vocabulary.ts';
import type { PracticeDimension } from '../../../schema/vocabulary.ts';
import { coverageAnswer } from '../coverage.ts';
import { defineFeed } from '../define-feed.ts';
import type { FeedQuestion } from '../feed-question.ts';
import { DIMENSION_COLUMNS, dimensions, DIMENSIONS_FRAGMENT, NO_DIMENSIONS } from '../practice-dimensions.ts';
import { FIGURE_COLUMNS, figures, FIGURES_FRAGMENT, STATUS_COLUMN } from '../practice-figures.ts';
import { nameOf } from '../coverage.ts';

const DOCUMENT = `query FeedPractice($from: Date!, $to: Date!, $units: [String!], $kinds: [MeasureKind!], $by: [PracticeDimension!], $asOf: DateTime, $language: Language) {
  practice(filter: { period: { from: $from, to: $to }, units: $units, kinds: $kinds, asOf: $asOf }, by: $by) {
    coverage { ...FeedCoverage }
    total { ...FeedFigures }
    groups { ...FeedDimensions figures { ...FeedFigures } }
  }
}
${DIMENSIONS_FRAGMENT}
${FIGURES_FRAGMENT}`;

const group = dimensions.extend({ figures: figures.nullable() });
type Group = z.infer<typeof group>;
const answer = z.object({
  practice: z
    .object({ coverage: coverageAnswer, total: figures.nullable(), groups: z.array(group) })
    .nullable(),
});

/** Figures over measures, divided as asked. */
export const practice = defineFeed<Group>({
  name: 'practice',
  title: { nb: 'Praksis', en: 'Practice' },
  description: {
    nb: 'Bruk av tiltak i perioden, delt inn etter valgte dimensjoner (by). Én rad for hver gruppe; med enheter som dimensjon får enheter som mangler, en rad uten tall.',
    en: 'Use of measures in the period, divided by the dimensions chosen (by). One row for each group; with units as a dimension, units that are missing have a row without figures.',
  },
  parameters: ['from', 'to', 'unit', 'kind', 'by', 'asOf'],
  dividedBy: { allowed: PRACTICE_DIMENSIONS, most: PRACTICE_DIMENSIONS.length, byDefault: ['UNIT'] },
  cube: true,
  covered: true,
  document: DOCUMENT,
  variables: practiceVariables,
  columns: ({ by }) => [...dimensionColumns(by), STATUS_COLUMN, ...FIGURE_COLUMNS],
  items: readGroups,
});

const MONTHLY: readonly PracticeDimension[] = ['UNIT', 'KIND', 'MONTH'];

/** The same by unit, kind and month: what a dashboard follows. */
export const practiceMonthly = defineFeed<Group>({
  name: 'practice-monthly',
  title: { nb: 'Praksis per måned', en: 'Practice by month' },
  description: {
    nb: 'Bruk av tiltak per enhet, type og måned. Enheter som mangler, har én rad uten tall.',
    en: 'Use of measures by unit, kind and month. Units that are missing have one row without figures.',
  },
  parameters: ['from', 'to', 'unit', 'kind', 'asOf'],
  cube: true,
  covered: true,
  document: DOCUMENT.replace('FeedPractice', 'FeedPracticeMonthly'),
  variables: (asked) => practiceVariables({ ...asked, by: MONTHLY }),
  columns: () => [...dimensionColumns(MONTHLY), STATUS_COLUMN, ...FIGURE_COLUMNS],
  items: (data, asked) => readGroups(data, { ...asked, by: MONTHLY }),
});

export function practiceVariables({ period, units, kinds, by, asOf, language }: FeedQuestion) {
  return { ...period, units, kinds, by, asOf, language: language.toUpperCase() };
}

/** In the order of the contract, whatever the order they were asked in: the same question has the same columns. */
export function dimensionColumns(by: readonly string[]) {
  return PRACTICE_DIMENSIONS.filter((dimension) => by.includes(dimension)).flatMap(
    (dimension) => DIMENSION_COLUMNS[dimension],
  );
}

function readGroups(data: unknown, { by, language }: FeedQuestion) {
  const { practice: read } = answer.parse(data);
  if (read === null) return null;
  const { coverage, total, groups } = read;
  if (by.length === 0)
    return { items: total === null ? [] : [{ ...NO_DIMENSIONS, figures: total }], coverage };
  const missing = by.includes('UNIT')
    ? coverage.missing.map(({ unit: { code } }) => ({
        ...NO_DIMENSIONS,
        unit: { code, name: nameOf(code, language) },
        figures: null,
      }))
    : [];
  return { items: [...groups, ...missing], coverage };
}
