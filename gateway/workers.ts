import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Worker } from 'node:worker_threads';
import type { GatewaySettings } from './configuration.ts';

/** What a worker is given. */
export type WorkerTask = {
  readonly settings: GatewaySettings;
  /** Memory of the last write, the same for all. */
  readonly lastWrite: SharedArrayBuffer;
};
/** What listens, and how it is stopped in good order. */
export type Running = { readonly port: number; close(): Promise<unknown> };

/**
 * Runs several workers, each a thread with all of the gateway, and one port on which the operating system
 * hands every new connection to one of them. They share nothing but the moment of the last write.
 */
export async function startWorkers(settings: GatewaySettings): Promise<Running> {
  const port = await freePort(settings);
  const task: WorkerTask = {
    settings: {
      ...settings,
      PORT: port,
      ANSWER_CACHE_MB: Math.ceil(settings.ANSWER_CACHE_MB / settings.WORKERS),
    },
    lastWrite: new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT),
  };
  const workers = Array.from(
    { length: settings.WORKERS },
    () => new Worker(new URL('./worker.ts', import.meta.url), { workerData: task }),
  );
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  let closing = false;
  const ends = workers.map(async (worker) => {
    await once(worker, 'exit');
    // With one of them gone the program ends, and whoever runs it starts it again.
    if (!closing) throw new Error('a worker of the gateway ended');
  });
  return {
    port,
    close: () => {
      closing = true;
      for (const worker of workers) worker.postMessage('close');
      return Promise.all(ends);
    },
  };
}

/** Sockets that share a port would share it with another gateway too: one that is taken is refused here. */
async function freePort({ HOST, PORT }: GatewaySettings): Promise<number> {
  const server = createServer().listen(PORT, HOST);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
