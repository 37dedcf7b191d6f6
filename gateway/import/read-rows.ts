import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { CsvError, parse as parseCsv } from 'csv-parse';
import { streamXlsxRows } from 'hucre/xlsx';
import type { ImportProfile } from '../../schema/import-profile.ts';
import type { Counted, PublicCode } from '../../schema/public-codes.ts';
import type { FileRow } from './map-row.ts';

/** How a file is to be read; what is absent is seen from its first bytes. */
export type FileReading = Partial<Pick<ImportProfile, 'format' | 'encoding' | 'delimiter' | 'sheet'>>;

/** A row with its number as a spreadsheet shows it (the header is 1); text where it could not be read. */
export type ReadRow = { readonly number: number; readonly row: FileRow | string; readonly blank: boolean };

/** A quote left open would make one row of the rest of the file. */
const LONGEST_ROW = 1024 * 1024;

/**
 * A parser makes all rows of what it is given at once. Those of a whole chunk would wait for their turn longer than the young
 * generation keeps anything, and be collected with everything else the program holds.
 */
const BYTES_AT_A_TIME = 4096;

/** The file as a whole cannot be read; the code says why. */
export class FileUnreadable extends Error {
  readonly code: PublicCode;
  readonly counted: Counted | undefined;
  constructor(code: PublicCode, { cause, counted }: { cause?: unknown; counted?: Counted } = {}) {
    super(code, { cause });
    this.code = code;
    this.counted = counted;
  }
}

/** The rows of a file: CSV, NDJSON or XLSX, plain or gzip, one at a time. */
export async function* readRows(
  bytes: AsyncIterable<Uint8Array>,
  reading: FileReading,
): AsyncGenerator<ReadRow> {
  const { head, all } = await peek(bytes);
  if (head[0] === 0x1f && head[1] === 0x8b) {
    yield* readRows(through(all, createGunzip()), reading);
    return;
  }
  switch (reading.format ?? formatOf(head)) {
    case 'XLSX':
      yield* readSheet(all, reading.sheet);
      return;
    case 'NDJSON':
      yield* readLines(decode(all, reading.encoding));
      return;
    case 'CSV':
      yield* readTable(decode(all, reading.encoding), reading.delimiter ?? ',');
  }
}

function formatOf(head: Uint8Array): 'CSV' | 'NDJSON' | 'XLSX' {
  if (head[0] === 0x50 && head[1] === 0x4b) return 'XLSX';
  const text = new TextDecoder().decode(head).trimStart();
  return text.startsWith('{') ? 'NDJSON' : 'CSV';
}

async function* readTable(text: AsyncIterable<string>, delimiter: string): AsyncGenerator<ReadRow> {
  const parser = parseCsv({
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
  });
  const rows = through<string[]>(text, parser);
  let header: readonly string[] | undefined;
  let number = 0;
  for await (const values of rows) {
    number += 1;
    if (header === undefined) header = values.map((name) => name.trim());
    else yield rowOf(number, header, values);
  }
}

async function* readSheet(
  bytes: AsyncIterable<Uint8Array>,
  sheet: string | undefined,
): AsyncGenerator<ReadRow> {
  const stream = Readable.toWeb(Readable.from(bytes)) as ReadableStream<Uint8Array>;
  const options = sheet === undefined ? {} : { sheets: [sheet] };
  let header: readonly string[] | undefined;
  try {
    for await (const { index, values } of streamXlsxRows(stream, options)) {
      const texts = values.map(cellText);
      if (header === undefined) header = texts.map((name) => name.trim());
      else yield rowOf(index + 1, header, texts);
    }
  } catch (error) {
    throw new FileUnreadable('WORKBOOK_UNREADABLE', { cause: error });
  }
}

async function* readLines(text: AsyncIterable<string>): AsyncGenerator<ReadRow> {
  const lines = createInterface({ input: Readable.from(text), crlfDelay: Number.POSITIVE_INFINITY });
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line.length > LONGEST_ROW)
      throw new FileUnreadable('FILE_ROW_TOO_LONG', { counted: { limit: LONGEST_ROW, found: line.length } });
    const values = line.trim() === '' ? {} : objectIn(line);
    if (values === null) yield { number, row: line, blank: false };
    else {
      const row = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, cellText(value)]));
      yield { number, row, blank: Object.values(row).every((value) => value.trim() === '') };
    }
  }
}

function rowOf(number: number, header: readonly string[], values: readonly string[]): ReadRow {
  const row: Record<string, string> = {};
  for (let index = 0; index < header.length; index += 1) {
    const value = values[index];
    if (value !== undefined) row[header[index] ?? ''] = value;
  }
  // What stands beyond the header is kept with the row, under its number.
  for (let index = header.length; index < values.length; index += 1) {
    if (values[index] !== '') row[`#${index + 1}`] = values[index] ?? '';
  }
  return { number, row, blank: values.every((value) => value.trim() === '') };
}

/** The text of a cell that is not text: a spreadsheet's dates as ISO, nothing as empty. */
function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date)
    return value.toISOString().replace('T', ' ').slice(0, 19).replace(' 00:00:00', '');
  if (typeof value === 'string') return value;
  return JSON.stringify(value);
}

function objectIn(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

/** What comes out of a stream into which `source` is poured; either's failure ends both. */
async function* through<T>(source: AsyncIterable<unknown>, stream: Duplex): AsyncGenerator<T> {
  const poured = pipeline(source, stream).catch(() => undefined);
  try {
    yield* stream;
  } catch (error) {
    if (error instanceof FileUnreadable) throw error;
    const quoteOpen = error instanceof CsvError && error.code === 'CSV_QUOTE_NOT_CLOSED';
    throw new FileUnreadable(quoteOpen ? 'FILE_QUOTE_OPEN' : 'FILE_DAMAGED', { cause: error });
  } finally {
    stream.destroy();
    await poured;
  }
}

async function* decode(
  bytes: AsyncIterable<Uint8Array>,
  encoding: FileReading['encoding'],
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding === 'LATIN-1' ? 'latin1' : 'utf-8', { fatal: true });
  try {
    for await (const chunk of bytes)
      for (let start = 0; start < chunk.length; start += BYTES_AT_A_TIME)
        yield decoder.decode(chunk.subarray(start, start + BYTES_AT_A_TIME), { stream: true });
    yield decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) throw new FileUnreadable('FILE_NOT_UTF8', { cause: error });
    throw error;
  }
}

/** The first bytes, and all of them again. */
async function peek(bytes: AsyncIterable<Uint8Array>) {
  const iterator = bytes[Symbol.asyncIterator]();
  let head = new Uint8Array();
  while (head.length < 4) {
    const next = await iterator.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  async function* all() {
    yield head;
    for (;;) {
      const next = await iterator.next();
      if (next.done === true) return;
      yield next.value;
    }
  }
  return { head, all: all() };
}
