import process from 'node:process';
import { findUnit, GATEWAY, INMATES_SUBGRAPH, MEASURES_SUBGRAPH, SUBGRAPHS } from '../schema/units.ts';
import type { Grant, MachineAccess } from './access.ts';
import type { DatabaseUrls } from './databases.ts';
import type { Fleet } from './fleet.ts';
import type { Program } from './program.ts';
import { showProgress } from './progress.ts';
import { StartError } from './start-error.ts';
import { message } from '../schema/messages.ts';

const AT_A_TIME = 4;
const ANY_PORT = 0;
/** The directorate's service, which gathers deviations over the units. */
const SERVICE: Grant = { sub: MEASURES_SUBGRAPH, role: 'service' };

/** Starts every subgraph, a few at a time, and then the gateway in front of them. */
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
  const urls: Record<string, string> = {};
  const databaseOf = (name: string) => {
    const database = databases.get(name);
    if (database === undefined) throw new StartError(`There is no database for ${name}.`);
    return { DATABASE_URL: database.serviceUrl, DATABASE_OWNER_URL: database.ownerUrl };
  };
  const subgraphs = SUBGRAPHS.map((name): Program => {
    const isUnit = findUnit(name) !== undefined;
    return {
      name,
      path: isUnit ? 'subgraphs/unit/main.ts' : `subgraphs/${name}/main.ts`,
      port: ANY_PORT,
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
  const progress = showProgress(message('starting'), subgraphs.length + 1);
  try {
    const [first, ...others] = subgraphs;
    const waiting = others.values();
    const start = async (programs: Iterable<Program>): Promise<void> => {
      for (const program of programs) {
        urls[program.name] = `http://127.0.0.1:${await fleet.start(program)}`;
        progress.add(1, program.name);
      }
    };
    // Alone: what it compiles the others need not.
    if (first !== undefined) await start([first]);
    await Promise.all(Array.from({ length: AT_A_TIME }, () => start(waiting)));
    await fleet.start({
      name: GATEWAY,
      path: 'gateway/main.ts',
      port: gatewayPort,
      environment: {
        ...access.gatewayEnvironment,
        ...databaseOf(GATEWAY),
        SUBGRAPH_URLS: JSON.stringify(urls),
        EXPORT_FOLDER: exportFolder,
        WORKERS: process.env['WORKERS'] ?? '1',
      },
    });
    progress.add(1, GATEWAY);
  } finally {
    progress.end();
  }
}
