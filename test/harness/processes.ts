import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * The other processes whose command line, environment or working directory names the folder, and `also`;
 * none where there is no /proc.
 */
export function processesOf(folder: string, also = ''): number[] {
  return attempt(() => readdirSync('/proc').join('\n'))
    .split('\n')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => {
      const about = [
        attempt(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8')),
        attempt(() => readFileSync(`/proc/${pid}/environ`, 'utf8')),
        attempt(() => readlinkSync(`/proc/${pid}/cwd`)),
      ].join('\0');
      return about.includes(folder) && about.includes(also);
    })
    .map(Number);
}

export function killAll(folder: string): void {
  for (const pid of processesOf(folder)) attempt(() => String(process.kill(pid, 'SIGKILL')));
}

/** Ends whatever still works on the folder, and removes it. */
export async function sweep(folder: string): Promise<void> {
  while (processesOf(folder).length > 0) {
    killAll(folder);
    await sleep(20);
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Processes come and go while one looks. */
function attempt(look: () => string): string {
  try {
    return look();
  } catch {
    return '';
  }
}
