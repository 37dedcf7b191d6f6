import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { SUBGRAPHS, UNITS } from '../schema/units.ts';
import { benchAccess } from './access.ts';
import { startOurs } from './contenders.ts';
import { OPERATIONS } from './operations.ts';
import { print, printMachine, spread } from './report.ts';
import { loadSampleRecords } from './sample-records.ts';
import { withStack } from './stack.ts';

const PERMITTED_IN_10_SECONDS = 200;
const HURRIED_PER_SECOND = PERMITTED_IN_10_SECONDS;
const STEADY_PER_SECOND = 5;
const PAUSE_SECONDS = 11;
const UNLIMITED = { requestsIn10Seconds: 1_000_000, atOnce: 10_000 };

/** What one caller who asks ten times as often as permitted does to another, with the limits of the gateway and without. */
export async function benchRates(options: {
  readonly repeats: number;
  readonly seconds: number;
}): Promise<void> {
  printMachine();
  print(
    `One caller asks for a page of 100 records ${STEADY_PER_SECOND} times a second, another ${HURRIED_PER_SECOND} times, 10 × what is permitted; every answer computed; ${options.repeats} × ${options.seconds} s in turn.`,
  );
  await withStack(
    UNITS.map(({ code }) => code),
    async (stack) => {
      await loadSampleRecords(stack.gateway);
      for (const [name, limits] of [
        ['with the limits', {}],
        ['without limits', UNLIMITED],
      ] as const) {
        const gateway = await startOurs({
          ...stack,
          sharing: 'off',
          environment: { LIMITS: JSON.stringify(limits) },
        });
        try {
          const alone: number[] = [];
          const beside: number[] = [];
          const told = { steady: new Map<number, number>(), hurried: new Map<number, number>() };
          for (let run = 0; run < options.repeats; run += 1) {
            alone.push((await steady(gateway.url, options.seconds, told.steady)).p95);
            const [other] = await Promise.all([
              steady(gateway.url, options.seconds, told.steady),
              hurried(gateway.url, options.seconds, told.hurried),
            ]);
            beside.push(other.p95);
            await sleep(PAUSE_SECONDS * 1000);
          }
          print(
            `${name}: p95 of the steady caller alone ${spread(alone, 1)} ms, beside the other ${spread(beside, 1)} ms and got ${statuses(told.steady)}; the other got ${statuses(told.hurried)}`,
          );
        } finally {
          await gateway.stop();
        }
      }
    },
  );
}

// What is permitted of the headline is more than two cores have, so that the limit would not be what holds it back.
const [body = ''] = OPERATIONS.find(({ name }) => name === 'records')?.bodies ?? [];

type Told = Map<number, number>;

function statuses(told: Told): string {
  return [...told].map(([status, count]) => `${count} × ${status}`).join(', ');
}

function note(told: Told, status: number): void {
  told.set(status, (told.get(status) ?? 0) + 1);
}

async function steady(url: string, seconds: number, told: Told): Promise<{ readonly p95: number }> {
  const times: number[] = [];
  await atRate({ url, perSecond: STEADY_PER_SECOND, seconds, caller: 'steady' }, (status, ms) => {
    note(told, status);
    times.push(ms);
  });
  times.sort((one, other) => one - other);
  return { p95: times[Math.ceil(times.length * 0.95) - 1] ?? 0 };
}

async function hurried(url: string, seconds: number, told: Told): Promise<void> {
  await atRate({ url, perSecond: HURRIED_PER_SECOND, seconds, caller: 'hurried' }, (status) => {
    note(told, status);
  });
}

/** Asks at fixed moments, whether answers have come or not: a caller who is not held back by being slow. */
async function atRate(
  asking: {
    readonly url: string;
    readonly perSecond: number;
    readonly seconds: number;
    readonly caller: string;
  },
  answered: (status: number, ms: number) => void,
): Promise<void> {
  const { url, perSecond, seconds, caller } = asking;
  const token = await benchAccess.writeToken(
    { sub: caller, role: 'officer', units: [...SUBGRAPHS] },
    { seconds: 3600 },
  );
  const dispatcher = new Agent({ connections: 128 });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const started = performance.now();
  const asked: Promise<void>[] = [];
  for (let count = 0; count < perSecond * seconds; count += 1) {
    await sleep(Math.max(0, started + (count * 1000) / perSecond - performance.now()));
    const since = performance.now();
    const one = request(`${url}/graphql`, { dispatcher, method: 'POST', headers, body }).then(
      async (answer) => {
        await answer.body.text();
        answered(answer.statusCode, performance.now() - since);
      },
    );
    asked.push(one);
  }
  await Promise.all(asked);
  await dispatcher.close();
}
