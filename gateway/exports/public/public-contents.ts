import { PUBLISHED_TABLE } from '../../../schema/exports/published-columns.ts';
import type { Language } from '../../../schema/public-codes.ts';
import { csvHead, csvLines, NORWEGIAN_EXCEL, PLAIN } from '../csv.ts';
import type { Dialect } from '../csv.ts';
import { jsonSchemaOf } from '../json-schema.ts';
import { textContent } from '../package-contents.ts';
import type { PackageContent } from '../write-package.ts';
import type { PublishedRow } from './ask-published.ts';

/** The tables of the public edition: no row of them is about one measure or one person. */
export function publicContents(rows: readonly PublishedRow[], language: Language): PackageContent[] {
  const name = language === 'nb' ? 'tall' : 'figures';
  const { columns } = PUBLISHED_TABLE;
  const csv = (dialect: Dialect) => csvHead(columns, dialect) + csvLines(rows, columns, dialect);
  const table = (path: string, text: string) => ({ path, rows: rows.length, text });
  return [
    table(`data/${name}.csv`, csv(PLAIN)),
    table(`data/${name}.jsonl`, rows.map((row) => `${JSON.stringify(row)}\n`).join('')),
    table(`excel/${name}.csv`, csv(NORWEGIAN_EXCEL)),
    textContent(`schemas/${name}.schema.json`, jsonSchemaOf(PUBLISHED_TABLE, language)),
  ];
}
