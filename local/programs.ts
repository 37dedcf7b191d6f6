import { findUnit, INMATES_SUBGRAPH, SUBGRAPHS } from '../schema/units.ts';
import type { DatabaseUrls } from './databases.ts';
import { freePorts } from './ports.ts';
import type { Fleet, Program } from './processes.ts';
import { showProgress } from './progress.ts';
import { StartError } from './start-error.ts';
import { message } from '../schema/messages.ts';

export const GATEWAY = 'gateway';
const AT_A_TIME = 4;

/** Starts every subgraph, a few at a time, and then the gateway in front of them. */
export async function startPrograms(
  fleet: Fleet,
  {
    databases,
    gatewayPort,
    pseudonymKey,
  }: {
    readonly databases: ReadonlyMap<string, DatabaseUrls>;
    readonly gatewayPort: number;
    readonly pseudonymKey: string;
  },
): Promise<void> {
  const urls: Record<string, string> = {};
  const programs: Program[] = [];
  const ports = await freePorts(SUBGRAPHS.length);
  for (const [index, name] of SUBGRAPHS.entries()) {
    const database = databases.get(name);
    if (database === undefined) throw new StartError(`There is no database for ${name}.`);
    const port = String(ports[index]);
    urls[name] = `http://127.0.0.1:${port}`;
    const isUnit = findUnit(name) !== undefined;
    programs.push({
      name,
      path: isUnit ? 'subgraphs/unit/main.ts' : `subgraphs/${name}/main.ts`,
      environment: {
        DATABASE_URL: database.serviceUrl,
        DATABASE_OWNER_URL: database.ownerUrl,
        PORT: port,
        ...(isUnit && { UNIT: name }),
        ...(name === INMATES_SUBGRAPH && { PSEUDONYM_KEY: pseudonymKey }),
      },
    });
  }
  const gateway: Program = {
    name: GATEWAY,
    path: 'gateway/main.ts',
    environment: { PORT: String(gatewayPort), SUBGRAPH_URLS: JSON.stringify(urls) },
  };
  const progress = showProgress(message('starting'), programs.length + 1);
  const startOne = async (program: Program): Promise<void> => {
    await fleet.start(program);
    progress.add(1, program.name);
  };
  try {
    const waiting = programs.values();
    const work = async (): Promise<void> => {
      for (const program of waiting) await startOne(program);
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, work));
    await startOne(gateway);
  } finally {
    progress.end();
  }
}
