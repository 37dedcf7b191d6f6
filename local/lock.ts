import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { StartError } from './start-error.ts';
import { message } from '../schema/messages.ts';

/** Makes the folder this launcher's own; the answer gives it back. */
export async function lockFolder(directory: string): Promise<() => Promise<void>> {
  await mkdir(directory, { recursive: true, mode: 0o700 }).catch((error: Error) => {
    throw new StartError(message('folderNotMade', { directory, message: error.message }));
  });
  const path = join(directory, 'launcher.pid');
  const holder = Number(await readFile(path, 'utf8').catch(() => ''));
  if (await isLauncher(holder)) throw alreadyRunning(directory, holder);
  await rm(path, { force: true });
  await writeFile(path, `${process.pid}\n`, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') throw new StartError(message('alreadyStarting', { directory }));
    throw new StartError(message('folderNotWritable', { directory, message: error.message }));
  });
  return () => rm(path, { force: true });
}

function alreadyRunning(directory: string, holder: number): StartError {
  return new StartError(message('alreadyRunning', { holder, directory }));
}

async function isLauncher(pid: number): Promise<boolean> {
  // Our own number in the file is left by an earlier process, as in a container that was restarted.
  if (!(pid > 0) || pid === process.pid) return false;
  if (process.platform === 'linux') {
    const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    return commandLine.includes('local/start.ts');
  }
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

export async function requireFreePort(port: number): Promise<void> {
  const server = await listen(port).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') throw new StartError(message('portInUse', { port }));
    throw new StartError(message('portUnusable', { port, message: error.message }));
  });
  await close(server);
}

export async function freePorts(count: number): Promise<number[]> {
  // All are held at once, so that no two are the same.
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0)));
  const ports = servers.map((server) => {
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new StartError(message('noFreePort'));
    return address.port;
  });
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
