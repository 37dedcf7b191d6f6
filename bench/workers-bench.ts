import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { UNITS } from '../schema/units.ts';
import { startOurs } from './contenders.ts';
import { load } from './load.ts';
import type { Measurement } from './load.ts';
import { OPERATIONS } from './operations.ts';
import { median, print, printMachine, spread } from './report.ts';
import { compareAnswers } from './same-answers.ts';
import { loadSampleRecords } from './sample-records.ts';
import { withStack } from './stack.ts';

const CLIENTS = 50;
const WARM_UP_SECONDS = 4;

/** The same gateway with one worker and with several, every answer computed, subgraphs replayed from memory. */
export async function benchWorkers(options: {
  readonly repeats: number;
  readonly seconds: number;
  readonly workers: readonly number[];
}): Promise<void> {
  printMachine();
  print(
    `${CLIENTS} clients, ${options.repeats} × ${options.seconds} s in turn after ${WARM_UP_SECONDS} s to warm up; subgraphs are replayed from memory, so that the gateway is what uses the processors, beside the clients and the replay in one process.`,
  );
  await withStack(
    UNITS.map(({ code }) => code),
    async (stack) => {
      await loadSampleRecords(stack.gateway);
      const replay = new Worker(new URL('./replay.ts', import.meta.url), { workerData: stack.urls });
      const urls = (await once(replay, 'message'))[0] as typeof stack.urls;
      const gateways = new Map<number, Awaited<ReturnType<typeof startOurs>>>();
      try {
        for (const workers of options.workers)
          gateways.set(
            workers,
            await startOurs({ ...stack, urls, sharing: 'off', environment: { WORKERS: String(workers) } }),
          );
        for (const { name, bodies } of OPERATIONS) {
          const exchanges = await compareAnswers([...gateways.values()], bodies);
          const runs = new Map<number, Measurement[]>(options.workers.map((workers) => [workers, []]));
          for (let run = -1; run < options.repeats; run += 1)
            for (const [workers, contender] of gateways) {
              const seconds = run < 0 ? WARM_UP_SECONDS : options.seconds;
              const given = exchanges.get(contender) ?? [];
              const measured = await load({ contender, exchanges: given, clients: CLIENTS, seconds });
              if (run >= 0) runs.get(workers)?.push(measured);
            }
          print(`\n${name}`);
          printRuns(runs);
        }
      } finally {
        await Promise.all([...gateways.values()].map((gateway) => gateway.stop()));
      }
      await replay.terminate();
    },
  );
}

function printRuns(runs: ReadonlyMap<number, readonly Measurement[]>): void {
  const [first = []] = runs.values();
  for (const [workers, measured] of runs) {
    const ratios = measured.map(({ perSecond }, run) => perSecond / (first[run]?.perSecond ?? 1));
    const cores = measured.map(({ perSecond, cpu }) => (perSecond * cpu) / 1000);
    const errors = measured.reduce((sum, run) => sum + run.errors, 0);
    print(
      `  ${workers} worker${workers === 1 ? ' ' : 's'}  ${spread(measured.map((run) => run.perSecond))} requests/s   ${spread(ratios, 2)} × one   gateway ${median(measured.map((run) => run.cpu)).toFixed(2)} ms of processor a request, ${spread(cores, 2)} processors in use   p95 ${spread(
        measured.map((run) => run.p95),
        1,
      )} ms   ${errors} errors`,
    );
  }
}
