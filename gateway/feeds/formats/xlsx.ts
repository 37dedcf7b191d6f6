import { writeXlsx, writeXlsxStream } from 'hucre/xlsx';
import type { CellValue } from 'hucre/xlsx';
import type { Cell, Column, ColumnType, FeedTable, Row } from '../feed.ts';
import type { Format, Told } from './format.ts';
import { notesOf } from './notes.ts';
import { osloClock } from './oslo-clock.ts';

/** Formats as Excel writes them; it shows them as the reader's country does. */
const NUMBER_FORMATS: Partial<Readonly<Record<ColumnType, string>>> = {
  DATE: 'yyyy-mm-dd',
  MOMENT: 'yyyy-mm-dd hh:mm:ss',
};

/**
 * A workbook: the rows, with numbers as numbers and dates as dates, and a sheet of notes on what they rest on.
 * Cells of text are written as text, which no spreadsheet computes, and are not altered.
 */
export const xlsx: Format = {
  name: 'xlsx',
  mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  offers: () => true,
  write: async (table, told) =>
    Buffer.from(
      await writeXlsx({
        sheets: [dataSheet(table, told), notesSheet(table, told)],
        // Strings in the cells themselves are read by whatever reads a sheet row by row.
        stringMode: 'inline',
        properties: { title: told.feed.title[told.asked.language], created: told.retrievedAt },
      }),
    ),
  // One sheet: what the rows rest on stands in each of them.
  stream: ({ columns, batches }, { feed }) =>
    writeXlsxStream(sheetRows(columns, batches), {
      name: feed.name.slice(0, 31),
      columns: columns.map(({ name, type }) => ({ header: name, ...columnOf(type) })),
      freezePane: { rows: 1 },
    }),
};

async function* sheetRows(columns: readonly Column[], batches: AsyncIterable<readonly Row[]>) {
  for await (const rows of batches)
    for (const row of rows) yield row.map((cell, index) => sheetCell(cell, typeAt(columns, index)));
}

function sheetCell(cell: Cell, type: ColumnType): CellValue {
  if (typeof cell !== 'string') return cell;
  if (type === 'DATE') return new Date(`${cell}T00:00:00Z`);
  // A sheet knows no zones: what it shows is the clock in Oslo.
  return type === 'MOMENT' ? new Date(`${osloClock(cell).replace(' ', 'T')}Z`) : cell;
}

function dataSheet({ columns, rows }: FeedTable, { feed }: Told) {
  return {
    // Excel takes 31 characters.
    name: feed.name.slice(0, 31),
    columns: columns.map(({ type }) => columnOf(type)),
    rows: [
      columns.map(({ name }) => name),
      ...rows.map((row) => row.map((cell, index) => sheetCell(cell, typeAt(columns, index)))),
    ],
    cells: headerCells(columns.length),
    freezePane: { rows: 1 },
  };
}

function notesSheet(table: FeedTable, told: Told) {
  return {
    name: told.asked.language === 'nb' ? 'Merknader' : 'Notes',
    columns: [{ width: 28 }, { width: 20 }, { width: 24 }, { width: 90 }],
    rows: notesOf(table, told).map((row) => [...row]),
  };
}

function columnOf(type: ColumnType) {
  const numFmt = NUMBER_FORMATS[type];
  return { width: type === 'TEXT' ? 22 : 16, ...(numFmt !== undefined && { numFmt }) };
}

function headerCells(count: number) {
  return new Map(
    Array.from({ length: count }, (_, index) => [`0,${index}`, { style: { font: { bold: true } } }] as const),
  );
}

function typeAt(columns: readonly Column[], index: number): ColumnType {
  return columns[index]?.type ?? 'TEXT';
}
