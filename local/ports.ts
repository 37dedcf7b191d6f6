import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { StartError } from './start-error.ts';
import { message } from '../schema/messages.ts';

export async function requireFreePort(port: number): Promise<void> {
  const server = await listen(port).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') throw new StartError(message('portInUse', { port }));
    throw new StartError(message('portUnusable', { port, message: error.message }));
  });
  await close(server);
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
