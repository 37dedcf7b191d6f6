import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { prepareDatabases } from '../local/databases.ts';
import { createFleet } from '../local/fleet.ts';
import { startPostgres } from '../local/postgres.ts';
import { INMATES_SUBGRAPH, MEASURES_SUBGRAPH, SUBGRAPHS } from '../schema/units.ts';

/** PostgreSQL, some units, the two services and the gateway, as processes of their own, for as long as `work` takes. */
export type Stack = {
  readonly gateway: string;
  readonly directory: string;
  readonly adminUrl: string;
  /** A subgraph's database, as the owner of its tables. */
  ownerUrl(subgraph: string): string;
  /** Largest resident memory of a program so far, in MB. */
  peakMemory(program: string): number;
};

export async function withStack<T>(
  units: readonly string[],
  work: (stack: Stack) => Promise<T>,
  gatewaySettings: Readonly<Record<string, string>> = {},
): Promise<T> {
  const directory = await mkdtemp(path.join(tmpdir(), 'samsyn-bench-'));
  const postgres = await startPostgres({ directory });
  const fleet = createFleet({ root: path.dirname(import.meta.dirname), directory, print: () => undefined });
  try {
    const databases = await prepareDatabases(postgres, directory);
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
          DATABASE_URL: databases.get(name)?.serviceUrl ?? '',
          DATABASE_OWNER_URL: databases.get(name)?.ownerUrl ?? '',
          UNIT: name,
          PSEUDONYM_KEY: 'bench'.repeat(8),
          LOG_LEVEL: 'warn',
        },
      });
      urls[name] = `http://127.0.0.1:${port}`;
    }
    const environment = { SUBGRAPH_URLS: JSON.stringify(urls), LOG_LEVEL: 'warn', ...gatewaySettings };
    const port = await fleet.start({ name: 'gateway', path: 'gateway/main.ts', port: 0, environment });
    return await work({
      gateway: `http://127.0.0.1:${port}`,
      directory,
      adminUrl: postgres.adminUrl,
      ownerUrl: (subgraph) => databases.get(subgraph)?.ownerUrl ?? '',
      peakMemory: (program) => peakMemory(program === 'gateway' ? 'gateway/main.ts' : program),
    });
  } finally {
    await fleet.stopAll();
    await postgres.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

/** From Linux's `/proc`; 0 elsewhere. A unit is known by its environment, the gateway by its command line. */
function peakMemory(sign: string): number {
  const pids = process.platform === 'linux' ? readdirSync('/proc').filter((name) => /^\d+$/.test(name)) : [];
  for (const pid of pids) {
    try {
      const isOurs = readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[3] === String(process.pid);
      const told =
        readFileSync(`/proc/${pid}/cmdline`, 'utf8') + readFileSync(`/proc/${pid}/environ`, 'utf8');
      if (!isOurs || !(told.includes(sign) && (sign.includes('/') || told.includes(`UNIT=${sign}\0`))))
        continue;
      const [, kilobytes = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
      return Math.round(Number(kilobytes) / 1024);
    } catch {
      // It ended while we looked.
    }
  }
  return 0;
}
