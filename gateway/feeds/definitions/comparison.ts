import { z } from 'zod';
import { column, says } from '../column.ts';
import { coverageAnswer } from '../coverage.ts';
import { defineFeed } from '../define-feed.ts';
import type { ColumnOf } from '../feed.ts';
import { COMPARED_BY } from '../../../schema/comparison/question.ts';
import { DIMENSION_COLUMNS, dimensions, NO_DIMENSIONS } from '../practice-dimensions.ts';

const DOCUMENT = `query FeedComparison($from: Date!, $to: Date!, $units: [String!], $kinds: [MeasureKind!], $asOf: DateTime, $indicator: ComparisonIndicator!, $by: ComparedBy!, $language: Language) {
  comparison(filter: { period: { from: $from, to: $to }, units: $units, kinds: $kinds, asOf: $asOf }, indicator: $indicator, by: $by) {
    coverage { ...FeedCoverage }
    results {
      unit { code name(language: $language) }
      region
      sex
      ageGroup
      custody
      citizenship
      vulnerability
      signal
      reading(language: $language)
      figures {
        status
        observed
        exposure
        value
        expected
        ratio
        ratioLimits { lower95 upper95 lower998 upper998 }
        chance
        adjustedChance
        beyondUsual
      }
    }
  }
}`;

const number = z.number().nullable();
const result = z.object({
  ...dimensions.pick({
    unit: true,
    region: true,
    sex: true,
    ageGroup: true,
    custody: true,
    citizenship: true,
    vulnerability: true,
  }).shape,
  signal: z.string(),
  reading: z.string(),
  figures: z.object({
    status: z.string(),
    observed: number,
    exposure: number,
    value: number,
    expected: number,
    ratio: number,
    ratioLimits: z
      .object({ lower95: z.number(), upper95: z.number(), lower998: z.number(), upper998: z.number() })
      .nullable(),
    chance: number,
    adjustedChance: number,
    beyondUsual: z.boolean().nullable(),
  }),
});
type Result = z.infer<typeof result> & typeof NO_DIMENSIONS;

/** Groups compared inside units; months and quarters are series, which have no results. */
const DIVISIONS = COMPARED_BY.filter(
  (by): by is Exclude<typeof by, 'MONTH' | 'QUARTER'> => by !== 'MONTH' && by !== 'QUARTER',
);

/** Units and groups beside what their case mix lets expect. Never a ranking. */
export const comparison = defineFeed<Result>({
  name: 'comparison',
  ...says(
    [
      'Sammenligning',
      'Enheter, regioner eller grupper ved siden av det sammensetningen deres tilsier. Aldri en rangering: rekkefølgen er registerets. Et signal betyr: se på datakvalitet, så sammensetning, så praksis.',
    ],
    [
      'Comparison',
      'Units, regions or groups beside what their case mix lets expect. Never a ranking: the order is that of the registry. A signal means: look at data quality, then case mix, then practice.',
    ],
  ),
  parameters: ['from', 'to', 'unit', 'kind', 'by', 'indicator', 'asOf'],
  dividedBy: { allowed: DIVISIONS, most: 1, byDefault: ['UNIT'] },
  covered: true,
  document: DOCUMENT,
  variables: ({ period, units, kinds, by: [by = 'UNIT'], indicator, asOf, language }) => ({
    ...period,
    units,
    kinds,
    by,
    indicator,
    asOf,
    language: language.toUpperCase(),
  }),
  columns: ({ by: [by = 'UNIT'] }) => {
    const divided = DIVISIONS.find((one) => one === by) ?? 'UNIT';
    return [
      ...(divided === 'REGION' ? [] : DIMENSION_COLUMNS.UNIT),
      ...(divided === 'UNIT' ? [] : DIMENSION_COLUMNS[divided]),
      ...FIGURE_COLUMNS,
    ];
  },
  items: (data) => {
    const { comparison: read } = z
      .object({ comparison: z.object({ coverage: coverageAnswer, results: z.array(result) }).nullable() })
      .parse(data);
    if (read === null) return null;
    return { items: read.results.map((one) => ({ ...NO_DIMENSIONS, ...one })), coverage: read.coverage };
  },
});

