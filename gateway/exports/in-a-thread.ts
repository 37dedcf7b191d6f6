import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/**
 * Does what holds a processor for seconds beside the gateway's own thread, which answers meanwhile. The module
 * takes the data and posts its result once; when nobody wants it any more the thread is ended.
 */
export async function inAThread(module: URL, workerData: unknown, signal?: AbortSignal): Promise<unknown> {
  const worker = new Worker(module, {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 },
  });
  const ended = once(worker, 'exit').then(() => {
    throw new Error('the thread ended without a result');
  });
  ended.catch(() => undefined);
  try {
    const [result] = (await Promise.race([once(worker, 'message', { signal }), ended])) as [unknown];
    return result;
  } finally {
    await worker.terminate();
  }
}
