import { EXPORT_PARTS } from '../../schema/exports/parts.ts';
import type { ExportRequest } from '../../schema/exports/request.ts';
import { LEGAL_BASES } from '../../schema/legal-bases.ts';
import type { Language } from '../../schema/public-codes.ts';
import { RULE_SET } from '../../schema/rules/rule-set.ts';
import { jsonSchemaOf } from './json-schema.ts';
import type { Spool } from './spool.ts';
import type { PackageContent } from './write-package.ts';
import { tablesIn } from './write-tables.ts';

/** The tables of the units, of each part that was read to its end, and what is needed to understand them. */
export async function recordContents(
  spool: Spool,
  request: Pick<ExportRequest, 'units' | 'last'>,
  language: Language,
): Promise<PackageContent[]> {
  const tables = await tablesIn(spool, request);
  return [
    ...tables.flatMap(({ unit, part: { code }, rows, lines, plain, excel }) => [
      { path: `data/${unit}/${code}.csv`, rows, file: plain },
      { path: `data/${unit}/${code}.jsonl`, rows, file: lines },
      { path: `excel/${unit}/${code}.csv`, rows, file: excel },
    ]),
    ...EXPORT_PARTS.map((part) =>
      textContent(`schemas/${part.code}.schema.json`, jsonSchemaOf(part, language)),
    ),
    textContent('definitions/rules.json', `${JSON.stringify(RULE_SET, null, 2)}\n`),
    textContent('definitions/legal-bases.json', `${JSON.stringify(LEGAL_BASES, null, 2)}\n`),
  ];
}

export function textContent(path: string, text: string | Uint8Array): PackageContent {
  return { path, rows: null, text };
}