const FIGURE_COLUMNS: readonly ColumnOf<Result>[] = [
  column<Result>({
    name: 'status',
    type: 'TEXT',
    ...says(
      ['Status', 'Om tallene er vist som de er.'],
      ['Status', 'Whether the figures are shown as they are.'],
    ),
    value: ({ figures }) => figures.status,
  }),
  column<Result>({
    name: 'signal',
    type: 'TEXT',
    ...says(
      [
        'Signal',
        'NONE, HIGHER mer enn ventet, LOWER mindre, UNDER_REPORTING ingenting der det er usannsynlig, NOT_COMPARABLE.',
      ],
      [
        'Signal',
        'NONE, HIGHER more than expected, LOWER less, UNDER_REPORTING nothing where that is improbable, NOT_COMPARABLE.',
      ],
    ),
    value: ({ signal }) => signal,
  }),
  column<Result>({
    name: 'reading',
    type: 'TEXT',
    ...says(['Lesemåte', 'Funnet i vanlige ord.'], ['Reading', 'The finding in plain words.']),
    value: ({ reading }) => reading,
  }),
  figure('observed', says(['Observert', 'Tiltak eller timer.'], ['Observed', 'Measures, or hours.'])),
  figure(
    'exposure',
    says(['Grunnlag', 'Innsattdøgn eller tiltak.'], ['Exposure', 'Inmate-days, or measures.']),
  ),
  figure('value', says(['Verdi', 'Indikatoren, ujustert.'], ['Value', 'The indicator, unadjusted.'])),
  figure(
    'expected',
    says(['Ventet', 'Det sammensetningen tilsier.'], ['Expected', 'What the case mix lets expect.']),
  ),
  figure('ratio', says(['Forhold', 'Observert / ventet.'], ['Ratio', 'Observed / expected.'])),
  limit(
    'ratio_lower_95',
    'lower95',
    says(['Nedre 95 %', 'Nedre grense for forholdet.'], ['Lower 95 %', 'Lower limit of the ratio.']),
  ),
  limit(
    'ratio_upper_95',
    'upper95',
    says(['Øvre 95 %', 'Øvre grense for forholdet.'], ['Upper 95 %', 'Upper limit of the ratio.']),
  ),
  limit(
    'ratio_lower_998',
    'lower998',
    says(['Nedre 99,8 %', 'Nedre grense for forholdet.'], ['Lower 99.8 %', 'Lower limit of the ratio.']),
  ),
  limit(
    'ratio_upper_998',
    'upper998',
    says(['Øvre 99,8 %', 'Øvre grense for forholdet.'], ['Upper 99.8 %', 'Upper limit of the ratio.']),
  ),
  figure(
    'chance',
    says(
      ['Tilfeldighet', 'Hvor ofte tilfeldigheter alene gir noe minst så langt fra det ventede (p).'],
      ['Chance', 'How often chance alone gives something at least as far from what was expected (p).'],
    ),
  ),
  column<Result>({
    name: 'adjusted_chance',
    type: 'NUMBER',
    ...says(
      ['Justert tilfeldighet', 'Det samme justert for alle testene (Benjamini og Hochberg).'],
      ['Adjusted chance', 'The same adjusted for all the tests (Benjamini and Hochberg).'],
    ),
    value: ({ figures }) => figures.adjustedChance,
  }),
  column<Result>({
    name: 'beyond_usual',
    type: 'BOOLEAN',
    ...says(
      ['Utenfor det vanlige', 'Om forholdet er utenfor vanlig variasjon mellom enheter.'],
      ['Beyond usual', 'Whether the ratio is outside what units usually vary.'],
    ),
    value: ({ figures }) => figures.beyondUsual,
  }),
];

type Said = ReturnType<typeof says>;

function figure(
  name: 'observed' | 'exposure' | 'value' | 'expected' | 'ratio' | 'chance',
  said: Said,
): ColumnOf<Result> {
  return column<Result>({ name, type: 'NUMBER', ...said, value: ({ figures }) => figures[name] });
}

function limit(
  name: string,
  edge: 'lower95' | 'upper95' | 'lower998' | 'upper998',
  said: Said,
): ColumnOf<Result> {
  return column<Result>({
    name,
    type: 'NUMBER',
    ...said,
    value: ({ figures }) => figures.ratioLimits?.[edge] ?? null,
  });
}
