import { execFile } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { z } from 'zod';
import { keyFromSecret } from '../local/access.ts';
import { MEASURE_COLUMNS } from '../schema/exports/columns.ts';
import { chosenMeasures, measureFields } from '../subgraphs/unit/export/chosen-measures.ts';
import { selectColumns } from '../subgraphs/unit/export/select-columns.ts';
import { asOfficer } from './access.ts';
import { fillTables } from './million-records.ts';
import { print, printMachine, secondsOf } from './report.ts';
import { withStack } from './stack.ts';
import type { Stack } from './stack.ts';

const UNIT = 'oslo';
const PERIOD = { from: '2015-01-01', to: '2026-01-01' };
const ASKED = {
  unit: UNIT,
  ...PERIOD,
  asOf: '2026-02-01T00:00:00Z',
  facilities: null,
  kinds: null,
  means: null,
  last: null,
};

const exported = z.object({
  id: z.string(),
  status: z.string(),
  rows: z.number(),
  bytes: z.number().nullable(),
  units: z.array(z.object({ status: z.string() })),
});

/** An inspection package of many records through the gateway, beside psql's copy of the same columns in the same order. */
export async function benchExport({ rows }: { readonly rows: number }): Promise<void> {
  printMachine();
  await withStack(
    [UNIT],
    async (stack) => {
      await fillTables(stack, { unit: UNIT, rows });
      const copied = await secondsOf(() => copyPlainly(stack));
      const { gathered, packed, bytes } = await exportOnce(stack);
      const rate = (seconds: number) => `${Math.round(rows / seconds).toLocaleString('en')} rows/s`;
      print(`${rows.toLocaleString('en')} measures`);
      print(`  psql \\copy                   ${copied.toFixed(1)} s   ${rate(copied)}`);
      print(
        `  gathered at the gateway      ${gathered.toFixed(1)} s   ${rate(gathered)}   ratio ${(copied / gathered).toFixed(2)}`,
      );
      print(
        `  packed, signed, ready        ${packed.toFixed(1)} s   ${rate(packed)}   ratio ${(copied / packed).toFixed(2)}`,
      );
      print(
        `  package ${(bytes / 1e6).toFixed(0)} MB; peak resident: gateway ${stack.peakMemory('gateway')} MB, unit ${stack.peakMemory(UNIT)} MB`,
      );
    },
    { gatewaySettings: { EXPORT_KEY: JSON.stringify(keyFromSecret('for benches')) } },
  );
}

/** psql, over the same statement as a unit's. */
async function copyPlainly(stack: Stack): Promise<void> {
  const asked = JSON.stringify({ ...ASKED, after: null, persons: true, granted: [] });
  const statement = `with asked as materialized (
      select * from jsonb_to_record(current_setting('samsyn.export')::jsonb) as given(
        unit text, "from" date, "to" date, "asOf" timestamptz, facilities text[], kinds text[], means text[], last int,
        after jsonb, persons boolean, granted jsonb))
    select ${selectColumns(MEASURE_COLUMNS, measureFields('measure'))}
      from ${chosenMeasures(ASKED)} as measure, asked order by started_on, id`;
  const file = path.join(stack.directory, 'copied.csv');
  const steps = [
    `set timezone = 'Europe/Oslo'; set work_mem = '16MB'; set jit = off`,
    `select set_config('samsyn.export', '${asked}', false)`,
    `\\copy (${statement.replaceAll(/\s+/g, ' ')}) to '${file}' with (format csv, header)`,
  ].flatMap((step) => ['-c', step]);
  await promisify(execFile)('psql', ['-q', '-o', '/dev/null', stack.superuserUrl(UNIT), ...steps]);
}

async function exportOnce(stack: Stack): Promise<{ gathered: number; packed: number; bytes: number }> {
  const began = performance.now();
  const since = () => (performance.now() - began) / 1000;
  const fields = 'id status rows bytes units { status }';
  const { id } = await ask(
    stack,
    `mutation ($input: InspectionExportInput!) { export: requestInspectionExport(input: $input) { ${fields} } }`,
    {
      input: { units: [UNIT], period: PERIOD, purpose: 'bench', asOf: ASKED.asOf },
    },
  );
  let gathered = 0;
  for (;;) {
    const job = await ask(stack, `query ($id: ID!) { export: inspectionExport(id: $id) { ${fields} } }`, {
      id,
    });
    if (gathered === 0 && job.units.every(({ status }) => status === 'READ')) gathered = since();
    if (job.status === 'READY') return { gathered, packed: since(), bytes: job.bytes ?? 0 };
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
