import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { REGISTERS } from '../../schema/exports/parts.ts';
import { wholeLines } from './lines.ts';
import { markWhole, partFile, wholePart } from './spool.ts';
import type { Spool, WholePart } from './spool.ts';

/**
 * Where only the last measures were asked for, the directorate does not know which they are: it gives all cases,
 * and those of other measures are left out here. At most 10,000 measures are asked for so.
 */
export async function keepChosenCases(spool: Spool, unit: string): Promise<void> {
  const measures = new Set<unknown>();
  for (const register of REGISTERS)
    for await (const row of rowsOf(spool, unit, register)) measures.add(row['id']);
  const cases = new Set<unknown>();
  await keepRows(spool, { unit, part: 'deviations' }, (row) => {
    if (!measures.has(row['measureId'])) return false;
    cases.add(row['caseId']);
    if (row['systemicCase'] !== null) cases.add(row['systemicCase']);
    return true;
  });
  await keepRows(spool, { unit, part: 'dialogue' }, (row) => cases.has(row['caseId']));
}

/** The file a package takes the rows of a part from, where some were left out. */
export const chosenPart = (part: string): string => `${part}.chosen`;

type Row = Readonly<Record<string, unknown>>;

async function* rowsOf(spool: Spool, unit: string, part: string): AsyncGenerator<Row> {
  if ((await wholePart(spool, unit, part)) === null) return;
  const text = createReadStream(partFile(spool, unit, part));
  for await (const lines of wholeLines(text)) for (const line of lines) yield JSON.parse(line) as Row;
}

async function keepRows(
  spool: Spool,
  { unit, part }: { readonly unit: string; readonly part: string },
  keeps: (row: Row) => boolean,
): Promise<void> {
  if ((await wholePart(spool, unit, part)) === null) return;
  const target = partFile(spool, unit, chosenPart(part));
  const told: WholePart = await writeLines(target, kept());
  await markWhole(target, told);

  async function* kept(): AsyncGenerator<string> {
    for await (const row of rowsOf(spool, unit, part)) if (keeps(row)) yield `${JSON.stringify(row)}\n`;
  }
}

async function writeLines(target: string, lines: AsyncIterable<string>): Promise<WholePart> {
  let rows = 0;
  const out = createWriteStream(target, { mode: 0o600 });
  await pipeline(async function* counted() {
    for await (const line of lines) {
      rows += 1;
      yield line;
    }
  }, out);
  return { rows, bytes: out.bytesWritten };
}
