import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { launchReport } from '../schema/launch-report.ts';
import { message } from '../schema/messages.ts';
import { NODE_FLAGS } from '../schema/node-flags.ts';
import { StartError } from './start-error.ts';

export type Program = {
  readonly name: string;
  /** The program's path in the project. */
  readonly path: string;
  /** Where it listens; 0 for any free port. */
  readonly port: number;
  readonly environment: Readonly<Record<string, string>>;
};

/** One process of a program. */
export type Run = {
  readonly child: ChildProcess;
  readonly logFile: string;
  /** The port, when it says that it listens; fails when it does not come so far. */
  readonly listening: Promise<number>;
  /** How it ended. */
  readonly ended: Promise<string>;
};

/** Starts the program in a process of its own, with its own log. */
export function runProgram(
  program: Program,
  options: { readonly root: string; readonly directory: string },
): Run {
  const logs = join(options.directory, 'logs');
  mkdirSync(logs, { recursive: true });
  const logFile = join(logs, `${program.name}.log`);
  const log = openSync(logFile, 'a', 0o600);
  const child = fork(join(options.root, program.path), {
    cwd: options.root,
    execPath: process.execPath,
    execArgv: [...NODE_FLAGS],
    // Detached: Ctrl-C in the terminal reaches the launcher only, which stops the rest in order.
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
    env: {
      PATH: process.env['PATH'],
      SAMSYN_LANGUAGE: process.env['SAMSYN_LANGUAGE'],
      NODE_ENV: process.env['NODE_ENV'] ?? 'production',
      NODE_COMPILE_CACHE: join(options.directory, 'compile-cache'),
      LOG_LEVEL: 'info',
      HOST: '127.0.0.1',
      PORT: String(program.port),
      ...program.environment,
    },
  });
  closeSync(log);
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `code ${code}`));
    child.once('error', (error) => resolve(error.message));
  });
  const listening = new Promise<number>((resolve, reject) => {
    child.once('message', (sent) => {
      const report = launchReport.parse(sent);
      if (report.state === 'listening') resolve(report.port);
      else reject(new StartError(`${program.name}: ${report.reason}`));
    });
    void ended.then((outcome) =>
      reject(new StartError(message('programNotStarted', { name: program.name, outcome, logFile }))),
    );
  });
  return { child, logFile, listening, ended };
}
