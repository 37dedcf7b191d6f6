import { setTimeout as sleep } from 'node:timers/promises';

export type Running = { stop(): Promise<void> };

/** Does the work again and again until it is stopped; `work` gives the pause before the next time, in milliseconds. */
export function untilStopped(work: (signal: AbortSignal) => Promise<number>): Running {
  const stopping = new AbortController();
  const { signal } = stopping;
  const running = (async () => {
    while (!signal.aborted) {
      const pauseMs = await work(signal);
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
