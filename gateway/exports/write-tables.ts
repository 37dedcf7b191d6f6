import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { EXPORT_PARTS } from '../../schema/exports/parts.ts';
import type { ExportPart } from '../../schema/exports/parts.ts';
import type { ExportRequest } from '../../schema/exports/request.ts';
import { chosenPart, keepChosenCases } from './chosen-cases.ts';
import { csvHead, csvLines, NORWEGIAN_EXCEL, PLAIN } from './csv.ts';
import { wholeLines } from './lines.ts';
import { partFile, wholePart } from './spool.ts';
import type { Spool } from './spool.ts';

type Asked = Pick<ExportRequest, 'units' | 'last'>;
/** A part of a unit that was read to its end, and the files it is in. */
type Table = {
  readonly unit: string;
  readonly part: ExportPart;
  readonly rows: number;
  readonly lines: string;
  readonly plain: string;
  readonly excel: string;
};

const PIECE = 256 * 1024;

/** Writes the CSV editions of all that was gathered beside it. */
export async function writeTables(spool: Spool, asked: Asked): Promise<void> {
  if (asked.last !== null) for (const unit of asked.units) await keepChosenCases(spool, unit);
  for (const table of await tablesIn(spool, asked)) await writeCsv(table);
}

export async function tablesIn(spool: Spool, { units, last }: Asked): Promise<Table[]> {
  const tables: Table[] = [];
  for (const unit of units)
    for (const part of EXPORT_PARTS) {
      const source = last !== null && part.owner === 'MEASURES' ? chosenPart(part.code) : part.code;
      const whole = await wholePart(spool, unit, source);
      if (whole === null) continue;
      const lines = partFile(spool, unit, source);
      tables.push({
        unit,
        part,
        rows: whole.rows,
        lines,
        plain: `${lines}.plain.csv`,
        excel: `${lines}.excel.csv`,
      });
    }
  return tables;
}

/** Both editions in one pass: reading a line costs more than writing it. */
async function writeCsv({ part: { columns }, lines, plain, excel }: Table): Promise<void> {
  const editions = [
    { dialect: PLAIN, handle: await open(plain, 'w', 0o600) },
    { dialect: NORWEGIAN_EXCEL, handle: await open(excel, 'w', 0o600) },
  ];
  try {
    for (const { dialect, handle } of editions) await handle.write(csvHead(columns, dialect));
    const text = createReadStream(lines, { highWaterMark: PIECE });
    for await (const some of wholeLines(text)) {
      const rows = some.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
      for (const { dialect, handle } of editions) await handle.write(csvLines(rows, columns, dialect));
    }
  } finally {
    for (const { handle } of editions) await handle.close();
  }
}
