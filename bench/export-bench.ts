import { execFile } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { z } from 'zod';
import { keyFromSecret } from '../local/access.ts';
import { INMATES_SUBGRAPH, MEASURES_SUBGRAPH } from '../schema/units.ts';
import { CASE_PARTS } from '../subgraphs/measures/cases/export-cases.ts';
import { ASKED } from '../subgraphs/platform/export-parts.ts';
import { UNIT_PARTS } from '../subgraphs/unit/export/unit-parts.ts';
import { asOfficer } from './access.ts';
import { addMeasures, addStays } from './headline/ten-years.ts';
import { runAsOwner } from './million-records.ts';
import { cpuSecondsOf } from './processes.ts';
import { print, printMachine } from './report.ts';
import { withStack } from './stack.ts';
import type { Stack } from './stack.ts';

const UNIT = 'oslo';
const PERIOD = { from: '2015-01-01', to: '2026-01-01' };

const exported = z.object({
  id: z.string(),
  status: z.string(),
  rows: z.number(),
  bytes: z.number().nullable(),
  units: z.array(z.object({ status: z.string() })),
});

/**
 * An inspection package of many records through the gateway, beside psql's copies of the same tables: the same
 * statements, one after another, each to a file. Once as known now, once as known before something was written.
 */
export async function benchExport({ rows }: { readonly rows: number }): Promise<void> {
  printMachine();
  await withStack(
    [UNIT],
    async (stack) => {
      await addMeasures(stack.superuserUrl(UNIT), { unit: UNIT, from: 1, to: rows });
      await addStays(stack.superuserUrl(INMATES_SUBGRAPH), [UNIT]);
      const asOf = new Date().toISOString();
      const atRest = stack.peakMemory('gateway');
      print(`${rows.toLocaleString('en')} measures`);
      await exportBeside(stack, { name: 'as known now', asOf });
      await runAsOwner(stack.superuserUrl(UNIT), [
        'update watermark set mark = gen_random_uuid(), written_at = now()',
      ]);
      await exportBeside(stack, { name: 'as known at a past moment', asOf });
      print(
        `  peak resident: gateway ${stack.peakMemory('gateway')} MB (${atRest} before), unit ${stack.peakMemory(UNIT)} MB`,
      );
    },
    { gatewaySettings: { EXPORT_KEY: JSON.stringify(keyFromSecret('for benches')) } },
  );
}

async function exportBeside(
  stack: Stack,
  { name, asOf }: { readonly name: string; readonly asOf: string },
): Promise<void> {
  const copied = await copyPlainly(stack, asOf);
  const before = programs(stack);
  const { gathered, packed, bytes, rows } = await exportOnce(stack, asOf);
  if (rows !== copied.rows) throw new Error(`${rows} rows were exported, ${copied.rows} copied`);
  const used = programs(stack).map(
    ({ program, cpu }, index) => `${program} ${(cpu - (before[index]?.cpu ?? 0)).toFixed(1)}`,
  );
  const told = (seconds: number) =>
    `${seconds.toFixed(1)} s   ${Math.round(rows / seconds).toLocaleString('en')} rows/s   ratio ${(copied.seconds / seconds).toFixed(2)}`;
  print(`  ${name}, ${rows.toLocaleString('en')} rows in all tables`);
  print(`    psql \\copy of all tables   ${told(copied.seconds)}`);
  print(`    gathered at the gateway    ${told(gathered)}`);
  print(
    `    packed, signed, ready      ${told(packed)}   ${(bytes / 1e6).toFixed(0)} MB; seconds of processor: ${used.join(', ')}`,
  );
}

function programs(stack: Stack) {
  return ['gateway', UNIT, INMATES_SUBGRAPH, MEASURES_SUBGRAPH].map((program) => ({
    program,
    cpu: cpuSecondsOf(stack.pidOf(program)),
  }));
}

/** psql, over the same statements as the owners'. */
async function copyPlainly(stack: Stack, asOf: string): Promise<{ seconds: number; rows: number }> {
  const question = { unit: UNIT, ...PERIOD, asOf, facilities: null, kinds: null, means: null, last: null };
  const asked = JSON.stringify({ ...question, after: null, persons: true, granted: [] });
  let seconds = 0;
  let rows = 0;
  for (const [owner, parts] of [
    [UNIT, UNIT_PARTS],
    [MEASURES_SUBGRAPH, CASE_PARTS],
  ] as const) {
    const copies = [...parts].map(([code, statement]) => {
      const select = `with ${ASKED} select line.* from (${statement(question)}) as line`.replaceAll(
        /\s+/g,
        ' ',
      );
      return `\\copy (${select}) to '${path.join(stack.directory, `${code}.csv`)}' with (format csv, header)`;
    });
    const steps = [
      `set timezone = 'Europe/Oslo'; set work_mem = '16MB'; set jit = off; set enable_nestloop = off`,
      `select set_config('samsyn.export', '${asked}', false)`,
      ...copies,
    ].flatMap((step) => ['-c', step]);
    const began = performance.now();
    const { stdout } = await promisify(execFile)('psql', [stack.superuserUrl(owner), ...steps]);
    seconds += (performance.now() - began) / 1000;
    rows += [...stdout.matchAll(/^COPY (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
  }
  return { seconds, rows };
}

async function exportOnce(
  stack: Stack,
  asOf: string,
): Promise<{ gathered: number; packed: number; bytes: number; rows: number }> {
  const began = performance.now();
  const since = () => (performance.now() - began) / 1000;
  const fields = 'id status rows bytes units { status }';
  const { id } = await ask(
    stack,
    `mutation ($input: InspectionExportInput!) { export: requestInspectionExport(input: $input) { ${fields} } }`,
    {
      input: { units: [UNIT], period: PERIOD, purpose: 'bench', asOf },
    },
  );
  let gathered = 0;
  for (;;) {
    const job = await ask(stack, `query ($id: ID!) { export: inspectionExport(id: $id) { ${fields} } }`, {
      id,
    });
    if (gathered === 0 && job.units.every(({ status }) => status === 'READ')) gathered = since();
    if (job.status === 'READY') return { gathered, packed: since(), bytes: job.bytes ?? 0, rows: job.rows };
    if (job.status !== 'WAITING' && job.status !== 'RUNNING') throw new Error(`the export is ${job.status}`);
    await sleep(100);
  }
}

async function ask(stack: Stack, query: string, variables: object) {
  const response = await fetch(`${stack.gateway}/graphql`, {
    method: 'POST',
    headers: { ...asOfficer, 'samsyn-purpose': 'bench', 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return z.object({ data: z.object({ export: exported }) }).parse(await response.json()).data.export;
}
