import { chmod, chown, lchown, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { message } from '../../schema/messages.ts';
import { StartError } from '../start-error.ts';
import { execute, onWindows } from './binaries.ts';
import type { Binaries, Ids } from './binaries.ts';
import type { Folder } from './data-folder.ts';

/** As whom PostgreSQL runs, which refuses to run as root. */
export type Account = {
  /** Who is to own the data; absent where that is ourselves. */
  readonly owner?: Ids;
  /** What the process is started as; absent where the prefix sees to it. */
  readonly ids?: Ids;
  /** The command that goes before PostgreSQL's own. */
  readonly prefix: readonly string[];
};

/** Ourselves, or where we are root an ordinary user, who gets the data. */
export async function chooseAccount(folder: Folder, binaries: Binaries): Promise<Account> {
  if (onWindows || process.geteuid?.() !== 0) return { prefix: [] };
  const owner = await findOwner(folder);
  await handOver(folder, owner);
  const blocked =
    (await firstClosedFolder(folder.root, owner)) ??
    (await firstClosedFolder(dirname(await realpath(binaries.postgres)), owner));
  if (blocked === undefined) return { owner, ids: owner, prefix: [] };
  const prefix = [
    'setpriv',
    '--reuid',
    String(owner.uid),
    '--regid',
    String(owner.gid),
    '--clear-groups',
    '--inh-caps=+dac_read_search',
    '--ambient-caps=+dac_read_search',
  ];
  await execute([...prefix, 'true']).catch(() => {
    throw new StartError(message('folderClosed', { uid: owner.uid, blocked }));
  });
  return { owner, prefix };
}

async function findOwner(folder: Folder): Promise<Ids> {
  const owner = await stat(folder.data).catch(() => undefined);
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
  if (!user) throw new StartError(message('noAccount'));
  return { uid: Number(user[2]), gid: Number(user[3]) };
}

async function handOver(folder: Folder, { uid, gid }: Ids): Promise<void> {
  const root = await stat(folder.root);
  // Only a folder that its group may not use changes group: nobody who could use it before is shut out.
  if (root.uid === 0 && (root.mode & 0o071) === 0) {
    await chown(folder.root, root.uid, gid);
    await chmod(folder.root, (root.mode & 0o7777) | 0o010);
  }
  const data = await stat(folder.data).catch(() => undefined);
  if (data?.uid === 0) {
    for (const path of await readdir(folder.data, { recursive: true })) {
      await lchown(join(folder.data, path), uid, gid);
    }
    // The top last, so that an interruption is noticed and all of it is done again.
    await chown(folder.data, uid, gid);
  }
}

async function firstClosedFolder(path: string, ids: Ids): Promise<string | undefined> {
  const above = path === dirname(path) ? undefined : await firstClosedFolder(dirname(path), ids);
  if (above !== undefined) return above;
  const { uid, gid, mode } = await stat(path);
  const enter = uid === ids.uid ? 0o100 : gid === ids.gid ? 0o010 : 0o001;
  return mode & enter ? undefined : path;
}
