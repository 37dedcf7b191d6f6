import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from './start-error.ts';
import { message } from '../schema/messages.ts';

const KILL_AFTER = 8_000;
const RESTART_AFTER = 2_000;

export type Program = {
  readonly name: string;
  /** The program's path in the project. */
  readonly path: string;
  readonly environment: Readonly<Record<string, string>>;
};

export type Fleet = {
  /** Ends when the program says that it listens. */
  start(program: Program): Promise<void>;
  stop(name: string): Promise<void>;
  stopAll(): Promise<void>;
};

/** The programs of this installation, each in its own process with its own log. */
export function createFleet(options: {
  readonly root: string;
  readonly directory: string;
  readonly print: (line: string) => void;
}): Fleet {
  const logs = join(options.directory, 'logs');
  const running = new Map<string, ChildProcess>();
  const restarted = new Set<string>();
  let stopping = false;

  async function launch(program: Program): Promise<void> {
    await mkdir(logs, { recursive: true });
    const logFile = join(logs, `${program.name}.log`);
    const log = await open(logFile, 'a', 0o600);
    if (stopping) {
      await log.close();
      throw new StartError(message('stoppedEarly'));
    }
    const child = fork(join(options.root, program.path), {
      cwd: options.root,
      execPath: process.execPath,
      execArgv: [],
      // Detached: Ctrl-C in the terminal reaches the launcher only, which stops the rest in order.
      detached: true,
      stdio: ['ignore', log.fd, log.fd, 'ipc'],
      env: {
        PATH: process.env['PATH'],
        NODE_ENV: process.env['NODE_ENV'] ?? 'production',
        NODE_COMPILE_CACHE: join(options.directory, 'compile-cache'),
        LOG_LEVEL: 'info',
        HOST: '127.0.0.1',
        ...program.environment,
      },
    });
    running.set(program.name, child);
    const ended = new Promise<string>((resolve) => {
      child.once('exit', (code, signal) => resolve(signal ?? `code ${code}`));
      child.once('error', (error) => resolve(error.message));
    }).then((how) => {
      if (running.get(program.name) === child) running.delete(program.name);
      return how;
    });
    const listening = new Promise<'listening'>((resolve) => {
      child.on('message', (text) => text === 'listening' && resolve('listening'));
    });
    await log.close();
    const outcome = await Promise.race([listening, ended]);
    if (outcome !== 'listening') {
      throw new StartError(message('programNotStarted', { name: program.name, outcome, logFile }));
    }
    void ended.then((how) => afterDeath(program, how, logFile));
  }

  async function afterDeath(program: Program, how: string, logFile: string): Promise<void> {
    if (stopping) return;
    const again = !restarted.has(program.name);
    restarted.add(program.name);
    const next = again ? message('startedAgain') : message('leftStopped');
    options.print(message('programEnded', { name: program.name, how, logFile, next }));
    if (!again) return;
    await sleep(RESTART_AFTER);
    if (stopping) return;
    await launch(program).then(
      () => options.print(message('upAgain', { name: program.name })),
      (error: Error) => stopping || options.print(error.message),
    );
  }

  async function stop(name: string): Promise<void> {
    stopping = true;
    const child = running.get(name);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    // Windows ends a process on any signal; there the closed channel is what lets it drain.
    if (process.platform === 'win32' && child.connected) child.disconnect();
    else child.kill('SIGTERM');
    const patience = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER);
    await ended;
    clearTimeout(patience);
  }

  return {
    start: launch,
    stop,
    stopAll: async () => {
      stopping = true;
      await Promise.all([...running.keys()].map(stop));
    },
  };
}
