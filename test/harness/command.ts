import { execFile } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';

import { officerToken } from './access.ts';

type Result = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** Runs a command as a person would, with the token of one; never throws, tells the exit code. */
export async function runCommand(
  name: string,
  commandLine: readonly string[],
  options: { readonly cwd?: string; readonly environment?: Readonly<Record<string, string>> } = {},
): Promise<Result> {
  const program = path.join(import.meta.dirname, '../../commands', `${name}.ts`);
  const settings = {
    cwd: options.cwd,
    env: { ...process.env, SAMSYN_TOKEN: officerToken, ...options.environment },
  };
  return promisify(execFile)(process.execPath, [program, ...commandLine], settings).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: Result) => error,
  );
}
