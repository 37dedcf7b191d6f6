import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

export type Thread = {
  /** Gives it a task, to be done after those before it, and its result. */
  ask(task: unknown): Promise<unknown>;
  end(): Promise<void>;
};

/**
 * Does what holds a processor for seconds beside the gateway's own thread, which answers meanwhile. The module takes
 * each task as a message and posts one result for it. When nobody wants them any more nothing is waited for.
 */
export function startThread(module: URL, signal: AbortSignal): Thread {
  const worker = new Worker(module, {
    resourceLimits: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 },
  });
  const ended = once(worker, 'exit').then(() => {
    throw new Error('the thread ended without a result');
  });
  ended.catch(() => undefined);
  // Whoever waits for a result is told; between two tasks nobody does.
  worker.on('error', () => undefined);
  let before: Promise<unknown> = Promise.resolve();
  const doOne = async (task: unknown) => {
    signal.throwIfAborted();
    worker.postMessage(task);
    const [result] = (await Promise.race([once(worker, 'message', { signal }), ended])) as [unknown];
    return result;
  };
  return {
    ask: (task) => {
      const done = before.then(() => doOne(task));
      before = done.catch(() => undefined);
      return done;
    },
    end: async () => {
      await worker.terminate();
    },
  };
}

/** The same for one task. */
export async function inAThread(module: URL, task: unknown, signal: AbortSignal): Promise<unknown> {
  const thread = startThread(module, signal);
  try {
    return await thread.ask(task);
  } finally {
    await thread.end();
  }
}
