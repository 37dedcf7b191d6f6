import { z } from 'zod';
import { PRACTICE_DIMENSIONS } from '../../../schema/vocabulary.ts';
import { column, says } from '../column.ts';
import { coverageAnswer, nameOf } from '../coverage.ts';
import { defineFeed } from '../define-feed.ts';
import { dimensions, DIMENSIONS_FRAGMENT, NO_DIMENSIONS } from '../practice-dimensions.ts';
import { STATUS_COLUMN } from '../practice-figures.ts';
import { dimensionColumns, practiceVariables } from './practice.ts';

const DOCUMENT = `query FeedLengths($from: Date!, $to: Date!, $units: [String!], $kinds: [MeasureKind!], $by: [PracticeDimension!], $asOf: DateTime, $language: Language) {
  practice(filter: { period: { from: $from, to: $to }, units: $units, kinds: $kinds, asOf: $asOf }, by: $by) {
    coverage { ...FeedCoverage }
    total { ...FeedLengths }
    groups { ...FeedDimensions figures { ...FeedLengths } }
  }
}
fragment FeedLengths on PracticeFigures { status lengths { code fromDays toDays count ongoing } }
${DIMENSIONS_FRAGMENT}`;

const band = z.object({
  code: z.string(),
  fromDays: z.number(),
  toDays: z.number().nullable(),
  count: z.int().nullable(),
  ongoing: z.int().nullable(),
});
const figures = z.object({ status: z.string(), lengths: z.array(band).nullable() });
const group = dimensions.extend({ figures });
const answer = z.object({
  practice: z
    .object({ coverage: coverageAnswer, total: figures.nullable(), groups: z.array(group) })
    .nullable(),
});
type InBand = z.infer<typeof dimensions> & {
  readonly figures: { readonly status: string } | null;
  readonly band: z.infer<typeof band> | null;
};

/** Started intervals by how long they lasted. */
export const lengths = defineFeed<InBand>({
  name: 'lengths',
  ...says(
    [
      'Varighet',
      'Tiltak som begynte i perioden, etter varighet i døgn på 24 timer. Én rad for hver gruppe og hvert intervall; ingen rader der tallene er skjult eller holdt tilbake, men én uten tall.',
    ],
    [
      'Lengths',
      'Measures that began in the period, by length in 24-hour days. One row for each group and band; a single one without figures where they are hidden or held back.',
    ],
  ),
  parameters: ['from', 'to', 'unit', 'kind', 'by', 'asOf'],
  dividedBy: { allowed: PRACTICE_DIMENSIONS, most: PRACTICE_DIMENSIONS.length, byDefault: ['UNIT'] },
  cube: true,
  covered: true,
  document: DOCUMENT,
  variables: practiceVariables,
  columns: ({ by }) => [
    ...dimensionColumns(by),
    column<InBand>({
      name: 'band',
      type: 'TEXT',
      part: 'DIMENSION',
      ...says(
        ['Varighet', 'Intervallets kode, som OVER_15_TO_30.'],
        ['Band', 'Code of the band, as OVER_15_TO_30.'],
      ),
      value: (item) => item.band?.code ?? null,
    }),
    column<InBand>({
      name: 'over_days',
      type: 'NUMBER',
      unit: 'days',
      part: 'LABEL',
      ...says(
        ['Over døgn', 'Lengre enn så mange døgn.'],
        ['Over days', 'Strictly longer than so many days.'],
      ),
      value: (item) => item.band?.fromDays ?? null,
    }),
    column<InBand>({
      name: 'up_to_days',
      type: 'NUMBER',
      unit: 'days',
      part: 'LABEL',
      ...says(
        ['Til og med døgn', 'Høyst så mange døgn; tom for det siste intervallet.'],
        ['Up to days', 'At most so many days; empty for the last band.'],
      ),
      value: (item) => item.band?.toDays ?? null,
    }),
    STATUS_COLUMN,
    column<InBand>({
      name: 'ended',
      type: 'INTEGER',
      unit: 'measures',
      ...says(
        ['Avsluttet', 'Avsluttede tiltak av denne varigheten.'],
        ['Ended', 'Ended measures of this length.'],
      ),
      value: (item) => item.band?.count ?? null,
    }),
    column<InBand>({
      name: 'ongoing',
      type: 'INTEGER',
      unit: 'measures',
      ...says(
        ['Pågående', 'Pågående tiltak, etter varigheten så langt.'],
        ['Ongoing', 'Ongoing measures, by their length so far.'],
      ),
      value: (item) => item.band?.ongoing ?? null,
    }),
  ],
  items: (data, { by, language }) => {
    const { practice } = answer.parse(data);
    if (practice === null) return null;
    const { coverage, total, groups } = practice;
    const all = by.length > 0 ? groups : total === null ? [] : [{ ...NO_DIMENSIONS, figures: total }];
    const missing = by.includes('UNIT') ? coverage.missing : [];
    return {
      items: [
        ...all.flatMap(({ figures: shown, ...of }): InBand[] =>
          (shown.lengths ?? [null]).map((one) => ({ ...of, figures: shown, band: one })),
        ),
        ...missing.map(({ unit: { code } }) => ({
          ...NO_DIMENSIONS,
          unit: { code, name: nameOf(code, language) },
          figures: null,
          band: null,
        })),
      ],
      coverage,
    };
  },
});
