import { PUBLISHED_TABLE } from '../../../schema/exports/published-columns.ts';
import type { Language } from '../../../schema/public-codes.ts';
import { NORWEGIAN_EXCEL, PLAIN, toCsv } from '../csv.ts';
import { jsonSchemaOf } from '../json-schema.ts';
import { textContent } from '../package-contents.ts';
import type { PackageContent } from '../write-package.ts';
import type { PublishedRow } from './ask-published.ts';

/** The tables of the public edition: no row of them is about one measure or one person. */
export function publicContents(rows: readonly PublishedRow[], language: Language): PackageContent[] {
  const name = language === 'nb' ? 'tall' : 'figures';
  const lines = rows.map((row) => JSON.stringify(row));
  async function* inOne() {
    yield lines;
  }
  const { columns } = PUBLISHED_TABLE;
  const text = lines.map((line) => `${line}\n`).join('');
  return [
    { path: `data/${name}.csv`, rows: rows.length, open: () => toCsv(inOne(), columns, PLAIN) },
    { path: `data/${name}.jsonl`, rows: rows.length, open: () => [Buffer.from(text)] },
    { path: `excel/${name}.csv`, rows: rows.length, open: () => toCsv(inOne(), columns, NORWEGIAN_EXCEL) },
    textContent(`schemas/${name}.schema.json`, jsonSchemaOf(PUBLISHED_TABLE, language)),
  ];
}
