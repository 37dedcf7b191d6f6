import { gzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import writeExcelFile from 'write-excel-file/node';
import { UNITS } from '../schema/units.ts';
import { ownerUrlOf } from './harness/databases.ts';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';
import { importFile, pogoProfile, realDataPresent, realFile } from './harness/real-data.ts';

/** The same file, as every kind of file a source may send. */
type Variant = {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly rows: number;
  readonly profile?: { readonly encoding: string; readonly delimiter: string };
};

const quote = (value: string) => `"${value.replaceAll('"', '""')}"`;

/** Every sixth row: all of them come in elsewhere, as the CSV they are. */
function someOf(csv: Buffer): Buffer {
  const [header = [], ...rows] = parse(csv, { bom: true });
  const some = [header, ...rows.filter((_, index) => index % 6 === 0)];
  return Buffer.from(some.map((row) => row.map(quote).join(',')).join('\n'));
}

/** Real dates where the text is one, as a person's spreadsheet has. */
function cellOf(text: string): string | Date | null {
  if (text === '') return null;
  const [, month, day, year] = /^(\d+)\/(\d+)\/(\d{4})$/.exec(text) ?? [];
  return year === undefined ? text : new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
}

async function variants(csv: Buffer): Promise<Variant[]> {
  const rows = parse(csv, { bom: true });
  const [header = [], ...body] = rows;
  const objects = body.map((row) => Object.fromEntries(header.map((name, index) => [name, row[index]])));
  // A few rows have letters Latin-1 does not.
  const latin = rows.filter((row) => {
    const text = row.join('');
    return Buffer.from(text, 'latin1').toString('latin1') === text;
  });
  const semicolons = latin.map((row) => row.map(quote).join(';')).join('\r\n');
  const all = { rows: body.length };
  const cells = [header, ...body.map((row) => row.map(cellOf))].map((row) =>
    row.map((value) => (value instanceof Date ? { value, type: Date, format: 'dd.mm.yyyy' } : value)),
  );
  return [
    { ...all, name: 'file.csv', bytes: csv },
    { ...all, name: 'bom.csv', bytes: Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), csv]) },
    { ...all, name: 'file.csv.gz', bytes: gzipSync(csv) },
    { ...all, name: 'file.ndjson', bytes: Buffer.from(objects.map((row) => JSON.stringify(row)).join('\n')) },
    {
      name: 'latin1.csv',
      rows: latin.length - 1,
      bytes: Buffer.from(semicolons, 'latin1'),
      profile: { encoding: 'LATIN-1', delimiter: ';' },
    },
    { ...all, name: 'file.xlsx', bytes: await writeExcelFile(cells).toBuffer() },
  ];
}

/** The content of every record at every unit, without where and when it came in. */
async function exported(federation: Federation): Promise<string[]> {
  const units = UNITS.map(async ({ code }) => {
    const client = new Client({ connectionString: ownerUrlOf(federation.databaseUrl(code)) });
    await client.connect();
    const { rows } = await client.query(
      `select to_jsonb(kept) - 'recorded_at' - 'import_id' - 'row_number' as record
         from measure_version kept order by id, version`,
    );
    await client.end();
    return rows.map(({ record }) => JSON.stringify(record));
  });
  return (await Promise.all(units)).flat();
}

describe.runIf(realDataPresent)('1,093 real placements', () => {
  const federations: Federation[] = [];
  let files: Variant[];
  let first: string[];
  beforeAll(async () => {
    files = await variants(someOf(realFile('pogo/segregation-2016-2018.csv')));
  });
  afterAll(async () => {
    for (const federation of federations) await federation.close();
  });

  const bring = async (federation: Federation, { name, bytes, profile }: Variant) =>
    importFile(federation, { profile: { ...pogoProfile(), ...profile }, bytes, name });

  test('come to the same records from each kind of file', async () => {
    const federation = await startFederation();
    federations.push(federation);
    for (const [index, file] of files.entries()) {
      const sums = await bring(federation, file);
      expect({ file: file.name, ...sums }).toMatchObject(
        index === 0 ? { new: 1093, accepted: 1093 } : { new: 0, changed: 0, unchanged: file.rows },
      );
    }
    expect(files.map(({ rows }) => rows > 1080)).not.toContain(false);
    first = await exported(federation);
    expect(first).toHaveLength(1093);
  });

  test('come to the same database, byte for byte, from a workbook alone', async () => {
    const federation = await startFederation();
    federations.push(federation);
    const workbook = files.find(({ name }) => name === 'file.xlsx');
    expect(workbook).toBeDefined();
    if (workbook !== undefined) await bring(federation, workbook);
    const second = await exported(federation);
    expect(second.filter((record, index) => record !== first[index]).slice(0, 3)).toEqual([]);
    expect(second).toHaveLength(first.length);
  });
});

test('a file that is not in the encoding the profile says is refused, and nothing of it comes in', async () => {
  const federation = await startFederation();
  federations.push(federation);
  const profile = {
    target: 'measures',
    source: 'journal',
    unit: { value: 'oslo' },
    sourceKey: { column: 'id' },
    fields: {
      kind: { value: 'EXCLUSION' },
      means: { value: 'EXCLUSION' },
      start: { column: 'fra', format: 'D.M.YYYY' },
      facility: { column: 'sted' },
    },
  };
  const bytes = Buffer.from('id,fra,sted\n1,1.2.2025,Tromsø\n', 'latin1');
  const refused = await importFile(federation, { profile, bytes, name: 'latin1.csv' });
  expect(refused).toMatchObject({ code: 'FILE_NOT_UTF8', message: expect.stringContaining('UTF-8') });
  const taken = await importFile(federation, {
    profile: { ...profile, encoding: 'LATIN-1' },
    bytes,
    name: 'latin1.csv',
  });
  expect(taken).toMatchObject({ read: 1, new: 1 });
  const answer = await federation.ask('{ unit(code: "oslo") { measures { nodes { facility } } } }');
  expect(answer.data.unit.measures.nodes).toEqual([{ facility: 'Tromsø' }]);
});

const federations: Federation[] = [];
afterAll(async () => {
  for (const federation of federations) await federation.close();
});
