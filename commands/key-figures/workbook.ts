import { writeXlsx } from 'hucre/xlsx';
import type { CellValue, WriteSheet } from 'hucre/xlsx';
import type { KeyFigures } from './ask-key-figures.ts';
import { absentSheet, coverageSheet, definitionsSheet } from './other-sheets.ts';
import { figureSheet } from './figure-sheet.ts';
import type { Words } from './words.ts';

/** A sheet as rows: the header, and where it is. */
export type Table = {
  readonly name: string;
  /** Lines above the header. */
  readonly above: readonly CellValue[][];
  readonly header: readonly string[];
  readonly rows: readonly CellValue[][];
  readonly widths: readonly number[];
  /** Number formats of cells, by row and column of `rows`. */
  readonly format?: (row: number, column: number) => string | null;
  readonly landscape: boolean;
};

/** The workbook: figures of the period and the one before, definitions, coverage, and what cannot be delivered. */
export function writeWorkbook(answer: KeyFigures, words: Words): Promise<Uint8Array> {
  const tables = [
    figureSheet(answer, 'now', words),
    figureSheet(answer, 'before', words),
    definitionsSheet(answer, words),
    coverageSheet(answer, words),
    absentSheet(answer, words),
  ];
  return writeXlsx({
    sheets: tables.map((table) => sheetOf(table, words)),
    properties: { title: `${words.title} ${answer.period.from} – ${answer.period.to}` },
    defaultFont: { name: 'Calibri', size: 10 },
  });
}

/** Ready for print: as wide as a page, with the header on each and pages numbered. */
function sheetOf({ above, header, rows, ...table }: Table, words: Words): WriteSheet {
  const top = above.length;
  const styled: WriteSheet['cells'] = new Map();
  if (top > 0) styled.set('0,0', { style: { font: { bold: true, size: 14 } } });
  for (const column of header.keys())
    styled.set(`${top},${column}`, {
      style: {
        font: { bold: true },
        fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'DCE6F1' } },
        alignment: { wrapText: true, vertical: 'top' },
      },
    });
  for (const [row, cells] of rows.entries())
    for (const [column, value] of cells.entries()) {
      const numFmt = table.format?.(row, column) ?? null;
      styled.set(`${top + 1 + row},${column}`, {
        style: {
          alignment: { wrapText: typeof value === 'string', vertical: 'top' },
          ...(numFmt !== null && typeof value === 'number' && { numFmt }),
        },
      });
    }
  return {
    name: table.name,
    rows: [...above, [...header], ...rows],
    columns: table.widths.map((width) => ({ width })),
    cells: styled,
    freezePane: { rows: top + 1 },
    pageSetup: {
      paperSize: 'a4',
      orientation: table.landscape ? 'landscape' : 'portrait',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      printTitlesRow: `$${top + 1}:$${top + 1}`,
    },
    headerFooter: { oddFooter: `&L${words.title}&R${words.page}` },
  };
}
