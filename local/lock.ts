import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartError } from './start-error.ts';
import { message } from '../schema/messages.ts';

const SQLITE_BUSY = 5;

/** Makes the folder this launcher's own; the answer gives it back. */
export async function lockFolder(directory: string): Promise<() => Promise<void>> {
  try {
    await mkdir(dirname(directory), { recursive: true });
    await mkdir(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new StartError(message('folderNotMade', { directory, message: (error as Error).message }));
  }
  const lock = takeLock(directory);
  return async () => lock.close();
}

/** SQLite for its lock alone: the system gives it to one process, and takes it back however that process ends. */
function takeLock(directory: string): DatabaseSync {
  try {
    const lock = new DatabaseSync(join(directory, 'launcher.lock'), { timeout: 0 });
    // With its journal in memory nothing is written, so that a full disk does not stand in the way.
    lock.exec('pragma journal_mode = memory; begin immediate');
    return lock;
  } catch (error) {
    const { errcode, message: reason } = error as Error & { errcode?: number };
    throw new StartError(
      errcode === SQLITE_BUSY
        ? message('alreadyRunning', { directory })
        : message('folderNotWritable', { directory, message: reason }),
    );
  }
}
