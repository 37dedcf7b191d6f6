import { z } from 'zod';
import {
  AGE_GROUP_LABELS,
  CITIZENSHIP_LABELS,
  CUSTODY_LABELS,
  EXTENT_LABELS,
  KIND_LABELS,
  MEANS_LABELS,
  SECURITY_LEVEL_LABELS,
  SEX_LABELS,
  VULNERABILITY_LABELS,
} from '../../schema/vocabulary-labels.ts';
import type { PracticeDimension } from '../../schema/vocabulary.ts';
import { coded, column, named, says } from './column.ts';
import type { ColumnOf } from './feed.ts';

/** Of a group of figures, what it is a group of. */
export const DIMENSIONS_FRAGMENT = `fragment FeedDimensions on PracticeGroup {
  unit { code name(language: $language) }
  region
  facility
  securityLevel
  kind
  means
  legalBasis { code title(language: $language) }
  extent
  year
  quarter
  month
  sex
  ageGroup
  custody
  citizenship
  vulnerability
}`;

const text = z.string().nullable();
export const dimensions = z.object({
  unit: z.object({ code: z.string(), name: z.string() }).nullable(),
  region: text,
  facility: text,
  securityLevel: text,
  kind: text,
  means: text,
  legalBasis: z.object({ code: z.string(), title: text }).nullable(),
  extent: text,
  year: z.int().nullable(),
  quarter: text,
  month: text,
  sex: text,
  ageGroup: text,
  custody: text,
  citizenship: text,
  vulnerability: text,
});
type Dimensions = z.infer<typeof dimensions>;

export const NO_DIMENSIONS: Dimensions = {
  unit: null,
  region: null,
  facility: null,
  securityLevel: null,
  kind: null,
  means: null,
  legalBasis: null,
  extent: null,
  year: null,
  quarter: null,
  month: null,
  sex: null,
  ageGroup: null,
  custody: null,
  citizenship: null,
  vulnerability: null,
};

export const UNIT_COLUMNS = named<{ readonly unit: Dimensions['unit'] }>({
  name: 'unit',
  ...says(['Enhet', 'Enhetens kode i enhetsregisteret.'], ['Unit', "The unit's code in the unit registry."]),
  value: ({ unit }) => unit?.code ?? null,
  label: ({ unit }) => unit?.name ?? null,
});

