import { setTimeout as sleep } from 'node:timers/promises';
import { UNITS } from '../schema/units.ts';
import type { Contender } from './contenders.ts';
import { load } from './load.ts';
import type { Exchange, Measurement } from './load.ts';
import { OPERATIONS } from './operations.ts';
import { children, cpuSecondsOf, findChild, withDescendants } from './processes.ts';
import { median, print, printMachine, spread } from './report.ts';
import { compareAnswers } from './same-answers.ts';
import { loadSampleRecords } from './sample-records.ts';
import { withStack } from './stack.ts';

const CLIENTS = [1, 50];
const WARM_UP_SECONDS = 4;
const REST_SECONDS = 10;
const gatewaySettings = { FRESHNESS_MS: '0', SUBGRAPH_DEADLINE_MS: '120000' };
/** Programs whose access log keeps nothing. */
const WITHOUT = { nodeOptions: `--import=${new URL('./no-access-log/hook.ts', import.meta.url).href}` };

/** One stack, and what all of its programs and its PostgreSQL have used. */
type Logging = {
  readonly contender: Contender;
  readonly cpuSeconds: () => number;
  /** Processor time used in a second in which nobody asks. */
  readonly atRest: number;
};
type Run = { readonly measured: Measurement; readonly everything: number };

/** What the access log costs: the same requests to two whole stacks in turn, one of which keeps no log. */
export async function benchAccessLog(options: {
  readonly repeats: number;
  readonly seconds: number;
}): Promise<void> {
  printMachine();
  print(
    `Every answer computed, ${options.repeats} × ${options.seconds} s in turn after ${WARM_UP_SECONDS} s to warm up; processor time of all programs and PostgreSQL, sealing included, less what they use at rest.`,
  );
  await withLogging(WITHOUT, (silent) =>
    withLogging({}, (logged) => compareCosts([logged, silent], options)),
  );
}

function withLogging(settings: object, work: (logging: Logging) => Promise<void>): Promise<void> {
  const others = new Set(children());
  return withStack(
    UNITS.map(({ code }) => code),
    async ({ gateway: url }) => {
      const roots = children().filter((pid) => !others.has(pid));
      await loadSampleRecords(url);
      const pid = findChild('gateway/main.ts', roots);
      const contender = { name: 'ours' as const, url, pid, stop: async () => undefined };
      // Connections come and go, each a process of PostgreSQL's; what one that is gone had used still counts.
      const used = new Map<number, number>();
      const cpuSeconds = () => {
        for (const one of withDescendants(roots))
          used.set(one, Math.max(used.get(one) ?? 0, cpuSecondsOf(one)));
        return used.values().reduce((sum, each) => sum + each, 0);
      };
      const before = cpuSeconds();
      await sleep(REST_SECONDS * 1000);
      await work({ contender, cpuSeconds, atRest: (cpuSeconds() - before) / REST_SECONDS });
    },
    { gatewaySettings, ...settings },
  );
}

async function compareCosts(
  both: readonly [logged: Logging, silent: Logging],
  { repeats, seconds }: { readonly repeats: number; readonly seconds: number },
): Promise<void> {
  const [logged, silent] = both.map(({ atRest }) => (atRest * 1000).toFixed(1));
  print(`At rest: with ${logged}   without ${silent} ms of processor a second`);
  for (const { name, bodies } of OPERATIONS.filter((operation) => operation.name !== 'units')) {
    const exchanges = await compareAnswers(
      both.map(({ contender }) => contender),
      bodies,
    );
    for (const clients of CLIENTS) {
      const runs = new Map<Logging, Run[]>(both.map((one) => [one, []]));
      const time = (one: Logging, length: number) =>
        timed(one, { exchanges: exchanges.get(one.contender) ?? [], clients, seconds: length });
      for (const one of both) await time(one, WARM_UP_SECONDS);
      for (let run = 0; run < repeats; run += 1)
        // Each is the first as often as the other.
        for (const one of run % 2 === 0 ? both : both.toReversed())
          runs.get(one)?.push(await time(one, seconds));
      printRuns(`${name}, ${clients} client${clients === 1 ? '' : 's'}`, [...runs.values()]);
    }
  }
}

async function timed(
  { contender, cpuSeconds, atRest }: Logging,
  asked: { readonly exchanges: readonly Exchange[]; readonly clients: number; readonly seconds: number },
): Promise<Run> {
  const before = cpuSeconds();
  const since = performance.now();
  const measured = await load({ contender, ...asked });
  const used = cpuSeconds() - before - (atRest * (performance.now() - since)) / 1000;
  return { measured, everything: (used * 1000) / measured.count };
}

function printRuns(name: string, [logged = [], silent = []]: readonly (readonly Run[])[]): void {
  print(`\n${name}`);
  const line = (what: string, of: (run: Run) => number) => {
    const [one, other] = [logged.map(of), silent.map(of)];
    const cost = ((median(one) / median(other) - 1) * 100).toFixed(1);
    print(`  ${what.padEnd(26)}with ${spread(one, 2)}   without ${spread(other, 2)}   ${cost} %`);
  };
  line('ms of processor, all', ({ everything }) => everything);
  line('ms of processor, gateway', ({ measured }) => measured.cpu);
  line('ms an answer, median', ({ measured }) => measured.p50);
  line('ms an answer, p95', ({ measured }) => measured.p95);
  const errors = [...logged, ...silent].reduce((sum, { measured }) => sum + measured.errors, 0);
  print(`  ${errors} wrong answers`);
}
