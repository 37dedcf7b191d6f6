import { z } from 'zod';
import { MEASURES_SUBGRAPH } from '../../../schema/units.ts';
import { CASE_PARTY_LABELS, CASE_STATUS_LABELS } from '../../../schema/vocabulary-labels.ts';
import { coded, column, named, says } from '../column.ts';
import { COVERAGE_FRAGMENT, coverageAnswer, NOTE_COLUMNS, readCoverage } from '../coverage.ts';
import { UNDIVIDED } from '../define-feed.ts';
import { lastTwelveMonths } from '../feed-question.ts';
import type { ColumnOf } from '../feed.ts';
import { UNIT_COLUMNS } from '../practice-dimensions.ts';
import type { RecordFeed } from '../record-feed.ts';

const DOCUMENT = `query FeedDeviations($from: Date!, $to: Date!, $units: [String!], $after: String, $language: Language) {
  deviations(filter: { period: { from: $from, to: $to }, units: $units, systemic: false }, first: 500, after: $after) {
    coverage { ...FeedCoverage }
    pageInfo { hasNextPage endCursor }
    nodes {
      id
      unit { code name(language: $language) }
      ruleCode
      rule { title(language: $language) severity }
      status
      waitsFor
      dueOn
      overdue
      firstSeenAt
      closedAt
      timesReopened
      deviation { target record dutyDueAt metAt startedOn found(language: $language) }
    }
  }
}
${COVERAGE_FRAGMENT}`;

const text = z.string().nullable();
const deviation = z.object({
  id: z.string(),
  unit: z.object({ code: z.string(), name: z.string() }).nullable(),
  ruleCode: z.string(),
  rule: z.object({ title: text, severity: text }).nullable(),
  status: z.string(),
  waitsFor: text,
  dueOn: z.string(),
  overdue: z.boolean(),
  firstSeenAt: z.string(),
  closedAt: text,
  timesReopened: z.int(),
  deviation: z
    .object({
      target: z.string(),
      record: z.string(),
      dutyDueAt: z.string(),
      metAt: text,
      startedOn: z.string(),
      found: z.string(),
    })
    .nullable(),
});
type Case = z.infer<typeof deviation>;

/** Single deviations and how they stand, as they are found while the pages are read. */
export const deviations: RecordFeed = {
  name: 'deviations',
  ...says(
    [
      'Avvik',
      'Ett avvik i hver rad, der plikten falt i perioden, og hvordan det står. Det som endres mens det leses, kan komme med som før eller etter.',
    ],
    [
      'Deviations',
      'One deviation in each row, whose duty fell due in the period, and how it stands. What changes while it is read may be in it as before or after.',
    ],
  ),
  parameters: ['from', 'to', 'unit'],
  dividedBy: UNDIVIDED,
  period: lastTwelveMonths,
  cube: false,
  atOneMoment: false,
  parts: () => [MEASURES_SUBGRAPH],
  document: DOCUMENT,
  variables: ({ period, units, language }, { after }) => ({
    ...period,
    units,
    after,
    language: language.toUpperCase(),
  }),
  columns: () => [...COLUMNS, ...NOTE_COLUMNS],
  read: (data, { language }) => {
    const { deviations: read } = answer.parse(data);
    if (read === null) return null;
    return {
      rows: read.nodes.map((node) => COLUMNS.map(({ value }) => value(node, language))),
      next: read.pageInfo.hasNextPage ? read.pageInfo.endCursor : null,
      coverage: readCoverage(read.coverage, language),
    };
  },
};

const answer = z.object({
  deviations: z
    .object({
      coverage: coverageAnswer,
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: text }),
      nodes: z.array(deviation),
    })
    .nullable(),
});

