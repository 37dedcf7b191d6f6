import type { Column } from '../../schema/exports/columns.ts';
import { harmless } from '../feeds/formats/harmless.ts';

/** How a table is written as CSV. */
export type Dialect = {
  readonly delimiter: ',' | ';';
  readonly byteOrderMark: boolean;
  readonly cell: (value: unknown, type: Column['type']) => string;
};

/** RFC 4180, UTF-8, values as in the JSON Lines. */
export const PLAIN: Dialect = { delimiter: ',', byteOrderMark: false, cell: plainText };

/** What Excel opens by a double click where Norwegian is the language: semicolon, byte order mark, decimal comma. */
export const NORWEGIAN_EXCEL: Dialect = {
  delimiter: ';',
  byteOrderMark: true,
  cell: (value, type) => {
    const text = plainText(value, type);
    if (type === 'NUMBER') return text.replace('.', ',');
    if (type === 'BOOLEAN') return value === true ? 'SANN' : 'USANN';
    return type === 'MOMENT' ? text.slice(0, 19).replace('T', ' ') : text;
  },
};

const LINE_END = '\r\n';
const NEEDS_QUOTES = { ',': /[",\r\n]/, ';': /[";\r\n]/ };

type TableRow = Readonly<Record<string, unknown>>;

export function csvHead(columns: readonly Column[], { byteOrderMark, delimiter }: Dialect): string {
  return `${byteOrderMark ? '\uFEFF' : ''}${columns.map(({ name }) => name).join(delimiter)}${LINE_END}`;
}

export function csvLines(
  rows: readonly TableRow[],
  columns: readonly Column[],
  { cell, delimiter }: Dialect,
): string {
  let written = '';
  for (const row of rows) {
    let between = '';
    for (const { name, type } of columns) {
      const value = row[name];
      written += between;
      if (value !== null && value !== undefined) written += quoted(cell(value, type), delimiter);
      between = delimiter;
    }
    written += LINE_END;
  }
  return written;
}

function plainText(value: unknown, type: Column['type']): string {
  if (type === 'LIST') return harmless((value as readonly string[]).join(', '));
  return type === 'TEXT' ? harmless(String(value)) : String(value);
}

function quoted(text: string, delimiter: Dialect['delimiter']): string {
  return NEEDS_QUOTES[delimiter].test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
