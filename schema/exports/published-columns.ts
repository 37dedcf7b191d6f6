import type { Column } from './columns.ts';

const column = (name: string, type: Column['type'], nb: string, en: string): Column => ({
  name,
  type,
  person: false,
  nb,
  en,
});

/** The table of figures in the public edition: what everybody may see, hidden figures empty. */
export const PUBLISHED_TABLE = {
  nb: 'Publiserte tall per kvartal; skjulte tall er tomme',
  en: 'Published figures by quarter; hidden figures are empty',
  key: ['quarter', 'status'],
  columns: [
    column('quarter', 'TEXT', 'Kvartal', 'Quarter'),
    column('unit', 'TEXT', 'Enhet; tom for alle enheter', 'Unit; empty for all units'),
    column('kind', 'TEXT', 'Tiltak; tom for alle', 'Kind; empty for all'),
    column('extent', 'TEXT', 'Hel, delvis eller kollektiv; tom for alle', 'Extent; empty for all'),
    column('sex', 'TEXT', 'Kjønn; tom for alle', 'Sex; empty for all'),
    column(
      'status',
      'TEXT',
      'Om tallet er vist (PUBLISHED) eller skjult',
      'Whether the figure is shown (PUBLISHED) or hidden',
    ),
    column('reason', 'TEXT', 'Hvorfor det er skjult', 'Why it is hidden'),
    column('started', 'INTEGER', 'Tiltak som begynte i kvartalet', 'Measures that began in the quarter'),
    column('inmateDays', 'INTEGER', 'Innsattdøgn', 'Inmate-days'),
    column('ratePer1000InmateDays', 'NUMBER', 'Begynt per 1000 innsattdøgn', 'Begun per 1,000 inmate-days'),
  ],
} as const satisfies { readonly columns: readonly Column[] } & Record<string, unknown>;
