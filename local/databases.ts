import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { z } from 'zod';
import { PROGRAMS } from '../schema/units.ts';
import { folderAt, pidFileOf, readIfPresent } from './postgres/data-folder.ts';
import type { PostgresServer } from './postgres.ts';
import { StartError } from './start-error.ts';
import { message } from '../schema/messages.ts';

export type DatabaseUrls = { readonly serviceUrl: string; readonly ownerUrl: string };

/** Of `postmaster.pid`, counted from 0. */
const PORT_LINE = 3;

const secretsFile = z.record(z.string(), z.string().min(20));
type Secrets = z.infer<typeof secretsFile>;

const NAMES = PROGRAMS.map((program) => {
  const database = `samsyn_${program.replaceAll('-', '_')}`;
  return { program, database, owner: `${database}_owner`, service: `${database}_service` };
});

/** One database for the gateway and for each subgraph, with a role that owns the tables and one that the program works as. */
export async function prepareDatabases(
  server: PostgresServer,
  directory: string,
): Promise<ReadonlyMap<string, DatabaseUrls>> {
  const secrets = await readSecrets(
    directory,
    NAMES.flatMap(({ owner, service }) => [owner, service]),
  );
  const password = (role: string): string => secrets[role] ?? '';
  await withClient(server.adminUrl, async (client) => {
    const roles = await existing(client, 'select rolname as name from pg_roles');
    const databases = await existing(client, 'select datname as name from pg_database');
    for (const { database, owner, service } of NAMES) {
      for (const role of [owner, service]) {
        const verb = roles.has(role) ? 'alter' : 'create';
        const secret = client.escapeLiteral(password(role));
        await client.query(`${verb} role ${client.escapeIdentifier(role)} login password ${secret}`);
      }
      const quoted = client.escapeIdentifier(database);
      if (!databases.has(database)) {
        await client.query(`create database ${quoted} owner ${client.escapeIdentifier(owner)}`);
      }
      await client.query(`revoke all on database ${quoted} from public`);
      await client.query(`grant connect on database ${quoted} to ${client.escapeIdentifier(service)}`);
    }
  });
  for (const { database, service } of NAMES) {
    await withClient(server.urlFor(database), async (client) => {
      await client.query(`grant usage on schema public to ${client.escapeIdentifier(service)}`);
    });
  }
  return new Map(
    NAMES.map(({ program, database, owner, service }) => [
      program,
      {
        serviceUrl: server.urlFor(database, service, password(service)),
        ownerUrl: server.urlFor(database, owner, password(owner)),
      },
    ]),
  );
}

/** The databases of the folder's running server, as the roles the programs work as; null while none runs. */
export async function runningDatabases(directory: string): Promise<ReadonlyMap<string, string> | null> {
  const port = Number((await readIfPresent(pidFileOf(folderAt(directory))))?.split('\n')[PORT_LINE]);
  if (!(port > 0)) return null;
  const secrets = await readSecrets(directory, []);
  return new Map(
    NAMES.map(({ program, database, service }) => [
      program,
      `postgresql://${service}:${secrets[service] ?? ''}@127.0.0.1:${port}/${database}`,
    ]),
  );
}

async function existing(client: Client, query: string): Promise<Set<string>> {
  const { rows } = await client.query<{ name: string }>(query);
  return new Set(rows.map(({ name }) => name));
}

async function withClient(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000, ssl: false });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await work(client);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(message('databasesUnprepared', { message: reason }));
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Secrets by name, kept in the data folder; one that is missing is made. */
export async function readSecrets(directory: string, roles: readonly string[]): Promise<Secrets> {
  const path = join(directory, 'secrets.json');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw error;
  });
  const read = secretsFile.safeParse(parseJson(text));
  if (!read.success) {
    throw new StartError(message('secretsDamaged', { path }));
  }
  const missing = roles.filter((role) => read.data[role] === undefined);
  if (missing.length === 0) return read.data;
  const secrets: Secrets = { ...read.data };
  for (const role of missing) secrets[role] = randomBytes(24).toString('base64url');
  // By way of another name, so that an interruption never leaves half a file.
  await writeFile(`${path}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
  return secrets;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
