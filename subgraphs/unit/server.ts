import type { FastifyInstance } from 'fastify';
import { openDatabase } from '../platform/database.ts';
import { buildSubgraphServer } from '../platform/server.ts';
import { unitDeliveries } from './deliveries.ts';
import { entryLoaders } from './entry-loaders.ts';
import { unitResolvers } from './resolvers.ts';

export async function buildUnitServer(options: {
  readonly unit: string;
  readonly databaseUrl: string;
  readonly logLevel: string;
}): Promise<FastifyInstance> {
  const database = openDatabase(options.databaseUrl, { connections: 6 });
  return buildSubgraphServer({
    name: options.unit,
    resolvers: unitResolvers(options.unit),
    createContext: () => ({ database, entries: entryLoaders(database) }),
    deliveries: unitDeliveries(database),
    isReady: async () => (await database.query('select 1')).length === 1,
    onClose: () => database.close(),
    logLevel: options.logLevel,
  });
}
