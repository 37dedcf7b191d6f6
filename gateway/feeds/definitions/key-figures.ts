import { z } from 'zod';
import { column, named, says } from '../column.ts';
import { coverageAnswer } from '../coverage.ts';
import { defineFeed } from '../define-feed.ts';
import type { ColumnOf } from '../feed.ts';
import { lastYear } from '../feed-question.ts';

const DOCUMENT = `query FeedKeyFigures($from: Date!, $to: Date!, $units: [String!], $language: Language) {
  keyFigures(period: { from: $from, to: $to }, units: $units) {
    edition
    coverage { ...FeedCoverage }
    figures {
      definition {
        code
        name(language: $language)
        definition(language: $language)
        measuredIn
        source(language: $language)
        legalBasis
        reliability(language: $language)
      }
      values {
        unit { code name(language: $language) }
        status
        value
        numerator
        denominator
        reason
        message(language: $language)
        before { status value message(language: $language) }
      }
    }
  }
}`;

const text = z.string().nullable();
const number = z.number().nullable();
const definition = z.object({
  code: z.string(),
  name: z.string(),
  definition: z.string(),
  measuredIn: z.string(),
  source: z.string(),
  legalBasis: z.string(),
  reliability: z.string(),
});
const value = z.object({
  unit: z.object({ code: z.string(), name: z.string() }).nullable(),
  status: z.string(),
  value: number,
  numerator: number,
  denominator: number,
  reason: text,
  message: text,
  before: z.object({ status: z.string(), value: number, message: text }).nullable(),
});
const answer = z.object({
  keyFigures: z
    .object({
      edition: z.string(),
      coverage: coverageAnswer,
      figures: z.array(z.object({ definition, values: z.array(value) })),
    })
    .nullable(),
});
type Delivered = z.infer<typeof value> & {
  readonly edition: string;
  readonly definition: z.infer<typeof definition>;
};

/** The key figures as reported: a value, or why it cannot be delivered. */
export const keyFigures = defineFeed<Delivered>({
  name: 'key-figures',
  ...says(
    [
      'Nøkkeltall',
      'Ett nøkkeltall i hver rad, for alle enheter under ett (tom enhet) og for hver enhet: verdien, eller hvorfor den ikke kan leveres, ved siden av perioden før.',
    ],
    [
      'Key figures',
      'One key figure in each row, for all units together (empty unit) and for each: the value, or why it cannot be delivered, beside the period before.',
    ],
  ),
  parameters: ['from', 'to', 'unit'],
  period: lastYear,
  covered: true,
  document: DOCUMENT,
  variables: ({ period, units, language }) => ({ ...period, units, language: language.toUpperCase() }),
  columns: () => [
    ...named<Delivered>({
      name: 'key_figure',
      ...says(['Nøkkeltall', 'Nøkkeltallets kode.'], ['Key figure', 'Code of the key figure.']),
      value: (one) => one.definition.code,
      label: (one) => one.definition.name,
    }),
    ...named<Delivered>({
      name: 'unit',
      ...says(
        ['Enhet', 'Enhetens kode; tom for alle under ett.'],
        ['Unit', "The unit's code; empty for all together."],
      ),
      value: ({ unit }) => unit?.code ?? null,
      label: ({ unit }, language) => unit?.name ?? { nb: 'Alle enheter', en: 'All units' }[language],
    }),
    said(
      'measured_in',
      (one) => one.definition.measuredIn,
      ['Måles i', 'Hva verdien måles i.'],
      ['Measured in', 'What the value is measured in.'],
    ),
    said(
      'status',
      (one) => one.status,
      ['Status', 'PUBLISHED der det er en verdi; SUPPRESSED eller WITHHELD der den ikke kan leveres.'],
      ['Status', 'PUBLISHED where there is a value; SUPPRESSED or WITHHELD where it cannot be delivered.'],
    ),
    counted('value', (one) => one.value, ['Verdi', 'Verdien.'], ['Value', 'The value.']),
    counted(
      'numerator',
      (one) => one.numerator,
      ['Teller', 'Hva som er talt.'],
      ['Numerator', 'What was counted.'],
    ),
    counted(
      'denominator',
      (one) => one.denominator,
      ['Nevner', 'Hva det er delt på.'],
      ['Denominator', 'What it was divided by.'],
    ),
    said(
      'reason',
      (one) => one.reason,
      ['Grunn', 'Kode for hvorfor det ikke kan leveres.'],
      ['Reason', 'Code of why it cannot be delivered.'],
    ),
    said(
      'message',
      (one) => one.message,
      ['Kan ikke leveres', 'Grunnen som setning.'],
      ['Cannot be delivered', 'The reason as a sentence.'],
    ),
    counted(
      'value_before',
      (one) => one.before?.value ?? null,
      ['Perioden før', 'Verdien i perioden før.'],
      ['Period before', 'The value in the period before.'],
    ),
    said(
      'status_before',
      (one) => one.before?.status ?? null,
      ['Status før', 'Status i perioden før.'],
      ['Status before', 'Status in the period before.'],
    ),
    said(
      'message_before',
      (one) => one.before?.message ?? null,
      ['Kunne ikke leveres', 'Grunnen i perioden før.'],
      ['Could not be delivered', 'The reason in the period before.'],
    ),
    said(
      'edition',
      (one) => one.edition,
      ['Utgave', 'EXACT nøyaktig, PUBLISHED som publisert.'],
      ['Edition', 'EXACT, or PUBLISHED under disclosure control.'],
    ),
    said(
      'definition',
      (one) => one.definition.definition,
      ['Definisjon', 'Hva tallet betyr.'],
      ['Definition', 'What it means.'],
    ),
    said(
      'source',
      (one) => one.definition.source,
      ['Kilde', 'Hvor det kommer fra.'],
      ['Source', 'Where it comes from.'],
    ),
    said(
      'legal_basis',
      (one) => one.definition.legalBasis,
      ['Grunnlag', 'Hjemmel eller annet krav.'],
      ['Legal basis', 'Legal basis or other demand.'],
    ),
    said(
      'reliability',
      (one) => one.definition.reliability,
      ['Pålitelighet', 'Hvor langt det kan stoles på.'],
      ['Reliability', 'How far it can be relied on.'],
    ),
  ],
  items: (data) => {
    const { keyFigures: read } = answer.parse(data);
    if (read === null) return null;
    const { edition, coverage } = read;
    return {
      items: read.figures.flatMap(({ definition: of, values }) =>
        values.map((one) => ({ ...one, edition, definition: of })),
      ),
      coverage,
    };
  },
});

type Words = Parameters<typeof says>[0];

function said(
  name: string,
  of: (one: Delivered) => string | null,
  nb: Words,
  en: Words,
): ColumnOf<Delivered> {
  return column<Delivered>({ name, type: 'TEXT', part: 'NOTE', ...says(nb, en), value: of });
}

function counted(
  name: string,
  of: (one: Delivered) => number | null,
  nb: Words,
  en: Words,
): ColumnOf<Delivered> {
  return column<Delivered>({ name, type: 'NUMBER', ...says(nb, en), value: of });
}
