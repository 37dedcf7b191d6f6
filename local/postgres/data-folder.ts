import { randomBytes } from 'node:crypto';
import { chown, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { message } from '../../schema/messages.ts';
import { StartError } from '../start-error.ts';
import type { Account } from './account.ts';
import { execute } from './binaries.ts';
import type { Binaries } from './binaries.ts';
import { startFailure } from './failure.ts';

/** Where PostgreSQL's files are inside the data folder. */
export type Folder = {
  readonly root: string;
  readonly data: string;
  readonly passwordFile: string;
  readonly log: string;
};

const UNFINISHED = 'postgres.new-';

export function folderAt(root: string): Folder {
  return {
    root,
    data: join(root, 'postgres'),
    passwordFile: join(root, 'postgres-password'),
    log: join(root, 'postgres.log'),
  };
}

/** Stands there while the server runs, and after it was killed. */
export function pidFileOf(folder: Folder): string {
  return join(folder.data, 'postmaster.pid');
}

/** Whether the folder holds data already, which must be of the version installed. */
export async function hasData(folder: Folder, binaries: Binaries): Promise<boolean> {
  const dataVersion = (await readIfPresent(join(folder.data, 'PG_VERSION')))?.trim();
  if (dataVersion === undefined) return false;
  const { stdout } = await execute([binaries.postgres, '--version']);
  const binaryVersion = /\d+/.exec(stdout)?.[0] ?? '?';
  if (binaryVersion === dataVersion) return true;
  const values = { data: folder.data, dataVersion, binaryVersion };
  throw new StartError(message('otherPostgresVersion', values));
}

export async function createData(folder: Folder, binaries: Binaries, account: Account): Promise<void> {
  for (const name of await readdir(folder.root)) {
    if (name.startsWith(UNFINISHED)) {
      await rm(join(folder.root, name), { recursive: true, force: true, maxRetries: 5 });
    }
  }
  // A new name each time: an initdb that outlived its killed launcher empties its folder when it fails, and must not empty ours.
  const unfinished = await mkdtemp(join(folder.root, UNFINISHED));
  await rm(folder.passwordFile, { force: true });
  const password = randomBytes(24).toString('base64url');
  await writeFile(folder.passwordFile, `${password}\n`, { mode: 0o600, flag: 'wx' });
  for (const path of [unfinished, folder.passwordFile]) {
    if (account.owner) await chown(path, account.owner.uid, account.owner.gid);
  }
  const initdb = [
    binaries.initdb,
    '-D',
    unfinished,
    '--username=postgres',
    '--auth=scram-sha-256',
    `--pwfile=${folder.passwordFile}`,
    // The built-in C.UTF-8 sorts and folds case alike on every machine, whatever locales it has.
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ];
  await execute([...account.prefix, ...initdb], account.ids).catch(
    (error: Error & { stdout?: string; stderr?: string }) => {
      throw startFailure(folder.root, `${error.stdout ?? ''}\n${error.stderr || error.message}`);
    },
  );
  await rename(unfinished, folder.data);
}

export async function readPassword(folder: Folder): Promise<string> {
  const password = (await readIfPresent(folder.passwordFile))?.trim() ?? '';
  if (password !== '') return password;
  throw new StartError(message('passwordFileMissing', { file: folder.passwordFile, data: folder.data }));
}

export async function readIfPresent(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