const COLUMNS: readonly ColumnOf<Case>[] = [
  column<Case>({
    name: 'id',
    type: 'TEXT',
    ...says(['Sak', 'Id for saken.'], ['Case', 'Id of the case.']),
    value: ({ id }) => id,
  }),
  ...UNIT_COLUMNS,
  ...named<Case>({
    name: 'rule',
    ...says(['Regel', 'Regelens kode.'], ['Rule', 'Code of the rule.']),
    value: ({ ruleCode }) => ruleCode,
    label: ({ rule }) => rule?.title ?? null,
  }),
  column<Case>({
    name: 'severity',
    type: 'TEXT',
    ...says(
      ['Alvorlighet', 'SERIOUS alvorlig, MODERATE moderat, MINOR mindre.'],
      ['Severity', 'SERIOUS, MODERATE or MINOR.'],
    ),
    value: ({ rule }) => rule?.severity ?? null,
  }),
  ...coded<Case>({
    name: 'status',
    ...says(['Status', 'Hvordan saken står.'], ['Status', 'How the case stands.']),
    labels: CASE_STATUS_LABELS,
    value: ({ status }) => status,
  }),
  ...coded<Case>({
    name: 'waits_for',
    ...says(
      ['Venter på', 'Hvem sin tur det er; tom når ingens.'],
      ['Waits for', "Whose turn it is; empty when nobody's."],
    ),
    labels: CASE_PARTY_LABELS,
    value: ({ waitsFor }) => waitsFor,
  }),
  column<Case>({
    name: 'due_on',
    type: 'DATE',
    ...says(['Frist', 'Siste dag for det.'], ['Due on', 'The last day for it.']),
    value: ({ dueOn }) => dueOn,
  }),
  column<Case>({
    name: 'overdue',
    type: 'BOOLEAN',
    ...says(['Over fristen', 'Om fristen er ute.'], ['Overdue', 'Whether that day has passed.']),
    value: ({ overdue }) => overdue,
  }),
  column<Case>({
    name: 'first_seen_at',
    type: 'MOMENT',
    ...says(['Først sett', 'Når avviket først ble sett.'], ['First seen', 'When it was first seen.']),
    value: ({ firstSeenAt }) => firstSeenAt,
  }),
  column<Case>({
    name: 'closed_at',
    type: 'MOMENT',
    ...says(['Lukket', 'Når saken ble lukket.'], ['Closed', 'When it was closed.']),
    value: ({ closedAt }) => closedAt,
  }),
  column<Case>({
    name: 'times_reopened',
    type: 'INTEGER',
    ...says(['Gjenåpnet', 'Hvor mange ganger.'], ['Reopened', 'How often.']),
    value: ({ timesReopened }) => timesReopened,
  }),
  column<Case>({
    name: 'record',
    type: 'TEXT',
    ...says(['Opplysning', 'Enhetens id for opplysningen.'], ['Record', "The unit's id of the record."]),
    value: (one) => one.deviation?.record ?? null,
  }),
  column<Case>({
    name: 'started_on',
    type: 'DATE',
    ...says(['Startdag', 'Dagen tiltaket begynte.'], ['Started on', 'Day the measure began.']),
    value: (one) => one.deviation?.startedOn ?? null,
  }),
  column<Case>({
    name: 'duty_due_at',
    type: 'MOMENT',
    ...says(['Plikten falt', 'Når plikten skulle vært oppfylt.'], ['Duty due', 'When the duty fell due.']),
    value: (one) => one.deviation?.dutyDueAt ?? null,
  }),
  column<Case>({
    name: 'met_at',
    type: 'MOMENT',
    ...says(['Oppfylt', 'Når den ble oppfylt likevel.'], ['Met', 'When it was met after all.']),
    value: (one) => one.deviation?.metAt ?? null,
  }),
  column<Case>({
    name: 'found',
    type: 'TEXT',
    ...says(['Funn', 'Hva som ble funnet, som setning.'], ['Found', 'What was found, as a sentence.']),
    value: (one) => one.deviation?.found ?? null,
  }),
];
