import process from 'node:process';
import { findUnit, GATEWAY, INMATES_SUBGRAPH, MEASURES_SUBGRAPH, SUBGRAPHS } from '../schema/units.ts';
import type { Grant, MachineAccess } from './access.ts';
import type { DatabaseUrls } from './databases.ts';
import type { Fleet } from './fleet.ts';
import { freePorts } from './ports.ts';
import type { Program } from './program.ts';
import { showProgress } from './progress.ts';
import { StartError } from './start-error.ts';
import { message } from '../schema/messages.ts';

const AT_A_TIME = 4;
/** The directorate's service, which gathers deviations over the units. */
const SERVICE: Grant = { sub: MEASURES_SUBGRAPH, role: 'service' };

/** Starts every subgraph, a few at a time, and beside them the gateway, which takes longest. */
export async function startPrograms(
  fleet: Fleet,
  {
    databases,
    access,
    gatewayPort,
    pseudonymKey,
    exportFolder,
  }: {
    readonly databases: ReadonlyMap<string, DatabaseUrls>;
    readonly access: MachineAccess;
    readonly gatewayPort: number;
    readonly pseudonymKey: string;
    readonly exportFolder: string;
  },
): Promise<void> {
  // As long as nobody lets it run for longer than that; it is made anew at each start.
  const serviceToken = await access.writeToken(SERVICE, { seconds: 366 * 24 * 3600 });
  const databaseOf = (name: string) => {
    const database = databases.get(name);
    if (database === undefined) throw new StartError(`There is no database for ${name}.`);
    return { DATABASE_URL: database.serviceUrl, DATABASE_OWNER_URL: database.ownerUrl };
  };
  // Known beforehand, for the gateway to know where they will be.
  const free = await freePorts(SUBGRAPHS.length);
  const ports = new Map(SUBGRAPHS.map((name, index) => [name, free[index] ?? 0]));
  const subgraphs = Array.from(ports, ([name, port]): Program => {
    const isUnit = findUnit(name) !== undefined;
    return {
      name,
      path: isUnit ? 'subgraphs/unit/main.ts' : `subgraphs/${name}/main.ts`,
      port,
      environment: {
        ...access.subgraphEnvironment,
        ...databaseOf(name),
        ...(isUnit && { UNIT: name }),
        ...(name === INMATES_SUBGRAPH && { PSEUDONYM_KEY: pseudonymKey }),
        ...(name === MEASURES_SUBGRAPH && {
          GATEWAY_URL: `http://127.0.0.1:${gatewayPort}`,
          SAMSYN_TOKEN: serviceToken,
        }),
      },
    };
  });
  const gateway: Program = {
    name: GATEWAY,
    path: 'gateway/main.ts',
    port: gatewayPort,
    environment: {
      ...access.gatewayEnvironment,
      ...databaseOf(GATEWAY),
      SUBGRAPH_URLS: JSON.stringify(
        Object.fromEntries(Array.from(ports, ([name, port]) => [name, `http://127.0.0.1:${port}`])),
      ),
      EXPORT_FOLDER: exportFolder,
      WORKERS: process.env['WORKERS'] ?? '1',
    },
  };
  const progress = showProgress(message('starting'), subgraphs.length + 1);
  const start = async (programs: Iterable<Program>): Promise<void> => {
    for (const program of programs) {
      await fleet.start(program);
      progress.add(1, program.name);
    }
  };
  const [first, ...others] = subgraphs;
  const waiting = others.values();
  const startSubgraphs = async (): Promise<void> => {
    // Alone: what it compiles the others need not.
    if (first !== undefined) await start([first]);
    await Promise.all(Array.from({ length: AT_A_TIME }, () => start(waiting)));
  };
  try {
    await Promise.all([start([gateway]), startSubgraphs()]);
  } finally {
    progress.end();
  }
}
