import { z } from 'zod';
import { column, says } from './column.ts';
import type { ColumnOf } from './feed.ts';

export const FIGURES_FRAGMENT = `fragment FeedFigures on PracticeFigures {
  status
  started
  ongoing
  inForceAtEnd
  hours
  meanHours
  medianHours
  p90Hours
  inmateDays
  ratePer1000InmateDays
  rateReason
  completeRecords
  repairedRecords
}`;

const count = z.int().nullable();
const number = z.number().nullable();
export const figures = z.object({
  status: z.string(),
  started: count,
  ongoing: count,
  inForceAtEnd: count,
  hours: number,
  meanHours: number,
  medianHours: number,
  p90Hours: number,
  inmateDays: count,
  ratePer1000InmateDays: number,
  rateReason: z.string().nullable(),
  completeRecords: count,
  repairedRecords: count,
});
/** Figures of a group; null where its unit is missing. */
type WithFigures = { readonly figures: z.infer<typeof figures> | null };

/** In the place of the answer's own status where a unit is missing. */
const MISSING = 'MISSING';

export const STATUS_COLUMN = column<{ readonly figures: { readonly status: string } | null }>({
  name: 'status',
  type: 'TEXT',
  part: 'NOTE',
  ...says(
    [
      'Status',
      'PUBLISHED vist som beregnet, SUPPRESSED skjult, ROUNDED avrundet, WITHHELD holdt tilbake, MISSING enheten mangler.',
    ],
    [
      'Status',
      'PUBLISHED as computed, SUPPRESSED hidden, ROUNDED rounded, WITHHELD held back, MISSING the unit is missing.',
    ],
  ),
  value: ({ figures: shown }) => shown?.status ?? MISSING,
});

export const FIGURE_COLUMNS: readonly ColumnOf<WithFigures>[] = [
  column<WithFigures>({
    name: 'started',
    type: 'INTEGER',
    unit: 'measures',
    ...says(
      ['Iverksatt', 'Tiltak som begynte i perioden.'],
      ['Started', 'Measures that began in the period.'],
    ),
    value: ({ figures: shown }) => shown?.started ?? null,
  }),
  column<WithFigures>({
    name: 'ongoing',
    type: 'INTEGER',
    unit: 'measures',
    ...says(
      ['Pågående', 'Av disse, de som ikke er avsluttet.'],
      ['Ongoing', 'Of those, the ones without an end.'],
    ),
    value: ({ figures: shown }) => shown?.ongoing ?? null,
  }),
  column<WithFigures>({
    name: 'in_force_at_end',
    type: 'INTEGER',
    unit: 'measures',
    ...says(
      ['I kraft ved periodens slutt', 'Tiltak i kraft når perioden slutter, uansett når de begynte.'],
      ['In force at the end', 'Measures in force when the period ends, whenever begun.'],
    ),
    value: ({ figures: shown }) => shown?.inForceAtEnd ?? null,
  }),
  column<WithFigures>({
    name: 'hours',
    type: 'NUMBER',
    unit: 'hours',
    ...says(
      ['Timer', 'Timer i perioden for alle tiltak som berører den.'],
      ['Hours', 'Hours inside the period of all measures that touch it.'],
    ),
    value: ({ figures: shown }) => shown?.hours ?? null,
  }),
  column<WithFigures>({
    name: 'mean_hours',
    type: 'NUMBER',
    unit: 'hours',
    ...says(
      [
        'Gjennomsnittlig varighet',
        'Gjennomsnittlig full varighet av avsluttede tiltak som begynte i perioden.',
      ],
      ['Mean length', 'Mean full length of ended measures that began in the period.'],
    ),
    value: ({ figures: shown }) => shown?.meanHours ?? null,
  }),
  column<WithFigures>({
    name: 'median_hours',
    type: 'NUMBER',
    unit: 'hours',
    ...says(
      ['Median varighet', 'Median full varighet; kan ikke legges sammen over rader.'],
      ['Median length', 'Median full length; does not add up over rows.'],
    ),
    value: ({ figures: shown }) => shown?.medianHours ?? null,
  }),
  column<WithFigures>({
    name: 'p90_hours',
    type: 'NUMBER',
    unit: 'hours',
    ...says(
      ['90-prosentil varighet', '90-prosentilen av full varighet; kan ikke legges sammen over rader.'],
      ['90th percentile length', '90th percentile of full length; does not add up over rows.'],
    ),
    value: ({ figures: shown }) => shown?.p90Hours ?? null,
  }),
  column<WithFigures>({
    name: 'inmate_days',
    type: 'INTEGER',
    unit: 'inmate-days',
    ...says(
      [
        'Innsattdøgn',
        'Innsatte til stede kl. 24, summert over døgnene i perioden. Deles ikke etter type, virkemiddel, hjemmel eller omfang.',
      ],
      [
        'Inmate-days',
        'Persons present at 24:00, summed over the days of the period. Not divided by kind, means, legal basis or extent.',
      ],
    ),
    value: ({ figures: shown }) => shown?.inmateDays ?? null,
  }),
  column<WithFigures>({
    name: 'rate_per_1000_inmate_days',
    type: 'NUMBER',
    unit: 'measures per 1,000 inmate-days',
    ...says(
      ['Per 1000 innsattdøgn', '1000 × iverksatt / innsattdøgn.'],
      ['Per 1,000 inmate-days', '1,000 × started / inmate-days.'],
    ),
    value: ({ figures: shown }) => shown?.ratePer1000InmateDays ?? null,
  }),
  column<WithFigures>({
    name: 'rate_reason',
    type: 'TEXT',
    part: 'NOTE',
    ...says(
      ['Hvorfor raten mangler', 'Kode for hvorfor raten er tom.'],
      ['Why there is no rate', 'Code of why the rate is empty.'],
    ),
    value: ({ figures: shown }) => shown?.rateReason ?? null,
  }),
  column<WithFigures>({
    name: 'complete_records',
    type: 'INTEGER',
    unit: 'measures',
    ...says(
      ['Fullstendig dokumentert', 'Iverksatte tiltak som ikke bryter noen regel om dokumentasjon.'],
      ['Completely documented', 'Started measures that break no rule of documentation.'],
    ),
    value: ({ figures: shown }) => shown?.completeRecords ?? null,
  }),
  column<WithFigures>({
    name: 'repaired_records',
    type: 'INTEGER',
    unit: 'measures',
    ...says(
      ['Rettet dato', 'Av de iverksatte, de som fikk dag og måned rettet på vei inn.'],
      ['Repaired dates', 'Of the started, those whose day and month were put right on the way in.'],
    ),
    value: ({ figures: shown }) => shown?.repairedRecords ?? null,
  }),
];
