import { Pool } from 'undici';
import { asOfficer } from './access.ts';
import { cpuSecondsOf } from './processes.ts';
import { print } from './report.ts';
import type { Contender } from './contenders.ts';

/** A request body and the whole answer this gateway gave to it when the answers were compared. */
export type Exchange = { readonly body: string; readonly answer: string };
export type Measurement = {
  /** Right answers only. */
  readonly perSecond: number;
  /** All answers. */
  readonly count: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p95: number;
  /** Answers other than the one that was compared, to the last byte. */
  readonly errors: number;
  /** Milliseconds of processor time of the gateway's process for one request. */
  readonly cpu: number;
};

/** So many clients, each asking again as soon as it has its answer. */
export async function load(options: {
  readonly contender: Contender;
  readonly exchanges: readonly Exchange[];
  readonly clients: number;
  readonly seconds: number;
}): Promise<Measurement> {
  const { contender, exchanges, clients } = options;
  const pool = new Pool(contender.url, { connections: clients });
  const times: number[] = [];
  let asked = 0;
  let errors = 0;
  const started = performance.now();
  const until = started + options.seconds * 1000;
  const client = async () => {
    while (performance.now() < until) {
      const exchange = exchanges[asked % exchanges.length];
      asked += 1;
      const since = performance.now();
      const answer = await ask(pool, exchange?.body ?? '');
      if (answer !== exchange?.answer) {
        errors += 1;
        if (errors === 1) print(`  ${contender.name} gave: ${answer.slice(0, 300)}`);
      }
      times.push(performance.now() - since);
    }
  };
  const cpuBefore = cpuSecondsOf(contender.pid);
  await Promise.all(Array.from({ length: clients }, client));
  const elapsed = (performance.now() - started) / 1000;
  const cpu = cpuSecondsOf(contender.pid) - cpuBefore;
  await pool.destroy();
  times.sort((one, other) => one - other);
  return {
    perSecond: (times.length - errors) / elapsed,
    count: times.length,
    p50: quantile(times, 0.5),
    p95: quantile(times, 0.95),
    errors,
    cpu: (cpu * 1000) / times.length,
  };
}

/** The text of the answer, or why there is none. */
export async function ask(pool: Pool, body: string): Promise<string> {
  try {
    const answer = await pool.request({
      path: '/graphql',
      method: 'POST',
      headers: { ...asOfficer, 'content-type': 'application/json', accept: 'application/json' },
      body,
    });
    return await answer.body.text();
  } catch (error) {
    return String(error);
  }
}

/** The ⌈pn⌉-th smallest, as everywhere in this project. */
function quantile(sorted: readonly number[], p: number): number {
  return sorted[Math.ceil(sorted.length * p) - 1] ?? 0;
}
