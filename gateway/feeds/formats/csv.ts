import type { Cell, Column, ColumnType, Row } from '../feed.ts';
import type { Dialect } from '../feed-question.ts';
import { harmless } from './harmless.ts';
import type { Format } from './format.ts';
import { osloClock } from './oslo-clock.ts';

/**
 * Comma-separated values as RFC 4180 has them, in UTF-8, with the names of the columns first. The dialect
 * `excel-nb` is what Excel takes as such where the language is Norwegian: semicolons, decimal comma, a byte order
 * mark, times of Oslo.
 */
export const csv: Format = {
  name: 'csv',
  mediaType: 'text/csv; charset=utf-8; header=present',
  offers: () => true,
  write: ({ columns, rows }, { asked: { dialect } }) =>
    headLine(columns, dialect) + lines(rows, columns, dialect),
  stream: async function* stream({ columns, batches }, { asked: { dialect } }) {
    yield headLine(columns, dialect);
    for await (const rows of batches) yield lines(rows, columns, dialect);
  },
};

function lines(rows: readonly Row[], columns: readonly Column[], dialect: Dialect): string {
  return rows.map((row) => line(row, columns, dialect)).join('');
}

function headLine(columns: readonly Column[], dialect: Dialect): string {
  const mark = dialect === 'excel-nb' ? '\uFEFF' : '';
  return `${mark}${columns.map(({ name }) => name).join(delimiterOf(dialect))}\r\n`;
}

function line(row: Row, columns: readonly Column[], dialect: Dialect): string {
  const delimiter = delimiterOf(dialect);
  const texts = row.map((cell, index) =>
    quoted(cellText(cell, columns[index]?.type ?? 'TEXT', dialect), delimiter),
  );
  return `${texts.join(delimiter)}\r\n`;
}

function cellText(cell: Cell, type: ColumnType, dialect: Dialect): string {
  if (cell === null) return '';
  if (typeof cell === 'string' && type === 'TEXT') return harmless(cell);
  if (dialect === 'rfc4180') return String(cell);
  if (typeof cell === 'number') return String(cell).replace('.', ',');
  if (typeof cell === 'boolean') return cell ? 'SANN' : 'USANN';
  return type === 'MOMENT' ? osloClock(cell) : cell;
}

function quoted(text: string, delimiter: string): string {
  return text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function delimiterOf(dialect: Dialect): string {
  return dialect === 'excel-nb' ? ';' : ',';
}
