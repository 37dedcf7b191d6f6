import path from 'node:path';
import process from 'node:process';
import { runProgram } from '../local/program.ts';
import { benchAccess } from './access.ts';
import { GATEWAY } from '../schema/units.ts';
import type { Stack } from './stack.ts';
import { hiveIsInstalled, startHiveProcess } from '../test/harness/hive-process.ts';

export type Sharing = 'off' | 'on';
/** A gateway to measure, in a process of its own. */
export type Contender = {
  readonly name: 'ours' | 'stock' | 'hive';
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
};

export async function startContenders(options: {
  readonly urls: Readonly<Record<string, string>>;
  readonly directory: string;
  readonly databaseOf: Stack['databaseOf'];
  readonly sharing: Sharing;
  /** Folder for a processor profile of our gateway, written when it stops. */
  readonly profile?: string | undefined;
}): Promise<Contender[]> {
  const { sharing, urls, profile } = options;
  const ours = await startOurs({
    ...options,
    environment: profile === undefined ? {} : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profile}` },
  });
  // It shares nothing in either case.
  const stock = await startProgram(options, { name: 'stock', path: 'bench/stock-gateway.ts' });
  if (!hiveIsInstalled) {
    process.stderr.write('SKIPPED: Hive Gateway is not installed, run `npm ci --prefix test/hive`.\n');
    return [ours, stock];
  }
  return [
    ours,
    stock,
    { name: 'hive', ...(await startHiveProcess(urls, { key: benchAccess.assertionKey, sharing })) },
  ];
}

export async function startOurs(options: {
  readonly urls: Readonly<Record<string, string>>;
  readonly directory: string;
  readonly databaseOf: Stack['databaseOf'];
  readonly sharing: Sharing;
  readonly environment: Readonly<Record<string, string>>;
}): Promise<Contender> {
  const environment = {
    // The others wait for ever: where fourteen programs share two processors, so must ours.
    SUBGRAPH_DEADLINE_MS: '120000',
    ...(options.sharing === 'off' && { FRESHNESS_MS: '0' }),
    ...options.databaseOf(GATEWAY),
    ...options.environment,
  };
  return startProgram(options, { name: 'ours', path: 'gateway/main.ts', environment });
}

async function startProgram(
  { urls, directory }: { readonly urls: Readonly<Record<string, string>>; readonly directory: string },
  program: {
    readonly name: 'ours' | 'stock';
    readonly path: string;
    readonly environment?: Readonly<Record<string, string>>;
  },
): Promise<Contender> {
  const environment = {
    ...benchAccess.gatewayEnvironment,
    SUBGRAPH_URLS: JSON.stringify(urls),
    LOG_LEVEL: 'warn',
    ...program.environment,
  };
  const { child, ended, listening } = runProgram(
    { name: program.name, path: program.path, port: 0, environment },
    { root: path.dirname(import.meta.dirname), directory },
  );
  return {
    name: program.name,
    url: `http://127.0.0.1:${await listening}`,
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
