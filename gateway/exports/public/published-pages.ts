import type { Language } from '../../../schema/public-codes.ts';
import { findUnit } from '../../../schema/units.ts';
import type { Say } from '../summary/speaking.ts';
import { SUMMARY_WORDS } from '../summary/words.ts';
import type { Table } from '../summary/summary-pages.ts';
import type { PublishedRow } from './ask-published.ts';

export type PublishedPages = { readonly name: string; readonly table: Table };

/** Of each unit and of all together: what began in each quarter, by kind. ":" stands for what is hidden. */
export function publishedPages(
  rows: readonly PublishedRow[],
  units: readonly string[],
  { language, say }: { readonly language: Language; readonly say: Say },
): PublishedPages[] {
  const words = SUMMARY_WORDS[language];
  const totals = rows.filter(({ kind, extent, sex }) => kind !== null && extent === null && sex === null);
  return [null, ...units].map((unit) => ({
    name: unit === null ? words.allUnits : (findUnit(unit)?.name[language] ?? unit),
    table: {
      head: [words.quarter, words.kind, words.started, words.rate],
      rows: totals
        .filter((row) => row.unit === unit)
        .map(({ quarter, kind, status, started, ratePer1000InmateDays: rate }) => [
          quarter,
          Object.entries(words.kinds).find(([code]) => code === kind)?.[1] ?? '–',
          status === 'PUBLISHED' ? say.number(started, 0) : ':',
          status === 'PUBLISHED' ? say.number(rate, 2) : ':',
        ]),
    },
  }));
}
