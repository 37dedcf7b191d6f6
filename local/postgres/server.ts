import { spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { message } from '../../schema/messages.ts';
import { freePort } from '../ports.ts';
import { StartError } from '../start-error.ts';
import type { Account } from './account.ts';
import { surroundings } from './binaries.ts';
import type { Binaries } from './binaries.ts';
import type { Folder } from './data-folder.ts';
import { startFailure } from './failure.ts';
import { sendSignal } from './signal.ts';

export type PostgresServer = {
  readonly adminUrl: string;
  urlFor(database: string, user?: string, password?: string): string;
  stop(): Promise<void>;
  /** Resolves when the server is no longer there, asked for or not, with what is then to be said. */
  readonly ended: Promise<StartError>;
};

const READY_WITHIN = 60_000;
const STOP_PATIENCE = 10_000;

/** Starts the server on the data and ends when it answers. */
export async function launch(options: {
  readonly folder: Folder;
  readonly binaries: Binaries;
  readonly account: Account;
  readonly password: string;
}): Promise<PostgresServer> {
  const { folder, binaries, password } = options;
  const port = await freePort();
  const { pid, hasEnded, exited, output } = await spawnServer({ ...options, port });
  const stop = async (): Promise<void> => {
    if (hasEnded() || pid === undefined) return;
    await sendSignal(binaries, pid, 'INT');
    const patience = setTimeout(() => void sendSignal(binaries, pid, 'QUIT'), STOP_PATIENCE);
    await exited;
    clearTimeout(patience);
  };
  const urlFor = (database: string, user = 'postgres', secret = password): string =>
    `postgresql://${[user, secret].map(encodeURIComponent).join(':')}@127.0.0.1:${port}/${encodeURIComponent(database)}`;

  const ended = exited.then((how) => new StartError(message('postgresEnded', { how, log: folder.log })));
  const adminUrl = urlFor('postgres');
  const deadline = Date.now() + READY_WITHIN;
  for (;;) {
    const problem = await tryConnection(adminUrl);
    if (problem === undefined) return { adminUrl, urlFor, stop, ended };
    if (hasEnded()) throw startFailure(folder.root, `${await exited}\n${await output()}`);
    const passwordDiffers = problem.code === '28P01';
    if (passwordDiffers || Date.now() > deadline) {
      await stop();
      throw new StartError(
        passwordDiffers
          ? message('passwordDiffers', { file: folder.passwordFile, data: folder.data })
          : message('postgresSlow', { message: problem.message, log: folder.log }),
      );
    }
    await sleep(50);
  }
}

async function spawnServer({
  folder,
  binaries,
  account,
  port,
}: {
  readonly folder: Folder;
  readonly binaries: Binaries;
  readonly account: Account;
  readonly port: number;
}) {
  const log = await open(folder.log, 'a', 0o600);
  if (account.owner) await log.chown(account.owner.uid, account.owner.gid);
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
    ...account.prefix,
    binaries.postgres,
    '-D',
    folder.data,
    ...settings.flatMap((setting) => ['-c', setting]),
  ];
  // Detached: Ctrl-C in the terminal must reach the launcher only, which then stops the server in its own order.
  const child = spawn(program, parameters, {
    ...surroundings,
    ...account.ids,
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  let hasEnded = false;
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `code ${code}`));
    child.once('error', (error) => resolve(error.message));
  }).finally(() => {
    hasEnded = true;
  });
  await log.close();
  return {
    pid: child.pid,
    exited,
    hasEnded: () => hasEnded,
    /** What it has logged since it was started. */
    output: async () => (await readFile(folder.log)).subarray(logStart).toString(),
  };
}

async function tryConnection(connectionString: string): Promise<NodeJS.ErrnoException | undefined> {
  const client = new Client({
    connectionString,
    connectionTimeoutMillis: 2_000,
    query_timeout: 2_000,
    ssl: false,
  });
  client.on('error', () => undefined);
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