/** The columns each dimension adds to a feed that is divided by it. */
export const DIMENSION_COLUMNS: Readonly<Record<PracticeDimension, readonly ColumnOf<Dimensions>[]>> = {
  UNIT: UNIT_COLUMNS,
  REGION: [
    column<Dimensions>({
      name: 'region',
      type: 'TEXT',
      part: 'DIMENSION',
      ...says(['Region', 'Regionen enheten hører til.'], ['Region', 'The region the unit belongs to.']),
      value: ({ region }) => region,
    }),
  ],
  FACILITY: [
    column<Dimensions>({
      name: 'facility',
      type: 'TEXT',
      part: 'DIMENSION',
      ...says(
        ['Fengsel', 'Fengsel eller avdeling slik kilden skriver det.'],
        ['Facility', 'Prison or ward as the source names it.'],
      ),
      value: ({ facility }) => facility,
    }),
  ],
  SECURITY_LEVEL: coded<Dimensions>({
    name: 'security_level',
    ...says(
      ['Sikkerhetsnivå', 'Sikkerhetsnivå ved start.'],
      ['Security level', 'Security level at the start.'],
    ),
    labels: SECURITY_LEVEL_LABELS,
    value: ({ securityLevel }) => securityLevel,
  }),
  KIND: coded<Dimensions>({
    name: 'kind',
    ...says(
      ['Type tiltak', 'Utelukkelse, tvangsmiddel eller kontrolltiltak.'],
      ['Kind of measure', 'Exclusion, coercive measure or control measure.'],
    ),
    labels: KIND_LABELS,
    value: ({ kind }) => kind,
  }),
  MEANS: coded<Dimensions>({
    name: 'means',
    ...says(['Virkemiddel', 'Virkemidlet som ble brukt.'], ['Means', 'The means used.']),
    labels: MEANS_LABELS,
    value: ({ means }) => means,
  }),
  LEGAL_BASIS: named<Dimensions>({
    name: 'legal_basis',
    ...says(
      ['Hjemmel', 'Hjemmelen: paragraf, ledd og bokstav.'],
      ['Legal basis', 'The legal basis: section, paragraph and letter.'],
    ),
    value: ({ legalBasis }) => legalBasis?.code ?? null,
    label: ({ legalBasis }) => legalBasis?.title ?? null,
  }),
  EXTENT: coded<Dimensions>({
    name: 'extent',
    ...says(
      ['Omfang', 'Hel, delvis eller kollektiv; tom for tiltak uten omfang.'],
      ['Extent', 'Whole, partial or collective; empty for measures that have none.'],
    ),
    labels: EXTENT_LABELS,
    value: ({ extent }) => extent,
  }),
  YEAR: [
    column<Dimensions>({
      name: 'year',
      type: 'INTEGER',
      part: 'DIMENSION',
      ...says(['År', 'Kalenderåret i Oslo.'], ['Year', 'The calendar year in Oslo.']),
      value: ({ year }) => year,
    }),
  ],
  QUARTER: [
    column<Dimensions>({
      name: 'quarter',
      type: 'TEXT',
      part: 'DIMENSION',
      ...says(['Kvartal', 'Kvartalet, som 2025-Q1.'], ['Quarter', 'The quarter, as 2025-Q1.']),
      value: ({ quarter }) => quarter,
    }),
  ],
  MONTH: [
    column<Dimensions>({
      name: 'month',
      type: 'TEXT',
      part: 'DIMENSION',
      ...says(['Måned', 'Måneden, som 2025-01.'], ['Month', 'The month, as 2025-01.']),
      value: ({ month }) => month,
    }),
    column<Dimensions>({
      name: 'month_start',
      type: 'DATE',
      part: 'LABEL',
      ...says(
        ['Første dag i måneden', 'Den samme måneden som dato.'],
        ['First day of the month', 'The same month as a date.'],
      ),
      value: ({ month }) => (month === null ? null : `${month}-01`),
    }),
  ],
  SEX: coded<Dimensions>({
    name: 'sex',
    ...says(['Kjønn', 'Kjønn slik det er registrert.'], ['Sex', 'Sex as recorded.']),
    labels: SEX_LABELS,
    value: ({ sex }) => sex,
  }),
  AGE_GROUP: coded<Dimensions>({
    name: 'age_group',
    ...says(
      ['Aldersgruppe', 'Aldersgruppe ved start, i fylte år.'],
      ['Age group', 'Age group at the start, in completed years.'],
    ),
    labels: AGE_GROUP_LABELS,
    value: ({ ageGroup }) => ageGroup,
  }),
  CUSTODY: coded<Dimensions>({
    name: 'custody',
    ...says(
      ['Domstype', 'Varetekt, dom eller forvaring ved start.'],
      ['Custody status', 'Remand, sentence or preventive detention at the start.'],
    ),
    labels: CUSTODY_LABELS,
    value: ({ custody }) => custody,
  }),
  CITIZENSHIP: coded<Dimensions>({
    name: 'citizenship',
    ...says(
      ['Statsborgerskap', 'Norsk eller utenlandsk statsborger.'],
      ['Citizenship', 'Norwegian or foreign citizen.'],
    ),
    labels: CITIZENSHIP_LABELS,
    value: ({ citizenship }) => citizenship,
  }),
  VULNERABILITY: coded<Dimensions>({
    name: 'vulnerability',
    ...says(
      [
        'Sårbarhet',
        'Sårbarhet registrert ved start. Et tiltak teller én gang for hver, så disse radene summerer seg ikke.',
      ],
      [
        'Vulnerability',
        'Vulnerability recorded at the start. A measure counts once for each, so these rows do not add up.',
      ],
    ),
    labels: VULNERABILITY_LABELS,
    value: ({ vulnerability }) => vulnerability,
  }),
};
