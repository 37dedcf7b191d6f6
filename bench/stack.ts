import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { benchAccess } from './access.ts';
import { prepareDatabases } from '../local/databases.ts';
import { createFleet } from '../local/fleet.ts';
import { startPostgres } from '../local/postgres.ts';
import { GATEWAY, INMATES_SUBGRAPH, MEASURES_SUBGRAPH, SUBGRAPHS } from '../schema/units.ts';
import { findChild, peakMemoryOf } from './processes.ts';

/** PostgreSQL, some units, the two services and the gateway, as processes of their own, for as long as `work` takes. */
export type Stack = {
  readonly gateway: string;
  /** Base address of every subgraph; one that was not started refuses. */
  readonly urls: Readonly<Record<string, string>>;
  readonly directory: string;
  readonly adminUrl: string;
  /** A program's database, as a superuser, whom row-level security lets through. */
  superuserUrl(program: string): string;
  /** Settings of a program's database. */
  databaseOf(program: string): Readonly<Record<string, string>>;
  /** The process of a unit or the gateway. */
  pidOf(program: string): number;
  /** Largest resident memory of a program so far, in MB. */
  peakMemory(program: string): number;
};

type Options = {
  readonly nodeOptions?: string;
  readonly gatewaySettings?: Readonly<Record<string, string>>;
};

export async function withStack<T>(
  units: readonly string[],
  work: (stack: Stack) => Promise<T>,
  { nodeOptions = '', gatewaySettings = {} }: Options = {},
): Promise<T> {
  const directory = await mkdtemp(path.join(tmpdir(), 'samsyn-bench-'));
  const postgres = await startPostgres({ directory });
  const fleet = createFleet({ root: path.dirname(import.meta.dirname), directory, print: () => undefined });
  const stopEverything = async () => {
    await fleet.stopAll();
    await postgres.stop();
    await rm(directory, { recursive: true, force: true });
  };
  // Once, also when the work fails because it was interrupted.
  let stopping: Promise<void> | undefined;
  const stop = () => (stopping ??= stopEverything());
  const interrupted = () => void stop().finally(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupted);
  try {
    const databases = await prepareDatabases(postgres, directory);
    const databaseOf = (name: string) => ({
      DATABASE_URL: databases.get(name)?.serviceUrl ?? '',
      DATABASE_OWNER_URL: databases.get(name)?.ownerUrl ?? '',
    });
    const urls: Record<string, string> = Object.fromEntries(
      SUBGRAPHS.map((name) => [name, 'http://127.0.0.1:9']),
    );
    for (const name of [...units, INMATES_SUBGRAPH, MEASURES_SUBGRAPH]) {
      const isUnit = units.includes(name);
      const port = await fleet.start({
        name,
        path: isUnit ? 'subgraphs/unit/main.ts' : `subgraphs/${name}/main.ts`,
        port: 0,
        environment: {
          ...benchAccess.subgraphEnvironment,
          ...databaseOf(name),
          UNIT: name,
          PSEUDONYM_KEY: 'bench'.repeat(8),
          LOG_LEVEL: 'warn',
          NODE_OPTIONS: nodeOptions,
        },
      });
      urls[name] = `http://127.0.0.1:${port}`;
    }
    const environment = {
      ...benchAccess.gatewayEnvironment,
      ...databaseOf(GATEWAY),
      SUBGRAPH_URLS: JSON.stringify(urls),
      EXPORT_FOLDER: path.join(directory, 'exports'),
      LOG_LEVEL: 'warn',
      NODE_OPTIONS: nodeOptions,
      ...gatewaySettings,
    };
    const port = await fleet.start({ name: 'gateway', path: 'gateway/main.ts', port: 0, environment });
    return await work({
      gateway: `http://127.0.0.1:${port}`,
      urls,
      directory,
      adminUrl: postgres.adminUrl,
      superuserUrl: (program) =>
        postgres.urlFor(new URL(databases.get(program)?.serviceUrl ?? '').pathname.slice(1)),
      databaseOf,
      pidOf,
      peakMemory: (program) => peakMemoryOf(pidOf(program)),
    });
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, interrupted);
    await stop();
  }
}

/** A unit is known by its environment, the gateway by its command line. */
function pidOf(program: string): number {
  return findChild(program === 'gateway' ? 'gateway/main.ts' : `\0UNIT=${program}\0`);
}
