import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, statfs } from 'node:fs/promises';
import { freemem, tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { startPostgres } from '../../local/postgres.ts';
import { createTemplates } from './databases.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder for the run's files. */
    folder: string;
    adminUrl: string;
  }
}

/** One real PostgreSQL for the whole run, in a folder of its own that goes with it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(await roomiest(), 'samsyn-test-'));
  // PostgreSQL's account must come through to what lies in it.
  await chmod(folder, 0o711);
  const guard = spawn(process.execPath, [path.join(import.meta.dirname, 'guard.ts'), folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  // Tests start some hundred processes of the same files.
  process.env['NODE_COMPILE_CACHE'] = path.join(folder, 'compile-cache');
  const directory = path.join(folder, 'postgres');
  await mkdir(directory, { mode: 0o700 });
  const server = await startPostgres({ directory });
  await trustThePower(server.adminUrl);
  await createTemplates(server.adminUrl);
  project.provide('folder', folder);
  project.provide('adminUrl', server.adminUrl);
  return async () => {
    await server.stop();
    guard.stdin.end();
    await once(guard, 'exit');
  };
}

const ROOM = 12 * 2 ** 30;

/** In memory where there is plenty: a test file copies fourteen databases. */
async function roomiest(): Promise<string> {
  const memory = '/dev/shm';
  const found = await statfs(memory).catch(() => null);
  return found !== null && found.bavail * found.bsize > ROOM && freemem() > ROOM ? memory : tmpdir();
}

/** No test lets the machine lose its power, the one case in which written to disk differs from handed to the system. */
async function trustThePower(adminUrl: string): Promise<void> {
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query('alter system set fsync = off');
  await admin.query('select pg_reload_conf()');
  await admin.end();
}
