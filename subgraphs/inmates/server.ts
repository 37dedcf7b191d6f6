import type { FastifyInstance } from 'fastify';
import { INMATES_SUBGRAPH } from '../../schema/units.ts';
import type { Tls } from '../../schema/tls.ts';
import type { Trust } from '../platform/access/guard-subgraph.ts';
import { OF_PROGRAM, openDatabase, reachFor } from '../platform/database.ts';
import { doorFor } from '../platform/records/record-door.ts';
import { buildSubgraphServer } from '../platform/server.ts';
import { inmateLoader } from './inmate-loader.ts';
import { keepFirstDays } from './keep-days.ts';
import { registerTransferred } from './transferred.ts';
import { registerPseudonyms } from './pseudonyms.ts';
import { personKind, stayKind } from './register-rows.ts';
import { inmatesResolvers } from './resolvers.ts';

export async function buildInmatesServer(options: {
  readonly databaseUrl: string;
  readonly logLevel: string;
  readonly trust: Trust;
  readonly tls?: Tls | undefined;
  /** The register's secret; pseudonyms are made with it, and with nothing else. */
  readonly pseudonymKey: string;
  /** Told the pseudonyms of each batch read, so that a test can see the batching. */
  readonly onBatch?: (pseudonyms: readonly string[]) => void;
}): Promise<FastifyInstance> {
  const database = openDatabase(options.databaseUrl, { connections: 10 });
  await keepFirstDays(database.within(OF_PROGRAM));
  const app = await buildSubgraphServer({
    name: INMATES_SUBGRAPH,
    resolvers: inmatesResolvers(),
    createContext: ({ database: watched, asserted, look }) => ({
      asserted,
      look,
      database: watched,
      inmates: inmateLoader(watched.within(reachFor(asserted, 'PERSON', null)), options.onBatch),
    }),
    database,
    doors: new Map([
      ['persons', doorFor(database, personKind)],
      ['stays', doorFor(database, stayKind)],
    ]),
    databaseUrl: options.databaseUrl,
    logLevel: options.logLevel,
    trust: options.trust,
    tls: options.tls,
  });
  registerTransferred(app, database.within({ as: 'COMBINE' }));
  registerPseudonyms(app, database.within({ as: 'IMPORT' }), options.pseudonymKey);
  return app;
}
