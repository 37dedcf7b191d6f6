import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { SchemaElement } from 'hyparquet-writer';
import type { Cell, Column, ColumnType, FeedTable } from '../feed.ts';
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
    const file = new ParquetWriter({
      writer,
      schema: parquetSchema(table.columns),
      kvMetadata: [{ key: 'samsyn', value: JSON.stringify(aboutTable(table, told)) }],
      createdBy: 'samsyn',
    });
    await file.write({ columnData: columnData(table) });
    await file.finish();
    return Buffer.from(writer.getBuffer());
  },
};

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

function aboutTable({ coverage, columns }: FeedTable, { feed, asked, retrievedAt }: Told) {
  return {
    feed: feed.name,
    asked,
    retrievedAt: retrievedAt.toISOString(),
    coverage,
    columns: columns.map(({ name, unit, title }) => ({ name, unit, title: title[asked.language] })),
  };
}
