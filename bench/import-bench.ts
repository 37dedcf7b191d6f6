import { asOfficer } from './access.ts';
import { createReadStream, createWriteStream } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Client } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { sendFile } from '../commands/send-file.ts';
import { keepingSeconds } from './keeping.ts';
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
    const client = new Client({ connectionString: stack.ownerUrl(UNIT) });
    // What goes wrong is told by the query that meets it.
    client.on('error', () => undefined);
    await client.connect();
    await client.query('create table indexed_copy (like measure_version including all)');
    let imported = 0;
    const rates = { import: [] as number[], indexed: [] as number[], bare: [] as number[] };
    await bring(stack, { name: 'warm', rows: WARM_UP_ROWS });
    for (let run = 0; run < repeats; run += 1) {
      const seconds = await bring(stack, { name: `run-${run}`, rows });
      imported = seconds;
      const file = await exportRows(client, stack, `run-${run}`);
      await client.query('drop table if exists bare_copy');
      await client.query('create table bare_copy (like measure_version including generated)');
      rates.import.push(rows / seconds);
      rates.indexed.push(rows / (await copyInto(client, 'indexed_copy', file)));
      rates.bare.push(rows / (await copyInto(client, 'bare_copy', file)));
    }
    await client.end();
    const kept = await keepingSeconds(stack.ownerUrl(UNIT), `run-${repeats - 1}`);
    const share = rates.import.map((rate, run) => rate / (rates.indexed[run] ?? 1));
    print(`  import through the gateway      ${spread(rates.import)} rows/s`);
    print(`  COPY into the indexed table     ${spread(rates.indexed)} rows/s`);
    print(`  COPY into a bare table          ${spread(rates.bare)} rows/s`);
    print(`  import / COPY, same indexes     ${spread(share, 2)}   (wanted: at least 0.3)`);
    print(
      `  peak resident memory            gateway ${stack.peakMemory('gateway')} MB, unit ${stack.peakMemory(UNIT)} MB   (wanted: under 200)`,
    );
    print(
      `  of the last import              ${shareOf(kept.months, imported)} to keep the months, ${shareOf(kept.judging, imported)} to judge`,
    );
    print(`  COPY bare / indexed             ${(median(rates.bare) / median(rates.indexed)).toFixed(2)}`);
  });
}

function shareOf(part: number, whole: number): string {
  return `${Math.round((100 * part) / whole)} %`;
}

async function bring(stack: Stack, { name, rows }: { name: string; rows: number }): Promise<number> {
  const file = path.join(stack.directory, `${name}.csv`);
  await pipeline(Readable.from(lines(rows)), createWriteStream(file));
  const request = await sendFile({ file, fields: { profile: JSON.stringify(profile(name)) } });
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

const COLUMNS =
  'sak,enhet,start,slutt,hjemmel,fengsel,kjønn,alder,status,statsborgerskap,omfang,vedtatt,nivå';

/** Rows such as a unit's own system exports: clock times, a decision, the person's attributes. */
function* lines(rows: number): Generator<string> {
  yield `${COLUMNS}\n`;
  const start = Date.parse('2015-01-01T08:00:00Z');
  let chunk = '';
  for (let row = 0; row < rows; row += 1) {
    const begun = start + (row % 3600) * 86_400_000 + (row % 700) * 60_000;
    // Never between two and three at night, which summer time skips once a year.
    const ended = begun + (row % 40) * 86_400_000 + (1 + (row % 4)) * 3_600_000;
    const fields = [
      `sak-${row}`,
      'Oslo fengsel',
      local(begun),
      row % 50 === 0 ? '' : local(ended),
      '§37 b',
      `Avdeling ${row % 7}`,
      row % 17 === 0 ? 'K' : 'M',
      '25-34',
      row % 5 === 0 ? 'varetekt' : 'dom',
      row % 4 === 0 ? 'utenlandsk' : 'norsk',
      row % 3 === 0 ? 'delvis' : 'hel',
      local(begun),
      'lokalt',
    ];
    chunk += `${fields.join(',')}\n`;
    if (chunk.length > 65_536) {
      yield chunk;
      chunk = '';
    }
  }
  yield chunk;
}

function local(moment: number): string {
  return new Date(moment).toISOString().slice(0, 16).replace('T', ' ');
}

function profile(source: string) {
  return {
    target: 'measures',
    source,
    unit: { column: 'enhet', prefixes: { Oslo: UNIT } },
    sourceKey: { column: 'sak' },
    fields: {
      kind: { value: 'EXCLUSION' },
      means: { value: 'EXCLUSION' },
      start: { column: 'start', format: 'YYYY-MM-DD HH:mm' },
      end: { column: 'slutt', format: 'YYYY-MM-DD HH:mm' },
      legalBasis: { column: 'hjemmel', values: { '§37 b': '37-1-b' } },
      facility: { column: 'fengsel' },
      sex: { column: 'kjønn', values: { K: 'FEMALE', M: 'MALE' } },
      ageGroup: { column: 'alder', values: { '25-34': 'AGE_25_34' } },
      custody: { column: 'status', values: { varetekt: 'REMAND', dom: 'SENTENCED' } },
      citizenship: { column: 'statsborgerskap', values: { norsk: 'NORWEGIAN', utenlandsk: 'FOREIGN' } },
      extent: { column: 'omfang', values: { hel: 'WHOLE', delvis: 'PARTIAL' } },
      'decision.decidedAt': { column: 'vedtatt', format: 'YYYY-MM-DD HH:mm' },
      'decision.level': { column: 'nivå', values: { lokalt: 'LOCAL' } },
    },
  };
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
