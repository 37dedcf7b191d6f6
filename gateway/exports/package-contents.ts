import { createReadStream } from 'node:fs';
import { EXPORT_PARTS } from '../../schema/exports/parts.ts';
import type { ExportPart } from '../../schema/exports/parts.ts';
import type { ExportRequest } from '../../schema/exports/request.ts';
import { LEGAL_BASES } from '../../schema/legal-bases.ts';
import type { Language } from '../../schema/public-codes.ts';
import { RULE_SET } from '../../schema/rules/rule-set.ts';
import { chosenPart, keepChosenCases } from './chosen-cases.ts';
import { NORWEGIAN_EXCEL, PLAIN, toCsv } from './csv.ts';
import { jsonSchemaOf } from './json-schema.ts';
import { wholeLines } from './lines.ts';
import { partFile, wholePart } from './spool.ts';
import type { Spool } from './spool.ts';
import type { PackageContent } from './write-package.ts';

/** The tables of the units, of each part that was read to its end, and what is needed to understand them. */
export async function recordContents(
  spool: Spool,
  { units, last }: Pick<ExportRequest, 'units' | 'last'>,
  language: Language,
): Promise<PackageContent[]> {
  const tables: PackageContent[] = [];
  for (const unit of units) {
    if (last !== null) await keepChosenCases(spool, unit);
    for (const part of EXPORT_PARTS) {
      const source = last !== null && part.owner === 'MEASURES' ? chosenPart(part.code) : part.code;
      const whole = await wholePart(spool, unit, source);
      if (whole === null) continue;
      tables.push(...tableContents(partFile(spool, unit, source), part, { unit, rows: whole.rows }));
    }
  }
  return [
    ...tables,
    ...EXPORT_PARTS.map((part) =>
      textContent(`schemas/${part.code}.schema.json`, jsonSchemaOf(part, language)),
    ),
    textContent('definitions/rules.json', `${JSON.stringify(RULE_SET, null, 2)}\n`),
    textContent('definitions/legal-bases.json', `${JSON.stringify(LEGAL_BASES, null, 2)}\n`),
  ];
}

function tableContents(
  file: string,
  part: ExportPart,
  { unit, rows }: { readonly unit: string; readonly rows: number },
): PackageContent[] {
  const lines = () => wholeLines(createReadStream(file, { encoding: 'utf8' }));
  const { code, columns } = part;
  return [
    { path: `data/${unit}/${code}.csv`, rows, open: () => toCsv(lines(), columns, PLAIN) },
    { path: `data/${unit}/${code}.jsonl`, rows, open: () => createReadStream(file) },
    { path: `excel/${unit}/${code}.csv`, rows, open: () => toCsv(lines(), columns, NORWEGIAN_EXCEL) },
  ];
}

export function textContent(path: string, text: string | Uint8Array): PackageContent {
  return { path, rows: null, open: () => [Buffer.from(text)] };
}
