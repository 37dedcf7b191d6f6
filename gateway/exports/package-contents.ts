import { EXPORT_PARTS } from '../../schema/exports/parts.ts';
import type { ExportPart } from '../../schema/exports/parts.ts';
import type { ExportRequest } from '../../schema/exports/request.ts';
import { LEGAL_BASES } from '../../schema/legal-bases.ts';
import type { Language } from '../../schema/public-codes.ts';
import { RULE_SET } from '../../schema/rules/rule-set.ts';
import { chosenPart } from './chosen-cases.ts';
import { jsonSchemaOf } from './json-schema.ts';
import type { Packer } from './packer.ts';
import { partFile, wholePart } from './spool.ts';
import type { Spool } from './spool.ts';
import type { PackageContent } from './write-package.ts';

/** The tables of the units, of each part that was read to its end, and what is needed to understand them. */
export async function recordContents(
  spool: Spool,
  request: Pick<ExportRequest, 'units' | 'last'>,
  { language, packer }: { readonly language: Language; readonly packer: Packer },
): Promise<PackageContent[]> {
  if (request.last !== null) for (const unit of request.units) await packer.chooseCases(spool, unit);
  const tables = (await tablesIn(spool, request)).map(
    async ({ unit, part: { code, columns }, rows, file }) => {
      const { lines, plain, excel } = await packer.table(file, columns);
      return [
        { path: `data/${unit}/${code}.csv`, rows, packed: plain },
        { path: `data/${unit}/${code}.jsonl`, rows, packed: lines },
        { path: `excel/${unit}/${code}.csv`, rows, packed: excel },
      ];
    },
  );
  return [
    ...(await Promise.all(tables)).flat(),
    ...EXPORT_PARTS.map((part) =>
      textContent(`schemas/${part.code}.schema.json`, jsonSchemaOf(part, language)),
    ),
    textContent('definitions/rules.json', `${JSON.stringify(RULE_SET, null, 2)}\n`),
    textContent('definitions/legal-bases.json', `${JSON.stringify(LEGAL_BASES, null, 2)}\n`),
  ];
}

/** A part of a unit that was read to its end, and the file it is in. */
type Table = {
  readonly unit: string;
  readonly part: ExportPart;
  readonly rows: number;
  readonly file: string;
};

async function tablesIn(
  spool: Spool,
  { units, last }: Pick<ExportRequest, 'units' | 'last'>,
): Promise<Table[]> {
  const tables: Table[] = [];
  for (const unit of units)
    for (const part of EXPORT_PARTS) {
      const code = last !== null && part.owner === 'MEASURES' ? chosenPart(part.code) : part.code;
      const whole = await wholePart(spool, unit, code);
      if (whole !== null) tables.push({ unit, part, rows: whole.rows, file: partFile(spool, unit, code) });
    }
  return tables;
}

export function textContent(path: string, text: string | Uint8Array): PackageContent {
  return { path, rows: null, text };
}
