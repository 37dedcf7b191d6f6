import { z } from 'zod';
import { UNITS } from '../../../schema/units.ts';
import {
  DECISION_LEVEL_LABELS,
  EXTENT_LABELS,
  KIND_LABELS,
  MEANS_LABELS,
} from '../../../schema/vocabulary-labels.ts';
import { coded, column, says } from '../column.ts';
import { NOTE_COLUMNS } from '../coverage.ts';
import { UNDIVIDED } from '../define-feed.ts';
import { lastTwelveMonths } from '../feed-question.ts';
import type { ColumnOf } from '../feed.ts';
import { UNIT_COLUMNS } from '../practice-dimensions.ts';
import type { RecordFeed } from '../record-feed.ts';

const PAGE = 500;
const DOCUMENT = `query FeedMeasures($unit: String!, $from: Date!, $to: Date!, $kinds: [MeasureKind!], $asOf: DateTime, $after: String, $language: Language) {
  unit(code: $unit) {
    code
    name(language: $language)
    measures(filter: { period: { from: $from, to: $to }, kinds: $kinds, asOf: $asOf }, first: ${PAGE}, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes {
        id source sourceKey kind means facility securityLevel startedAt startedOn endedAt endedOn precision ongoing
        hours sex ageGroup custody citizenship vulnerability version recordedAt
        legalBasis { code }
        decision { level decidedAt writtenAt }
        ... on Exclusion { extent }
      }
    }
  }
}`;

const text = z.string().nullable();
const measure = z.object({
  id: z.string(),
  source: z.string(),
  sourceKey: z.string(),
  kind: z.string(),
  means: z.string(),
  legalBasis: z.object({ code: z.string() }).nullable(),
  extent: z.string().nullable().default(null),
  facility: text,
  securityLevel: z.string(),
  startedAt: z.string(),
  startedOn: z.string(),
  endedAt: text,
  endedOn: text,
  precision: z.string(),
  ongoing: z.boolean(),
  hours: z.number().nullable(),
  sex: z.string(),
  ageGroup: z.string(),
  custody: z.string(),
  citizenship: z.string(),
  vulnerability: z.array(z.string()),
  decision: z.object({ level: text, decidedAt: text, writtenAt: text }).nullable(),
  version: z.int(),
  recordedAt: z.string(),
});
const answer = z.object({
  unit: z
    .object({
      code: z.string(),
      name: z.string(),
      measures: z
        .object({
          pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: text }),
          nodes: z.array(measure),
        })
        .nullable(),
    })
    .nullable(),
});
type Listed = z.infer<typeof measure> & { readonly unit: { readonly code: string; readonly name: string } };

/** Single records, for those who may see them; nobody they are about is named, and no text of a decision is in it. */
export const measures: RecordFeed = {
  name: 'measures',
  ...says(
    [
      'Tiltak',
      'Ett tiltak i hver rad, for dem som har adgang til opplysningene, lest som kjent på ett tidspunkt. Uten hvem det gjelder og uten begrunnelser.',
    ],
    [
      'Measures',
      'One measure in each row, for those cleared for records, read as known at one moment. Without whom it is about and without justifications.',
    ],
  ),
  parameters: ['from', 'to', 'unit', 'kind', 'asOf'],
  dividedBy: UNDIVIDED,
  period: lastTwelveMonths,
  cube: false,
  atOneMoment: true,
  parts: ({ units }) => units ?? UNITS.map(({ code }) => code),
  document: DOCUMENT,
  variables: ({ period, kinds, language }, { part, asOf, after }) => ({
    ...period,
    unit: part,
    kinds,
    asOf,
    after,
    language: language.toUpperCase(),
  }),
  columns: () => [...COLUMNS, ...NOTE_COLUMNS],
  read: (data, { language }) => {
    const { unit } = answer.parse(data);
    if (unit?.measures == null) return null;
    const { pageInfo, nodes } = unit.measures;
    return {
      rows: nodes.map((node) => COLUMNS.map(({ value }) => value({ ...node, unit }, language))),
      next: pageInfo.hasNextPage ? pageInfo.endCursor : null,
      coverage: null,
    };
  },
};

