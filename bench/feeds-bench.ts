import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { asOfficer } from './access.ts';
import { fillTables } from './million-records.ts';
import { print, printMachine, secondsOf, spread } from './report.ts';
import { withStack } from './stack.ts';
import type { Stack } from './stack.ts';

const UNIT = 'oslo';
const EVERYTHING = `from=2015-01-01&to=2026-01-01&unit=${UNIT}`;
/** The columns of the feed that a table has. */
const COPY = `copy (select id, source, source_key, kind, means, legal_basis, extent, facility, security_level, started_at,
  started_on, ended_at, ended_on, length_seconds, sex, age_group, custody, citizenship, vulnerability, decision_level,
  decided_at, written_at, version, recorded_at from measure_version order by started_on desc, id desc) to stdout (format csv, header)`;

/** A feed in full against a refresh that is answered 304, and records per second against `COPY` of the same columns. */
export async function benchFeeds({ rows, repeats }: { rows: number; repeats: number }): Promise<void> {
  printMachine();
  print(`${rows.toLocaleString('en')} records in one unit, ${repeats} times each in turn`);
  await withStack([UNIT], async (stack) => {
    await fillTables(stack, { unit: UNIT, rows });
    await benchRefresh(stack, repeats);
    await benchRecords(stack, { rows, repeats });
  });
}

async function benchRefresh({ gateway }: Stack, repeats: number): Promise<void> {
  const url = `${gateway}/feeds/practice.csv?${EVERYTHING}&by=MONTH,MEANS`;
  const full: number[] = [];
  const refreshed: number[] = [];
  for (let run = 0; run < repeats; run += 1) {
    // Another period each time, so that no answer is kept.
    const other = url.replace('to=2026', `to=${2027 + run}`);
    let tag = '';
    full.push(
      1000 *
        (await secondsOf(async () => {
          const response = await fetch(other, { headers: asOfficer });
          await response.arrayBuffer();
          tag = response.headers.get('etag') ?? '';
        })),
    );
    refreshed.push(
      1000 *
        (await secondsOf(async () => {
          const { status } = await fetch(other, { headers: { ...asOfficer, 'if-none-match': tag } });
          if (status !== 304) throw new Error(`a refresh was answered ${status}`);
        })),
    );
  }
  print(`  figures by month and means, computed   ${spread(full, 1)} ms`);
  print(`  the same, unchanged (304)              ${spread(refreshed, 1)} ms`);
}

async function benchRecords(
  stack: Stack,
  { rows, repeats }: { rows: number; repeats: number },
): Promise<void> {
  const ours: number[] = [];
  const copied: number[] = [];
  for (let run = 0; run < repeats; run += 1) {
    const file = path.join(stack.directory, 'feed.csv');
    const seconds = await secondsOf(async () => {
      const { body, status } = await fetch(`${stack.gateway}/feeds/measures.csv?${EVERYTHING}`, {
        headers: { ...asOfficer, 'accept-encoding': 'identity' },
      });
      if (status !== 200 || body === null)
        throw new Error(
          `the feed was answered ${status}: ${body === null ? '' : await new Response(body).text()}`,
        );
      await pipeline(Readable.fromWeb(body), createWriteStream(file));
    });
    ours.push(rows / seconds);
    const client = new Client({ connectionString: stack.superuserUrl(UNIT) });
    await client.connect();
    copied.push(
      rows / (await secondsOf(() => pipeline(client.query(copyTo(COPY)), createWriteStream(`${file}.copy`)))),
    );
    await client.end();
  }
  print(`  measures.csv                           ${spread(ours)} rows/s`);
  print(`  COPY of the same columns               ${spread(copied)} rows/s`);
  print(`  memory of the gateway, most            ${spread([stack.peakMemory('gateway')])} MB`);
}
