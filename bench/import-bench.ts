import { asOfficer } from './access.ts';
import { createReadStream, createWriteStream } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Client } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { sendFile } from '../commands/send-file.ts';
import { benchKeeping } from './import-keeping.ts';
import { sampleLines, sampleProfile } from './import-sample.ts';
import { memoryOf } from './processes.ts';
import { median, print, printMachine, secondsOf, spread } from './report.ts';
import { withStack } from './stack.ts';
import type { Stack } from './stack.ts';

const UNIT = 'oslo';
const WARM_UP_ROWS = 5000;

/**
 * Rows per second of an import through the gateway into one unit, against COPY of the same rows into the
 * same table with the same indexes, and into one without any.
 */
export async function benchImport({
  rows,
  repeats,
}: {
  readonly rows: number;
  readonly repeats: number;
}): Promise<void> {
  printMachine();
  print(
    `Import of ${rows.toLocaleString('en')} CSV rows into one unit, ${repeats} times, after ${WARM_UP_ROWS} to warm up`,
  );
  await withStack([UNIT], async (stack) => {
    const client = new Client({ connectionString: stack.superuserUrl(UNIT) });
    // What goes wrong is told by the query that meets it.
    client.on('error', () => undefined);
    await client.connect();
    await client.query('create table indexed_copy (like measure_version including all)');
    const rates = { import: [] as number[], indexed: [] as number[], bare: [] as number[] };
    await bring(stack, { name: 'warm', rows: WARM_UP_ROWS });
    for (let run = 0; run < repeats; run += 1) {
      const seconds = await bring(stack, { name: `run-${run}`, rows });
      const file = await exportRows(client, stack, `run-${run}`);
      await client.query('drop table if exists bare_copy');
      await client.query('create table bare_copy (like measure_version including generated)');
      rates.import.push(rows / seconds);
      rates.indexed.push(rows / (await copyInto(client, 'indexed_copy', file)));
      rates.bare.push(rows / (await copyInto(client, 'bare_copy', file)));
    }
    await client.end();
    await benchKeeping(stack.databaseOf(UNIT)['DATABASE_URL'] ?? '', repeats);
    const share = rates.import.map((rate, run) => rate / (rates.indexed[run] ?? 1));
    print(`  import through the gateway      ${spread(rates.import)} rows/s`);
    print(`  COPY into the indexed table     ${spread(rates.indexed)} rows/s`);
    print(`  COPY into a bare table          ${spread(rates.bare)} rows/s`);
    print(`  import / COPY, same indexes     ${spread(share, 2)}   (wanted: at least 0.3)`);
    for (const program of ['gateway', UNIT]) {
      const { resident, proportional } = memoryOf(stack.pidOf(program));
      print(
        `  resident memory of ${program.padEnd(13)}${stack.peakMemory(program)} MB at most, ${resident} at the end, ` +
          `${proportional} with what is shared counted once   (wanted: under 200)`,
      );
    }
    print(`  COPY bare / indexed             ${(median(rates.bare) / median(rates.indexed)).toFixed(2)}`);
  });
}

async function bring(stack: Stack, { name, rows }: { name: string; rows: number }): Promise<number> {
  const file = path.join(stack.directory, `${name}.csv`);
  await pipeline(Readable.from(sampleLines(rows)), createWriteStream(file));
  const request = await sendFile({ file, fields: { profile: JSON.stringify(sampleProfile(name, UNIT)) } });
  let accepted = 0;
  const seconds = await secondsOf(async () => {
    const response = await fetch(`${stack.gateway}/import/measures`, {
      ...request,
      headers: { ...request.headers, ...asOfficer },
    });
    accepted = ((await response.json()) as { accepted: number }).accepted;
  });
  if (accepted !== rows) throw new Error(`${accepted} of ${rows} rows were accepted`);
  return seconds;
}

async function exportRows(client: Client, stack: Stack, source: string): Promise<string> {
  const file = path.join(stack.directory, `${source}.copy`);
  const columns = await columnsOf(client);
  const rows = client.query(
    copyTo(`copy (select ${columns} from measure_version where source = '${source}') to stdout`),
  );
  await pipeline(rows, createWriteStream(file));
  return file;
}

async function copyInto(client: Client, table: string, file: string): Promise<number> {
  const columns = await columnsOf(client);
  return secondsOf(() =>
    pipeline(createReadStream(file), client.query(copyFrom(`copy ${table} (${columns}) from stdin`))),
  );
}

async function columnsOf(client: Client): Promise<string> {
  const { rows } = await client.query<{ names: string }>(
    `select string_agg(attname, ', ' order by attnum) as names from pg_attribute
      where attrelid = 'measure_version'::regclass and attnum > 0 and attgenerated = ''`,
  );
  return rows[0]?.names ?? '';
}