const COLUMNS: readonly ColumnOf<Listed>[] = [
  textColumn(
    'id',
    ({ id }) => id,
    says(['Id', 'Enhetens id for tiltaket.'], ['Id', "The unit's id of the measure."]),
  ),
  ...UNIT_COLUMNS,
  textColumn(
    'source',
    ({ source }) => source,
    says(['Kilde', 'Navnet på kilden.'], ['Source', 'Name of the source.']),
  ),
  textColumn(
    'source_key',
    ({ sourceKey }) => sourceKey,
    says(
      ['Kildens nøkkel', 'Det som identifiserer tiltaket hos kilden.'],
      ['Source key', 'What identifies the record at its source.'],
    ),
  ),
  ...coded<Listed>({
    name: 'kind',
    ...says(
      ['Type tiltak', 'Utelukkelse, tvangsmiddel eller kontrolltiltak.'],
      ['Kind of measure', 'Exclusion, coercive or control measure.'],
    ),
    labels: KIND_LABELS,
    value: ({ kind }) => kind,
  }),
  ...coded<Listed>({
    name: 'means',
    ...says(['Virkemiddel', 'Virkemidlet som ble brukt.'], ['Means', 'The means used.']),
    labels: MEANS_LABELS,
    value: ({ means }) => means,
  }),
  textColumn(
    'legal_basis',
    ({ legalBasis }) => legalBasis?.code ?? null,
    says(
      ['Hjemmel', 'Paragraf, ledd og bokstav; tom der den ikke er registrert.'],
      ['Legal basis', 'Section, paragraph and letter; empty where not recorded.'],
    ),
  ),
  ...coded<Listed>({
    name: 'extent',
    ...says(
      ['Omfang', 'Av utelukkelser: hel, delvis eller kollektiv.'],
      ['Extent', 'Of exclusions: whole, partial or collective.'],
    ),
    labels: EXTENT_LABELS,
    value: ({ extent }) => extent,
  }),
  textColumn(
    'facility',
    ({ facility }) => facility,
    says(
      ['Fengsel', 'Fengsel eller avdeling slik kilden skriver det.'],
      ['Facility', 'Prison or ward as the source names it.'],
    ),
  ),
  textColumn(
    'security_level',
    ({ securityLevel }) => securityLevel,
    says(['Sikkerhetsnivå', 'Ved start.'], ['Security level', 'At the start.']),
  ),
  momentColumn(
    'started_at',
    ({ startedAt }) => startedAt,
    says(
      ['Startet', 'Faktisk start; midnatt i Oslo der kilden bare har dager.'],
      ['Started at', 'Actual start; midnight in Oslo where the source has days only.'],
    ),
  ),
  column<Listed>({
    name: 'started_on',
    type: 'DATE',
    ...says(['Startdag', 'Dagen i Oslo.'], ['Started on', 'The day in Oslo.']),
    value: ({ startedOn }) => startedOn,
  }),
  momentColumn(
    'ended_at',
    ({ endedAt }) => endedAt,
    says(
      ['Avsluttet', 'Faktisk slutt; tom for hendelser og så lenge tiltaket pågår.'],
      ['Ended at', 'Actual end; empty for events and while ongoing.'],
    ),
  ),
  column<Listed>({
    name: 'ended_on',
    type: 'DATE',
    ...says(['Sluttdag', 'Dagen i Oslo.'], ['Ended on', 'The day in Oslo.']),
    value: ({ endedOn }) => endedOn,
  }),
  textColumn(
    'precision',
    ({ precision }) => precision,
    says(
      ['Presisjon', 'DAY bare dager, TIME klokkeslett.'],
      ['Precision', 'DAY days only, TIME clock times.'],
    ),
  ),
  column<Listed>({
    name: 'ongoing',
    type: 'BOOLEAN',
    ...says(['Pågår', 'Om tiltaket er uten slutt.'], ['Ongoing', 'Whether it is without an end.']),
    value: ({ ongoing }) => ongoing,
  }),
  column<Listed>({
    name: 'hours',
    type: 'NUMBER',
    unit: 'hours',
    ...says(
      ['Timer', 'Full varighet; tom for hendelser og så lenge tiltaket pågår.'],
      ['Hours', 'Full length; empty for events and while ongoing.'],
    ),
    // Of an ongoing one it would run with the clock, and the feed would never stay the same.
    value: ({ hours, ongoing }) => (ongoing ? null : hours),
  }),
  textColumn('sex', ({ sex }) => sex, says(['Kjønn', 'Slik det er registrert.'], ['Sex', 'As recorded.'])),
  textColumn(
    'age_group',
    ({ ageGroup }) => ageGroup,
    says(['Aldersgruppe', 'Ved start.'], ['Age group', 'At the start.']),
  ),
  textColumn(
    'custody',
    ({ custody }) => custody,
    says(['Domstype', 'Ved start.'], ['Custody status', 'At the start.']),
  ),
  textColumn(
    'citizenship',
    ({ citizenship }) => citizenship,
    says(['Statsborgerskap', 'Norsk eller utenlandsk.'], ['Citizenship', 'Norwegian or foreign.']),
  ),
  textColumn(
    'vulnerability',
    ({ vulnerability }) => vulnerability.join(' ') || null,
    says(
      ['Sårbarhet', 'Registrerte sårbarheter, med mellomrom imellom.'],
      ['Vulnerability', 'Flags recorded, with spaces between.'],
    ),
  ),
  ...coded<Listed>({
    name: 'decision_level',
    ...says(['Beslutningsnivå', 'Nivået som besluttet.'], ['Decision level', 'Level that decided.']),
    labels: DECISION_LEVEL_LABELS,
    value: ({ decision }) => decision?.level ?? null,
  }),
  momentColumn(
    'decided_at',
    ({ decision }) => decision?.decidedAt ?? null,
    says(['Besluttet', 'Når det ble besluttet.'], ['Decided at', 'When it was decided.']),
  ),
  momentColumn(
    'written_at',
    ({ decision }) => decision?.writtenAt ?? null,
    says(['Nedtegnet', 'Når vedtaket ble skrevet.'], ['Written at', 'When the decision was written down.']),
  ),
  column<Listed>({
    name: 'version',
    type: 'INTEGER',
    ...says(['Versjon', 'Nummeret på versjonen, fra 1.'], ['Version', 'Number of the version, from 1.']),
    value: ({ version }) => version,
  }),
  momentColumn(
    'recorded_at',
    ({ recordedAt }) => recordedAt,
    says(
      ['Registrert', 'Når versjonen ble kjent for enheten.'],
      ['Recorded at', 'When the version became known to the unit.'],
    ),
  ),
];

type Said = ReturnType<typeof says>;

function textColumn(name: string, value: (one: Listed) => string | null, said: Said): ColumnOf<Listed> {
  return column<Listed>({ name, type: 'TEXT', part: 'DIMENSION', ...said, value });
}

function momentColumn(name: string, value: (one: Listed) => string | null, said: Said): ColumnOf<Listed> {
  return column<Listed>({ name, type: 'MOMENT', ...said, value });
}
