import { z } from 'zod';
import { column, says } from '../column.ts';
import { coverageAnswer } from '../coverage.ts';
import { defineFeed } from '../define-feed.ts';
import type { ColumnOf } from '../feed.ts';
import { UNIT_COLUMNS } from '../practice-dimensions.ts';

const DOCUMENT = `query FeedDataQuality($units: [String!], $language: Language) {
  dataQuality(units: $units) {
    coverage { ...FeedCoverage }
    sources {
      unit { code name(language: $language) }
      source
      target
      dataThrough
      lastImport { recordedAt }
      figures { records withdrawn repaired added changed unchanged quarantined waiting medianDelayHours p90DelayHours }
    }
  }
}`;

const source = z.object({
  unit: z.object({ code: z.string(), name: z.string() }),
  source: z.string(),
  target: z.string(),
  dataThrough: z.string().nullable(),
  lastImport: z.object({ recordedAt: z.string() }).nullable(),
  figures: z.object({
    records: z.int(),
    withdrawn: z.int(),
    repaired: z.int(),
    added: z.int(),
    changed: z.int(),
    unchanged: z.int(),
    quarantined: z.int(),
    waiting: z.int(),
    medianDelayHours: z.number().nullable(),
    p90DelayHours: z.number().nullable(),
  }),
});
type Source = z.infer<typeof source>;

/** Quality of the records figures rest on. */
export const dataQuality = defineFeed<Source>({
  name: 'data-quality',
  ...says(
    ['Datakvalitet', 'Kvaliteten på opplysningene tallene bygger på, per enhet, kilde og slag.'],
    ['Data quality', 'Quality of the records that figures rest on, by unit, source and target.'],
  ),
  parameters: ['unit'],
  covered: true,
  document: DOCUMENT,
  variables: ({ units, language }) => ({ units, language: language.toUpperCase() }),
  columns: () => [
    ...UNIT_COLUMNS,
    column<Source>({
      name: 'source',
      type: 'TEXT',
      part: 'DIMENSION',
      ...says(['Kilde', 'Navnet på kilden.'], ['Source', 'Name of the source.']),
      value: (one) => one.source,
    }),
    column<Source>({
      name: 'target',
      type: 'TEXT',
      part: 'DIMENSION',
      ...says(
        ['Slag', 'Slags opplysninger, som measures eller reassessments.'],
        ['Target', 'Kind of record, as measures or reassessments.'],
      ),
      value: ({ target }) => target,
    }),
    column<Source>({
      name: 'data_through',
      type: 'MOMENT',
      ...says(
        ['Fullstendig til', 'Tidspunktet kilden har erklært seg fullstendig til; tom når den ikke har det.'],
        ['Complete through', 'Up to when the source declared itself complete; empty where it has not.'],
      ),
      value: ({ dataThrough }) => dataThrough,
    }),
    column<Source>({
      name: 'last_import',
      type: 'MOMENT',
      ...says(
        ['Siste import', 'Når de siste radene kom inn.'],
        ['Last import', 'When its last rows were recorded.'],
      ),
      value: ({ lastImport }) => lastImport?.recordedAt ?? null,
    }),
    rows(
      'records',
      'records',
      says(
        ['Opplysninger', 'Opplysninger slik de er nå, uten dem som er trukket.'],
        ['Records', 'Records as they are now, those withdrawn apart.'],
      ),
    ),
    rows(
      'withdrawn',
      'records',
      says(['Trukket', 'Opplysninger som er trukket tilbake.'], ['Withdrawn', 'Records withdrawn.']),
    ),
    rows(
      'repaired',
      'records',
      says(
        ['Rettet', 'Opplysninger som fikk dag og måned rettet på vei inn.'],
        ['Repaired', 'Records whose day and month were put right on the way in.'],
      ),
    ),
    rows(
      'added',
      'rows',
      says(['Nye', 'Rader som ga en ny opplysning.'], ['Added', 'Rows that brought a new record.']),
    ),
    rows(
      'changed',
      'rows',
      says(['Endret', 'Rader som endret en opplysning.'], ['Changed', 'Rows that changed a record.']),
    ),
    rows(
      'unchanged',
      'rows',
      says(['Uendret', 'Rader uten noe nytt.'], ['Unchanged', 'Rows that brought nothing new.']),
    ),
    rows(
      'quarantined',
      'rows',
      says(
        ['I karantene', 'Rader som gikk i karantene, også de som er sluppet ut siden.'],
        ['Quarantined', 'Rows that went to quarantine, also those released since.'],
      ),
    ),
    rows(
      'waiting',
      'rows',
      says(
        ['Venter', 'Rader i karantene som venter på noen nå.'],
        ['Waiting', 'Rows in quarantine that wait for somebody now.'],
      ),
    ),
    column<Source>({
      name: 'median_delay_hours',
      type: 'NUMBER',
      unit: 'hours',
      ...says(
        ['Median forsinkelse', 'Median tid fra tiltaket begynte til det først ble registrert.'],
        ['Median delay', 'Median time from the start of a measure until it was first recorded.'],
      ),
      value: ({ figures }) => figures.medianDelayHours,
    }),
    column<Source>({
      name: 'p90_delay_hours',
      type: 'NUMBER',
      unit: 'hours',
      ...says(
        ['90-prosentil forsinkelse', '90-prosentilen av det samme.'],
        ['90th percentile delay', '90th percentile of the same.'],
      ),
      value: ({ figures }) => figures.p90DelayHours,
    }),
  ],
  items: (data) => {
    const { dataQuality: read } = z
      .object({
        dataQuality: z.object({ coverage: coverageAnswer, sources: z.array(source) }).nullable(),
      })
      .parse(data);
    return read === null ? null : { items: read.sources, coverage: read.coverage };
  },
});

type Count = Exclude<keyof Source['figures'], 'medianDelayHours' | 'p90DelayHours'>;

function rows(name: Count, unit: string, said: ReturnType<typeof says>): ColumnOf<Source> {
  return column<Source>({ name, type: 'INTEGER', unit, ...said, value: ({ figures }) => figures[name] });
}
