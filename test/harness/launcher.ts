import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import process from 'node:process';

const PROJECT = path.join(import.meta.dirname, '../..');
const NODE = [process.execPath, 'local/start.ts'];
export const NPM = ['npm', 'start', '--'];

type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** Samsyn in a process of its own that leads a process group, as under a terminal. */
export type Launcher = {
  readonly pid: number;
  /** All it has printed so far. */
  printed(): string;
  /** Resolves with all it has printed when everything is started; fails when it ends before that. */
  readonly ready: Promise<string>;
  readonly ended: Promise<Ended>;
  pressCtrlC(): Promise<Ended>;
};

/** Starts Samsyn as a person does. */
export function launch(commandLine: readonly string[], program: readonly string[] = NODE): Launcher {
  const [command = '', ...parameters] = [...program, ...commandLine];
  const child = spawn(command, parameters, {
    cwd: PROJECT,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Nothing else of the test run's own environment.
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
  });
  let stdout = '';
  let stderr = '';
  const ended = once(child, 'close').then(([code]): Ended => ({ code, stdout, stderr }));
  const ready = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
      if (stdout.includes('Ctrl-C stopper alt.\n')) resolve(stdout);
    });
    child.stderr.on('data', (chunk) => (stderr += chunk));
    void ended.then(() => reject(new Error(`It ended before it was ready:\n${stdout}\n${stderr}`)));
  });
  // Not every test waits for it.
  ready.catch(() => undefined);
  const pid = Number(child.pid);
  const pressCtrlC = (): Promise<Ended> => {
    process.kill(-pid, 'SIGINT');
    return ended;
  };
  return { pid, printed: () => stdout, ready, ended, pressCtrlC };
}

/** The exit code and all that was said of a start that does not come about. */
export async function refusal(
  ...commandLine: readonly string[]
): Promise<{ readonly code: number | null; readonly said: string }> {
  const { code, stderr } = await launch(commandLine).ended;
  return { code, said: stderr };
}

/** Below the ports that systems give out by themselves, so that nobody takes it in between. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 30_000);
    const server = createServer().listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    server.close();
    if (isFree) return port;
  }
}
