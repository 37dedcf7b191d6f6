import { cpus } from 'node:os';
import { UNITS } from '../schema/units.ts';
import type { PracticeDimension } from '../schema/vocabulary.ts';
import { load } from './load.ts';
import { cpuSecondsOf, descendants } from './processes.ts';
import { print, printMachine, spread } from './report.ts';
import { compareAnswers } from './same-answers.ts';
import { loadSampleRecords } from './sample-records.ts';
import { withStack } from './stack.ts';
import type { Stack } from './stack.ts';

const CLIENTS = 200;
const WARM_UP_SECONDS = 3;

const QUERY = `query ($by: [PracticeDimension!]!) {
  practice(filter: { period: { from: "2025-01-01", to: "2026-01-01" } }, by: $by) {
    coverage { complete answered { unit { code } dataThrough } missing { reason } }
    total { started hours medianHours p90Hours ratePer1000InmateDays }
    groups { unit { code } region kind means legalBasis { code } extent quarter month sex ageGroup custody citizenship
      figures { started hours medianHours ratePer1000InmateDays } }
  }
}`;
const TWELVE_FIGURES: readonly (readonly PracticeDimension[])[] = [
  [],
  ['UNIT'],
  ['REGION'],
  ['KIND'],
  ['MEANS'],
  ['LEGAL_BASIS'],
  ['EXTENT'],
  ['MONTH'],
  ['UNIT', 'QUARTER'],
  ['SEX', 'AGE_GROUP'],
  ['CUSTODY'],
  ['CITIZENSHIP'],
];

/** A page of twelve figures, refreshed without pause by many clients: answers per second, and what they cost the units. */
export async function benchDashboard(options: {
  readonly repeats: number;
  readonly seconds: number;
}): Promise<void> {
  printMachine();
  print(
    `Twelve figures refreshed by ${CLIENTS} clients without pause, ${options.repeats} × ${options.seconds} s after ${WARM_UP_SECONDS} s to warm up; an answer is at most 2 s old.`,
  );
  await withStack(
    UNITS.map(({ code }) => code),
    async (stack) => {
      await loadSampleRecords(stack.gateway);
      const gateway = {
        name: 'ours',
        url: stack.gateway,
        pid: stack.pidOf('gateway'),
        stop: async () => undefined,
      } as const;
      const bodies = TWELVE_FIGURES.map((by) => JSON.stringify({ query: QUERY, variables: { by } }));
      const exchanges = (await compareAnswers([gateway], bodies)).get(gateway) ?? [];
      await load({ contender: gateway, exchanges, clients: CLIENTS, seconds: WARM_UP_SECONDS });
      const figures = {
        perSecond: [] as number[],
        p95: [] as number[],
        gateway: [] as number[],
        rest: [] as number[],
      };
      for (let run = 0; run < options.repeats; run += 1) {
        const before = restCpu(stack);
        const { seconds } = options;
        const measured = await load({ contender: gateway, exchanges, clients: CLIENTS, seconds });
        if (measured.errors > 0) throw new Error(`${measured.errors} answers were other than the first`);
        figures.perSecond.push(measured.perSecond);
        figures.p95.push(measured.p95);
        figures.gateway.push((100 * measured.cpu * measured.perSecond) / 1000);
        figures.rest.push((100 * (restCpu(stack) - before)) / seconds);
      }
      print(`  answers/s                       ${spread(figures.perSecond)}   (wanted: at least 2,000)`);
      print(`  p95                             ${spread(figures.p95, 1)} ms`);
      print(
        `  gateway                         ${spread(figures.gateway)} % of one of ${cpus().length} processors`,
      );
      print(`  14 subgraphs and PostgreSQL     ${spread(figures.rest, 1)} % of one processor, all together`);
    },
  );
}

/** Processor seconds of everything but the gateway so far. */
function restCpu(stack: Stack): number {
  const gateway = stack.pidOf('gateway');
  return descendants()
    .filter((pid) => pid !== gateway)
    .reduce((sum, pid) => sum + cpuSecondsOf(pid), 0);
}
