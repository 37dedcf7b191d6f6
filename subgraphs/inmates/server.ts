import type { FastifyInstance } from 'fastify';
import { INMATES_SUBGRAPH } from '../../schema/units.ts';
import { openDatabase } from '../platform/database.ts';
import { takeDelivery } from '../platform/record-store.ts';
import { buildSubgraphServer } from '../platform/server.ts';
import { inmateLoader } from './inmate-loader.ts';
import { personKind, stayKind } from './register-rows.ts';
import { inmatesResolvers } from './resolvers.ts';

export async function buildInmatesServer(options: {
  readonly databaseUrl: string;
  readonly logLevel: string;
  /** Told the pseudonyms of each batch read, so that a test can see the batching. */
  readonly onBatch?: (pseudonyms: readonly string[]) => void;
}): Promise<FastifyInstance> {
  const database = openDatabase(options.databaseUrl, { connections: 10 });
  return buildSubgraphServer({
    name: INMATES_SUBGRAPH,
    resolvers: inmatesResolvers,
    createContext: () => ({ database, inmates: inmateLoader(database, options.onBatch) }),
    deliveries: new Map([
      ['persons', (delivered) => takeDelivery(database, personKind, delivered)],
      ['stays', (delivered) => takeDelivery(database, stayKind, delivered)],
    ]),
    isReady: async () => (await database.query('select 1')).length === 1,
    onClose: () => database.close(),
    logLevel: options.logLevel,
  });
}
