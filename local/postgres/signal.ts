import { execute, onWindows } from './binaries.ts';
import type { Binaries } from './binaries.ts';

/** INT ends PostgreSQL's sessions and writes everything down; QUIT ends it at once, and the next start recovers. */
export async function sendSignal(binaries: Binaries, pid: number, signal: 'INT' | 'QUIT'): Promise<void> {
  // Windows has no signals; PostgreSQL brings its own there.
  if (onWindows) await execute([binaries.pg_ctl, 'kill', signal, String(pid)]).catch(() => undefined);
  else if (isAlive(pid)) process.kill(pid, `SIG${signal}`);
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
