import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { message } from '../schema/messages.ts';
import { runProgram } from './program.ts';
import type { Program, Run } from './program.ts';
import { StartError } from './start-error.ts';

const KILL_AFTER = 8_000;
/** Before a program is started again; twice as long each time, unless it ran steadily in between. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;
const STEADY = 60_000;

export type Fleet = {
  /** Ends with the port when the program says that it listens; from then on it is kept running. */
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

  async function keepRunning(program: Program, first: Run): Promise<void> {
    const { name } = program;
    let run = first;
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      const since = Date.now();
      const how = await run.ended;
      if (stopping) return;
      options.print(message('programEnded', { name, how, logFile: run.logFile }));
      if (Date.now() - since > STEADY) pause = FIRST_PAUSE;
      await sleep(pause);
      if (stopping) return;
      run = launch(program);
      await run.listening.then(
        () => options.print(message('upAgain', { name })),
        // That it ended is told at the top.
        () => undefined,
      );
    }
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
