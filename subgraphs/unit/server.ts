import type { FastifyInstance } from 'fastify';
import type { Trust } from '../platform/access/guard-subgraph.ts';
import { openDatabase } from '../platform/database.ts';
import { buildSubgraphServer } from '../platform/server.ts';
import { unitDoors } from './doors.ts';
import { entryLoaders } from './entry-loaders.ts';
import { keepFirstMonths } from './practice/keep-months.ts';
import { unitResolvers } from './resolvers.ts';

export async function buildUnitServer(options: {
  readonly unit: string;
  readonly databaseUrl: string;
  readonly logLevel: string;
  readonly trust: Trust;
}): Promise<FastifyInstance> {
  const database = openDatabase(options.databaseUrl, { connections: 6 });
  await keepFirstMonths(database);
  return buildSubgraphServer({
    name: options.unit,
    resolvers: unitResolvers(options.unit),
    createContext: ({ database: watched, asserted }) => ({
      database: watched,
      asserted,
      entries: entryLoaders(watched),
    }),
    database,
    doors: unitDoors(database),
    logLevel: options.logLevel,
    trust: options.trust,
  });
}
