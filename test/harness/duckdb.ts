import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** What DuckDB, which shares nothing with us, reads from a file, and the types it finds. */
export async function readInDuckdb(
  bytes: Buffer,
  from: (file: string) => string,
): Promise<{ readonly types: Readonly<Record<string, string>>; readonly rows: readonly any[] }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'samsyn-duckdb-'));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const file = path.join(folder, 'file');
    writeFileSync(file, bytes);
    const read = await connection.runAndReadAll(`select * from ${from(file)}`);
    const types = read.columnTypes().map(String);
    return {
      types: Object.fromEntries(read.columnNames().map((name, index) => [name, types[index] ?? ''])),
      rows: read.getRowObjectsJS(),
    };
  } finally {
    connection.closeSync();
    instance.closeSync();
    rmSync(folder, { recursive: true });
  }
}
