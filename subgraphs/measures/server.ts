import type { FastifyInstance } from 'fastify';
import { UNIT_TARGETS } from '../../schema/records/targets.ts';
import { MEASURES_SUBGRAPH } from '../../schema/units.ts';
import { openDatabase } from '../platform/database.ts';
import { quarantineOnly } from '../platform/record-store.ts';
import { buildSubgraphServer } from '../platform/server.ts';
import { measuresResolvers } from './resolvers.ts';

export async function buildMeasuresServer(options: {
  readonly databaseUrl: string;
  readonly logLevel: string;
}): Promise<FastifyInstance> {
  const database = openDatabase(options.databaseUrl, { connections: 6 });
  return buildSubgraphServer({
    name: MEASURES_SUBGRAPH,
    resolvers: measuresResolvers,
    createContext: () => ({}),
    // Rows that name no unit stay with the directorate.
    deliveries: new Map(
      UNIT_TARGETS.map((target) => [target, (delivered) => quarantineOnly(database, target, delivered)]),
    ),
    isReady: async () => (await database.query('select 1')).length === 1,
    onClose: () => database.close(),
    logLevel: options.logLevel,
  });
}
