import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { message } from '../../schema/messages.ts';
import { StartError } from '../start-error.ts';
import { execute, onWindows } from './binaries.ts';
import type { Binaries } from './binaries.ts';
import { pidFileOf, readIfPresent } from './data-folder.ts';
import type { Folder } from './data-folder.ts';
import { isAlive, sendSignal } from './signal.ts';

const ASK_HARDER = 10_000;
const GIVE_UP = 30_000;

/** Stops the PostgreSQL of an earlier run whose launcher was killed. */
export async function stopLeftover(
  folder: Folder,
  binaries: Binaries,
  report: (message: string) => void,
): Promise<void> {
  const pidFile = pidFileOf(folder);
  const pid = Number((await readIfPresent(pidFile))?.split('\n')[0]);
  if (!(pid > 0)) return;
  if (await isOurServer(pid, folder)) {
    report(message('stoppingLeftover', { pid }));
    await sendSignal(binaries, pid, 'INT');
    for (let waited = 0; await isOurServer(pid, folder); waited += 100) {
      if (waited === ASK_HARDER) await sendSignal(binaries, pid, 'QUIT');
      if (waited >= GIVE_UP) throw new StartError(message('earlierPostgres', { pid, data: folder.data }));
      await sleep(100);
    }
  } else if (isAlive(pid)) {
    // The number now belongs to another program (or a zombie), which PostgreSQL would take for a running server.
    await rm(pidFile, { force: true });
  }
}

async function isOurServer(pid: number, folder: Folder): Promise<boolean> {
  if (process.platform === 'linux') {
    const words = ((await readIfPresent(`/proc/${pid}/cmdline`).catch(() => '')) ?? '').split('\0');
    return basename(words[0] ?? '') === 'postgres' && words.includes(folder.data);
  }
  const listing = execute(
    onWindows ? ['tasklist', '/FI', `PID eq ${pid}`] : ['ps', '-ww', '-o', 'args=', '-p', String(pid)],
  );
  const { stdout } = await listing.catch(() => ({ stdout: '' }));
  return onWindows ? stdout.includes('postgres.exe') : stdout.includes(`postgres -D ${folder.data} `);
}
