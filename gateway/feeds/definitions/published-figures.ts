import { z } from 'zod';
import { EXTENT_LABELS, KIND_LABELS, SEX_LABELS } from '../../../schema/vocabulary-labels.ts';
import { coded, column, named, says } from '../column.ts';
import { coverageAnswer } from '../coverage.ts';
import { defineFeed } from '../define-feed.ts';
import { lastQuarters } from '../feed-question.ts';

const DOCUMENT = `query FeedPublishedFigures($from: Date!, $to: Date!, $language: Language) {
  publishedFigures(period: { from: $from, to: $to }) {
    coverage { ...FeedCoverage }
    quarters {
      quarter
      status
      reason
      groups {
        unit { code name(language: $language) }
        kind
        extent
        sex
        figures { status reason started inmateDays ratePer1000InmateDays rateReason }
      }
    }
  }
}`;

const text = z.string().nullable();
const figures = z.object({
  status: z.string(),
  reason: text,
  started: z.int().nullable(),
  inmateDays: z.int().nullable(),
  ratePer1000InmateDays: z.number().nullable(),
  rateReason: text,
});
const group = z.object({
  unit: z.object({ code: z.string(), name: z.string() }).nullable(),
  kind: text,
  extent: text,
  sex: text,
  figures,
});
const quarter = z.object({ quarter: z.string(), status: z.string(), reason: text, groups: z.array(group) });
type Published = z.infer<typeof group> & { readonly quarter: string };

/** Stands for the whole of a dimension where the cube has a sum. */
const ALL = { nb: 'Alle', en: 'All' };

/** The cube that everybody sees who may see figures at all. */
export const publishedFigures = defineFeed<Published>({
  name: 'published-figures',
  ...says(
    [
      'Publiserte tall',
      'Tall for hele kvartaler etter enhet, type, omfang og kjønn, der alt som kunne fortelle om få personer, er skjult (SUPPRESSED). Tom inndeling betyr alle under ett; legg derfor ikke sammen rader med og uten.',
    ],
    [
      'Published figures',
      'Figures of whole quarters by unit, kind, extent and sex, with everything hidden that could tell of few persons (SUPPRESSED). An empty dimension means all together, so do not add rows with and without it.',
    ],
  ),
  parameters: ['from', 'to'],
  period: lastQuarters,
  cube: true,
  covered: true,
  document: DOCUMENT,
  variables: ({ period, language }) => ({ ...period, language: language.toUpperCase() }),
  columns: () => [
    column<Published>({
      name: 'quarter',
      type: 'TEXT',
      part: 'DIMENSION',
      ...says(['Kvartal', 'Kvartalet, som 2025-Q1.'], ['Quarter', 'The quarter, as 2025-Q1.']),
      value: (one) => one.quarter,
    }),
    ...named<Published>({
      name: 'unit',
      empty: ALL,
      ...says(
        ['Enhet', 'Enhetens kode; tom for alle under ett.'],
        ['Unit', "The unit's code; empty for all together."],
      ),
      value: ({ unit }) => unit?.code ?? null,
      label: ({ unit }, language) => unit?.name ?? ALL[language],
    }),
    ...coded<Published>({
      name: 'kind',
      empty: ALL,
      ...says(['Type tiltak', 'Tom for alle under ett.'], ['Kind of measure', 'Empty for all together.']),
      labels: KIND_LABELS,
      value: ({ kind }) => kind,
    }),
    ...coded<Published>({
      name: 'extent',
      empty: ALL,
      ...says(
        ['Omfang', 'Tom for alle under ett og for typer uten omfang.'],
        ['Extent', 'Empty for all together, and for kinds that have none.'],
      ),
      labels: EXTENT_LABELS,
      value: ({ extent }) => extent,
    }),
    ...coded<Published>({
      name: 'sex',
      empty: ALL,
      ...says(['Kjønn', 'Tom for alle under ett.'], ['Sex', 'Empty for all together.']),
      labels: SEX_LABELS,
      value: ({ sex }) => sex,
    }),
    column<Published>({
      name: 'status',
      type: 'TEXT',
      part: 'NOTE',
      ...says(
        ['Status', 'PUBLISHED vist, SUPPRESSED skjult, WITHHELD holdt tilbake.'],
        ['Status', 'PUBLISHED shown, SUPPRESSED hidden, WITHHELD held back.'],
      ),
      value: (one) => one.figures.status,
    }),
    column<Published>({
      name: 'reason',
      type: 'TEXT',
      part: 'NOTE',
      ...says(
        ['Grunn', 'Kode for hvorfor tallene ikke vises.'],
        ['Reason', 'Code of why they are not shown.'],
      ),
      value: (one) => one.figures.reason,
    }),
    column<Published>({
      name: 'started',
      type: 'INTEGER',
      unit: 'measures',
      ...says(
        ['Iverksatt', 'Tiltak som begynte i kvartalet.'],
        ['Started', 'Measures that began in the quarter.'],
      ),
      value: (one) => one.figures.started,
    }),
    column<Published>({
      name: 'inmate_days',
      type: 'INTEGER',
      unit: 'inmate-days',
      ...says(['Innsattdøgn', 'Innsattdøgn i kvartalet.'], ['Inmate-days', 'Inmate-days of the quarter.']),
      value: (one) => one.figures.inmateDays,
    }),
    column<Published>({
      name: 'rate_per_1000_inmate_days',
      type: 'NUMBER',
      unit: 'measures per 1,000 inmate-days',
      ...says(
        ['Per 1000 innsattdøgn', '1000 × iverksatt / innsattdøgn.'],
        ['Per 1,000 inmate-days', '1,000 × started / inmate-days.'],
      ),
      value: (one) => one.figures.ratePer1000InmateDays,
    }),
    column<Published>({
      name: 'rate_reason',
      type: 'TEXT',
      part: 'NOTE',
      ...says(
        ['Hvorfor raten mangler', 'Kode for hvorfor raten er tom.'],
        ['Why there is no rate', 'Code of why the rate is empty.'],
      ),
      value: (one) => one.figures.rateReason,
    }),
  ],
  items: (data) => {
    const { publishedFigures: read } = z
      .object({
        publishedFigures: z.object({ coverage: coverageAnswer, quarters: z.array(quarter) }).nullable(),
      })
      .parse(data);
    return read === null ? null : { items: read.quarters.flatMap(rowsOf), coverage: read.coverage };
  },
});

/** A quarter of which nothing is shown has one row that says so. */
function rowsOf({ quarter: name, status, reason, groups }: z.infer<typeof quarter>): readonly Published[] {
  if (groups.length > 0) return groups.map((one) => ({ ...one, quarter: name }));
  const nothing = { started: null, inmateDays: null, ratePer1000InmateDays: null, rateReason: null };
  return [
    {
      quarter: name,
      unit: null,
      kind: null,
      extent: null,
      sex: null,
      figures: { status, reason, ...nothing },
    },
  ];
}
