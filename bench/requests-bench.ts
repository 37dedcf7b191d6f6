import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { UNITS } from '../schema/units.ts';
import { startContenders } from './contenders.ts';
import type { Contender, Sharing } from './contenders.ts';
import { load } from './load.ts';
import type { Exchange, Measurement } from './load.ts';
import { OPERATIONS } from './operations.ts';
import { median, print, printMachine, spread } from './report.ts';
import { compareAnswers } from './same-answers.ts';
import { loadSampleRecords } from './sample-records.ts';
import { withStack } from './stack.ts';

const WARM_UP_SECONDS = 4;

export type RequestsOptions = {
  readonly repeats: number;
  readonly seconds: number;
  readonly operations: readonly string[];
  readonly sharing: readonly Sharing[];
  readonly clients: readonly number[];
  /** Subgraphs' answers from memory instead of from the subgraphs. */
  readonly replay: boolean;
  readonly profile: string | undefined;
};

/** Requests per second and latency of our gateway, stock @apollo/gateway and Hive Gateway on the same subgraphs. */
export async function benchRequests(options: RequestsOptions): Promise<void> {
  printMachine();
  print(
    `${options.repeats} × ${options.seconds} s for each number of clients, gateways in turn, after ${WARM_UP_SECONDS} s to warm up.`,
  );
  print(
    options.replay ? 'Subgraphs are replayed from memory.' : 'Fourteen subgraphs and PostgreSQL run beside.',
  );
  await withStack(
    UNITS.map(({ code }) => code),
    async (stack) => {
      await loadSampleRecords(stack.gateway);
      const replay = options.replay
        ? new Worker(new URL('./replay.ts', import.meta.url), { workerData: stack.urls })
        : null;
      const urls = replay === null ? stack.urls : ((await once(replay, 'message'))[0] as typeof stack.urls);
      for (const sharing of options.sharing) {
        const contenders = await startContenders({ ...options, ...stack, urls, sharing });
        try {
          await measureAll(contenders, sharing, options);
        } finally {
          await Promise.all(contenders.map((contender) => contender.stop()));
        }
      }
      await replay?.terminate();
    },
  );
}

async function measureAll(
  contenders: readonly Contender[],
  sharing: Sharing,
  { repeats, seconds, ...wanted }: RequestsOptions,
): Promise<void> {
  for (const { name, bodies } of OPERATIONS.filter((each) => wanted.operations.includes(each.name))) {
    const asked = sharing === 'on' ? bodies.slice(0, 1) : bodies;
    const exchanges = await compareAnswers(contenders, asked);
    await inTurn(contenders, exchanges, { clients: 50, seconds: WARM_UP_SECONDS });
    for (const clients of wanted.clients) {
      const runs: ReadonlyMap<Contender, Measurement>[] = [];
      for (let run = 0; run < repeats; run += 1) {
        // Another order each time, so that no one always follows the same neighbour.
        const order = run % 2 === 0 ? contenders : contenders.toReversed();
        runs.push(await inTurn(order, exchanges, { clients, seconds }));
      }
      print(`\n${name}, sharing ${sharing}, ${clients} client${clients === 1 ? '' : 's'}`);
      for (const contender of contenders) printContender(contender, contenders, runs);
    }
  }
}

async function inTurn(
  contenders: readonly Contender[],
  exchanges: ReadonlyMap<Contender, readonly Exchange[]>,
  how: { readonly clients: number; readonly seconds: number },
): Promise<ReadonlyMap<Contender, Measurement>> {
  const measured = new Map<Contender, Measurement>();
  for (const contender of contenders) {
    measured.set(contender, await load({ contender, exchanges: exchanges.get(contender) ?? [], ...how }));
  }
  return measured;
}

/** The gateway's figures, and how many times the requests of each other gateway it answered, run by run. */
function printContender(
  contender: Contender,
  contenders: readonly Contender[],
  runs: readonly ReadonlyMap<Contender, Measurement>[],
): void {
  const all = (of: Contender, figure: keyof Measurement) => runs.map((run) => run.get(of)?.[figure] ?? 0);
  const perSecond = all(contender, 'perSecond');
  const ratios = contenders
    .filter((other) => other !== contender)
    .map((other) => {
      const theirs = all(other, 'perSecond');
      return `${spread(
        perSecond.map((rate, run) => rate / (theirs[run] ?? 1)),
        2,
      )} × ${other.name}`;
    });
  const errors = all(contender, 'errors').reduce((sum, count) => sum + count, 0);
  print(
    [
      `  ${contender.name.padEnd(6)}${spread(perSecond).padStart(24)} requests/s`,
      `p50 ${median(all(contender, 'p50')).toFixed(1)} ms`,
      `p95 ${spread(all(contender, 'p95'), 1)} ms`,
      `cpu ${median(all(contender, 'cpu')).toFixed(2)} ms/request`,
      `${errors} errors`,
      ...ratios,
    ].join('   '),
  );
}
