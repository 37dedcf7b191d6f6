import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { SchemaElement } from 'hyparquet-writer';
import type { Cell, Column, ColumnType, FeedTable, Row } from '../feed.ts';
import type { Format, Told } from './format.ts';

/** https://parquet.apache.org/docs/file-format/types/: moments are adjusted to UTC, counts fit 32 bits. */
const TYPES: Readonly<Record<ColumnType, Partial<SchemaElement>>> = {
  TEXT: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  INTEGER: { type: 'INT32' },
  NUMBER: { type: 'DOUBLE' },
  DATE: { type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } },
  MOMENT: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
  BOOLEAN: { type: 'BOOLEAN' },
};

/** Typed columns for R, Python, DuckDB and Power BI; what the rows rest on is in the file's metadata under `samsyn`. */
export const parquet: Format = {
  name: 'parquet',
  mediaType: 'application/vnd.apache.parquet',
  offers: () => true,
  write: async (table, told) => {
    const writer = new ByteWriter();
    const file = parquetFile(writer, table, told);
    await file.write({ columnData: columnData(table) });
    await file.finish();
    return Buffer.from(writer.getBuffer());
  },
  stream: async function* stream(table, told) {
    const writer = new ByteWriter();
    const file = parquetFile(writer, table, told);
    const { columns } = table;
    for await (const rows of gathered(table.batches, ROW_GROUP)) {
      await file.write({ columnData: columnData({ columns, rows }), rowGroupSize: ROW_GROUP });
      yield taken(writer);
    }
    await file.finish();
    yield taken(writer);
  },
};

/** Readers take a group at a time, and so do we. */
const ROW_GROUP = 10_000;

function parquetFile(writer: ByteWriter, table: Omit<FeedTable, 'rows'>, told: Told): ParquetWriter {
  return new ParquetWriter({
    writer,
    schema: parquetSchema(table.columns),
    kvMetadata: [{ key: 'samsyn', value: JSON.stringify(aboutTable(table, told)) }],
    createdBy: 'samsyn',
  });
}

/** What was written since the last time; the writer goes on counting where it is in the file. */
function taken(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes().slice();
  writer.index = 0;
  return bytes;
}

async function* gathered(batches: AsyncIterable<readonly Row[]>, size: number): AsyncGenerator<Row[]> {
  let rows: Row[] = [];
  for await (const batch of batches) {
    rows.push(...batch);
    if (rows.length < size) continue;
    yield rows;
    rows = [];
  }
  if (rows.length > 0) yield rows;
}

function parquetSchema(columns: readonly Column[]): SchemaElement[] {
  return [
    { name: 'root', num_children: columns.length },
    ...columns.map(({ name, type }) => ({ name, repetition_type: 'OPTIONAL' as const, ...TYPES[type] })),
  ];
}

function columnData({ columns, rows }: Pick<FeedTable, 'columns' | 'rows'>) {
  return columns.map(({ name, type }, index) => ({
    name,
    data: rows.map((row) => parquetCell(row[index] ?? null, type)),
  }));
}

function parquetCell(cell: Cell, type: ColumnType): Cell | Date {
  return typeof cell === 'string' && (type === 'DATE' || type === 'MOMENT') ? new Date(cell) : cell;
}

function aboutTable({ coverage, columns }: Omit<FeedTable, 'rows'>, { feed, asked, retrievedAt }: Told) {
  return {
    feed: feed.name,
    asked,
    retrievedAt: retrievedAt.toISOString(),
    coverage,
    columns: columns.map(({ name, unit, title }) => ({ name, unit, title: title[asked.language] })),
  };
}
