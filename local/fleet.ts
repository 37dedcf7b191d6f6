import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { message } from '../schema/messages.ts';
import { runProgram } from './program.ts';
import type { Program, Run } from './program.ts';
import { StartError } from './start-error.ts';

const KILL_AFTER = 8_000;
const RESTART_AFTER = 2_000;

export type Fleet = {
  /** Ends with the port when the program says that it listens. */
  start(program: Program): Promise<number>;
  stop(name: string): Promise<void>;
  stopAll(): Promise<void>;
};

/** The programs of this installation. */
export function createFleet(options: {
  readonly root: string;
  readonly directory: string;
  readonly print: (line: string) => void;
}): Fleet {
  const running = new Map<string, Run>();
  const restarted = new Set<string>();
  let stopping = false;

  async function start(program: Program): Promise<number> {
    const run = launch(program);
    const port = await run.listening;
    // The gateway knows the port, so the program keeps it.
    void keepRunning({ ...program, port }, run);
    return port;
  }

  function launch(program: Program): Run {
    if (stopping) throw new StartError(message('stoppedEarly'));
    const run = runProgram(program, options);
    running.set(program.name, run);
    return run;
  }

  async function keepRunning(program: Program, { ended, logFile }: Run): Promise<void> {
    const { name } = program;
    const how = await ended;
    if (stopping) return;
    const again = !restarted.has(name);
    restarted.add(name);
    const next = again ? message('startedAgain') : message('leftStopped');
    options.print(message('programEnded', { name, how, logFile, next }));
    if (!again) return;
    await sleep(RESTART_AFTER);
    if (stopping) return;
    await start(program).then(
      () => options.print(message('upAgain', { name })),
      (error: Error) => stopping || options.print(error.message),
    );
  }

  async function stop(name: string): Promise<void> {
    stopping = true;
    const run = running.get(name);
    if (run === undefined) return;
    const { child, ended } = run;
    // Windows ends a process on any signal; there the closed channel is what lets it drain.
    if (process.platform === 'win32' && child.connected) child.disconnect();
    else child.kill('SIGTERM');
    const patience = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER);
    await ended;
    clearTimeout(patience);
  }

  return {
    start,
    stop,
    stopAll: async () => {
      stopping = true;
      await Promise.all([...running.keys()].map(stop));
    },
  };
}
