import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
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
