import { createReadStream } from 'node:fs';
import type { Column } from '../../schema/exports/columns.ts';
import { csvHead, csvLines, NORWEGIAN_EXCEL, PLAIN } from './csv.ts';
import { wholeLines } from './lines.ts';
import { packInto } from './pack-file.ts';
import type { Packed } from './pack-file.ts';

/** A table as it is in a package: JSON Lines, and both CSV editions. */
export type PackedTable = { readonly lines: Packed; readonly plain: Packed; readonly excel: Packed };

/** Small enough for what is made of it to be in the young generation. */
const PIECE = 64 * 1024;

/** Packs a table of JSON Lines beside it, in all editions in one pass. */
export async function packTable(file: string, columns: readonly Column[]): Promise<PackedTable> {
  const lines = packInto(`${file}.packed`);
  const editions = [
    { dialect: PLAIN, packing: packInto(`${file}.plain.packed`) },
    { dialect: NORWEGIAN_EXCEL, packing: packInto(`${file}.excel.packed`) },
  ] as const;
  for (const { dialect, packing } of editions) await packing.write(Buffer.from(csvHead(columns, dialect)));
  for await (const some of wholeLines(packedOnTheWay())) {
    const rows = some.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    for (const { dialect, packing } of editions)
      await packing.write(Buffer.from(csvLines(rows, columns, dialect)));
  }
  const [plain, excel] = editions;
  return { lines: await lines.end(), plain: await plain.packing.end(), excel: await excel.packing.end() };

  async function* packedOnTheWay(): AsyncGenerator<Buffer> {
    for await (const chunk of createReadStream(file, { highWaterMark: PIECE })) {
      await lines.write(chunk as Buffer);
      yield chunk as Buffer;
    }
  }
}
