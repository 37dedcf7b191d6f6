import { z } from 'zod';
import { followUpCounts } from '../../../schema/deviations/follow-up.ts';
import { column, named, says } from '../column.ts';
import { coverageAnswer } from '../coverage.ts';
import { defineFeed } from '../define-feed.ts';
import type { ColumnOf } from '../feed.ts';
import type { FeedQuestion } from '../feed-question.ts';
import { UNIT_COLUMNS } from '../practice-dimensions.ts';

const FIGURES = `fragment FeedFollowUp on FollowUpFigures {
  deviations
  open
  overdue
  inSystemicCases
  actionsPlanned
  actionsOverdue
  medianDaysOpen
  medianDaysToClose
}`;
const BY_UNIT = `query FeedFollowUpByUnit($from: Date!, $to: Date!, $units: [String!], $language: Language) {
  followUp(filter: { period: { from: $from, to: $to }, units: $units }) {
    coverage { ...FeedCoverage }
    units { unit { code name(language: $language) } figures { ...FeedFollowUp } }
  }
}
${FIGURES}`;
const BY_RULE = `query FeedFollowUpByRule($from: Date!, $to: Date!, $units: [String!], $language: Language) {
  followUp(filter: { period: { from: $from, to: $to }, units: $units }) {
    coverage { ...FeedCoverage }
    rules { ruleCode rule { title(language: $language) severity } units figures { ...FeedFollowUp } }
  }
}
${FIGURES}`;

type FollowedUp = { readonly figures: z.infer<typeof followUpCounts> };

const inUnit = z.object({ unit: z.object({ code: z.string(), name: z.string() }), figures: followUpCounts });
const ofRule = z.object({
  ruleCode: z.string(),
  rule: z.object({ title: z.string().nullable(), severity: z.string().nullable() }).nullable(),
  units: z.int(),
  figures: followUpCounts,
});
type OfRule = z.infer<typeof ofRule>;

const FIGURE_COLUMNS: readonly ColumnOf<FollowedUp>[] = [
  count(
    'deviations',
    'deviations',
    says(
      ['Avvik', 'Avvik som står: alle uten dem som er bortfalt.'],
      ['Deviations', 'Deviations that stand: all but those gone.'],
    ),
  ),
  count(
    'open',
    'open',
    says(['Åpne', 'Av disse, de som ikke er lukket.'], ['Open', 'Of those, not closed.']),
  ),
  count(
    'overdue',
    'overdue',
    says(['Over fristen', 'Av disse, de som er over fristen.'], ['Overdue', 'Of those, overdue.']),
  ),
  count(
    'in_systemic_cases',
    'inSystemicCases',
    says(
      ['I systemavvik', 'Av de åpne, de som hører til et systemavvik.'],
      ['In systemic cases', 'Of the open ones, members of a systemic case.'],
    ),
  ),
  count(
    'actions_planned',
    'actionsPlanned',
    says(
      ['Med tiltak', 'Åpne med et korrigerende tiltak.'],
      ['Actions planned', 'Open ones with a corrective action.'],
    ),
  ),
  count(
    'actions_overdue',
    'actionsOverdue',
    says(
      ['Tiltak over fristen', 'Av disse, de der fristen for tiltaket er ute.'],
      ['Actions overdue', 'Of those, with its deadline passed and not reported done.'],
    ),
  ),
  days(
    'median_days_open',
    'medianDaysOpen',
    says(
      ['Median alder', 'Median antall døgn de åpne har vært åpne.'],
      ['Median days open', 'Median days an open one has been open.'],
    ),
  ),
  days(
    'median_days_to_close',
    'medianDaysToClose',
    says(
      ['Median tid til lukking', 'Median antall døgn fra først sett til lukket.'],
      ['Median days to close', 'Median days from first seen to closed.'],
    ),
  ),
];

const SAYS_BY_UNIT = says(
  [
    'Oppfølging per enhet',
    'Avvik der plikten falt i perioden, hvordan de er fulgt opp og hvor gamle de er, per enhet.',
  ],
  [
    'Follow-up by unit',
    'Deviations whose duty fell due in the period, how they are followed up and how old they are, by unit.',
  ],
);
const SAYS_BY_RULE = says(
  ['Oppfølging per regel', 'Det samme per regel.'],
  ['Follow-up by rule', 'The same by rule.'],
);

const variables = ({ period, units, language }: FeedQuestion) => ({
  ...period,
  units,
  language: language.toUpperCase(),
});

/** How far deviations have been followed up, unit by unit. */
export const followUp = defineFeed<z.infer<typeof inUnit>>({
  name: 'follow-up',
  ...SAYS_BY_UNIT,
  parameters: ['from', 'to', 'unit'],
  covered: true,
  document: BY_UNIT,
  variables,
  columns: () => [...UNIT_COLUMNS, ...FIGURE_COLUMNS],
  items: (data) => {
    const { followUp: read } = z
      .object({ followUp: z.object({ coverage: coverageAnswer, units: z.array(inUnit) }).nullable() })
      .parse(data);
    return read === null ? null : { items: read.units, coverage: read.coverage };
  },
});

/** The same, rule by rule. */
export const followUpByRule = defineFeed<OfRule>({
  name: 'follow-up-by-rule',
  ...SAYS_BY_RULE,
  parameters: ['from', 'to', 'unit'],
  covered: true,
  document: BY_RULE,
  variables,
  columns: () => [
    ...named<OfRule>({
      name: 'rule',
      ...says(['Regel', 'Regelens kode.'], ['Rule', 'Code of the rule.']),
      value: ({ ruleCode }) => ruleCode,
      label: ({ rule }) => rule?.title ?? null,
    }),
    column<OfRule>({
      name: 'severity',
      type: 'TEXT',
      part: 'LABEL',
      ...says(
        ['Alvorlighet', 'SERIOUS alvorlig, MODERATE moderat, MINOR mindre.'],
        ['Severity', 'SERIOUS, MODERATE or MINOR.'],
      ),
      value: ({ rule }) => rule?.severity ?? null,
    }),
    column<OfRule>({
      name: 'units',
      type: 'INTEGER',
      unit: 'units',
      ...says(['Enheter', 'Enheter regelen er brutt i.'], ['Units', 'Units it was broken in.']),
      value: (one) => one.units,
    }),
    ...FIGURE_COLUMNS,
  ],
  items: (data) => {
    const { followUp: read } = z
      .object({ followUp: z.object({ coverage: coverageAnswer, rules: z.array(ofRule) }).nullable() })
      .parse(data);
    return read === null ? null : { items: read.rules, coverage: read.coverage };
  },
});

type Said = ReturnType<typeof says>;
type Figure = keyof FollowedUp['figures'];

function count(name: string, figure: Figure, said: Said): ColumnOf<FollowedUp> {
  return column({
    name,
    type: 'INTEGER',
    unit: 'deviations',
    ...said,
    value: (item) => item.figures[figure],
  });
}

function days(name: string, figure: Figure, said: Said): ColumnOf<FollowedUp> {
  return column({ name, type: 'NUMBER', unit: 'days', ...said, value: (item) => item.figures[figure] });
}
