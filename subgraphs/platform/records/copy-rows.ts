import type { Transaction } from '../database.ts';

/** Adds rows by COPY, several times as fast as INSERT; each line has its values in the order of the columns. */
export async function copyRows(
  sql: Transaction,
  {
    table,
    columns,
    lines,
  }: { readonly table: string; readonly columns: readonly string[]; readonly lines: readonly string[] },
): Promise<void> {
  if (lines.length === 0) return;
  await sql.copy(`copy ${table} (${columns.join(', ')}) from stdin`, `${lines.join('\n')}\n`);
}

/** Values in COPY's text format (PostgreSQL manual, COPY, "File Formats"); lines joined by tabs are one line. */
export function copyLine(values: readonly unknown[]): string {
  return values.map(copyValue).join('\t');
}

function copyValue(value: unknown): string {
  if (value === null || value === undefined) return '\\N';
  if (typeof value === 'string') return escape(value);
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 't' : 'f';
  if (Array.isArray(value)) return escape(`{${value.map((item) => arrayItem(String(item))).join(',')}}`);
  return escape(JSON.stringify(value));
}

function arrayItem(text: string): string {
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function escape(text: string): string {
  return /[\\\t\n\r]/.test(text)
    ? text.replaceAll(/[\\\t\n\r]/g, (letter) => ESCAPES[letter] ?? letter)
    : text;
}
