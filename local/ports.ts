import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from './start-error.ts';
import { message } from '../schema/messages.ts';

/** Waits while the port is in use, as long as there is patience, in milliseconds. */
export async function requireFreePort({
  port,
  patience,
  signal,
}: {
  readonly port: number;
  readonly patience: number;
  readonly signal: AbortSignal;
}): Promise<void> {
  const deadline = Date.now() + patience;
  for (;;) {
    const problem = await listen(port).then(close, (error: NodeJS.ErrnoException) => error);
    if (problem === undefined) return;
    if (problem.code !== 'EADDRINUSE')
      throw new StartError(message('portUnusable', { port, message: problem.message }));
    if (Date.now() >= deadline) throw new StartError(message('portInUse', { port }));
    await sleep(100, undefined, { signal });
  }
}

export async function freePort(): Promise<number> {
  const server = await listen(0);
  const { port } = server.address() as AddressInfo;
  await close(server);
  return port;
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
