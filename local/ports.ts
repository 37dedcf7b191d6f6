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

export async function freePorts(count: number): Promise<number[]> {
  // All are held until the last is found, or one could come twice.
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0)));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map(close));
  return ports;
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
