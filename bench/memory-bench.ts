import { readFileSync } from 'node:fs';
import { Pool } from 'undici';
import { UNITS } from '../schema/units.ts';
import { ask } from './load.ts';
import { descendants, memoryOf } from './processes.ts';
import { print, printMachine, secondsOf } from './report.ts';
import { loadSampleRecords } from './sample-records.ts';
import { withStack } from './stack.ts';
import type { Stack } from './stack.ts';

const UNIT = 'oslo';
const CLIENTS = 20;
const STEPS = 10;
const RECORDS = readFileSync(new URL('../schema/operations/records.graphql', import.meta.url), 'utf8');
const BODY = JSON.stringify({ query: RECORDS, variables: { unit: UNIT, first: 5, after: null } });

/** Memory of the gateway, of a unit and of everything together while many small pages of records are asked for. */
export async function benchMemory(options: {
  readonly requests: number;
  readonly nodeOptions: string;
}): Promise<void> {
  const { requests, nodeOptions } = options;
  printMachine();
  print(
    `${requests.toLocaleString('en')} requests from ${CLIENTS} clients, each through the gateway, ${UNIT} and inmates; NODE_OPTIONS '${nodeOptions}'`,
  );
  print('MB resident (proportional, which counts what is shared once):');
  const codes = UNITS.map(({ code }) => code);
  await withStack(
    codes,
    async (stack) => {
      printMemory('started', stack);
      await loadSampleRecords(stack.gateway);
      printMemory('records loaded', stack);
      const pool = new Pool(stack.gateway, { connections: CLIENTS });
      const expected = await ask(pool, BODY);
      for (let step = 1; step <= STEPS; step += 1) {
        let left = requests / STEPS;
        const client = async () => {
          while (left > 0) {
            left -= 1;
            const answer = await ask(pool, BODY);
            if (answer !== expected) throw new Error(`expected ${expected}\ngot ${answer}`);
          }
        };
        const seconds = await secondsOf(() => Promise.all(Array.from({ length: CLIENTS }, client)));
        const rate = Math.round(requests / STEPS / seconds);
        printMemory(`${((requests / STEPS) * step).toLocaleString('en')} (${rate}/s)`, stack);
      }
      await pool.destroy();
    },
    { nodeOptions },
  );
}

function printMemory(when: string, stack: Stack): void {
  const show = (pids: readonly number[]) => {
    const memories = pids.map(memoryOf);
    const sum = (kind: 'resident' | 'proportional') =>
      memories.reduce((total, memory) => total + memory[kind], 0);
    return `${sum('resident')} (${sum('proportional')})`;
  };
  print(
    `  ${when.padEnd(24)}gateway ${show([stack.pidOf('gateway')])}   ${UNIT} ${show([stack.pidOf(UNIT)])}   all programs and PostgreSQL ${show(descendants())}`,
  );
}
