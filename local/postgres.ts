import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { message } from '../schema/messages.ts';
import { chooseAccount } from './postgres/account.ts';
import { findBinaries } from './postgres/binaries.ts';
import { createData, folderAt, hasData, pidFileOf, readPassword } from './postgres/data-folder.ts';
import { isPassing, startFailure } from './postgres/failure.ts';
import { stopLeftover } from './postgres/leftover.ts';
import { launch } from './postgres/server.ts';
import type { PostgresServer } from './postgres/server.ts';
import { StartError } from './start-error.ts';

export type { PostgresServer };

const ATTEMPTS = 5;

/** Starts PostgreSQL on a free port, with its data in a folder that exists; the first time the data is made. */
export async function startPostgres(options: {
  readonly directory: string;
  readonly onProgress?: (message: string) => void;
}): Promise<PostgresServer> {
  return start(options.directory, options.onProgress ?? (() => undefined)).catch((error: Error) => {
    throw error instanceof StartError ? error : startFailure(options.directory, error.message);
  });
}

/** Whether a database was made in the folder before. */
export function hasDatabase(directory: string): boolean {
  return existsSync(folderAt(directory).data);
}

/** Whether the run before this one was killed, so that some of it may still be on its way out. */
export function wasKilled(directory: string): boolean {
  return existsSync(pidFileOf(folderAt(directory)));
}

async function start(directory: string, report: (message: string) => void): Promise<PostgresServer> {
  const folder = folderAt(await realpath(directory));
  const binaries = await findBinaries();
  const isNew = !(await hasData(folder, binaries));
  const account = await chooseAccount(folder, binaries);
  if (isNew) {
    report(message('creatingPostgres'));
    await createData(folder, binaries, account);
  } else {
    await stopLeftover(folder, binaries, report);
  }
  const password = await readPassword(folder);
  report(message('startingPostgres'));
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await launch({ folder, binaries, account, password });
    } catch (error) {
      if (attempt === ATTEMPTS || !isPassing(error)) throw error;
      await sleep(500);
    }
  }
}
