import type { FastifyInstance } from 'fastify';
import { UNIT_TARGETS } from '../../schema/records/targets.ts';
import { MEASURES_SUBGRAPH } from '../../schema/units.ts';
import { openDatabase } from '../platform/database.ts';
import { quarantineDoor } from '../platform/records/record-door.ts';
import { buildSubgraphServer } from '../platform/server.ts';
import { registerImportSummaries } from './import-summaries.ts';
import { measuresResolvers } from './resolvers.ts';

export async function buildMeasuresServer(options: {
  readonly databaseUrl: string;
  readonly logLevel: string;
}): Promise<FastifyInstance> {
  const database = openDatabase(options.databaseUrl, { connections: 6 });
  const app = await buildSubgraphServer({
    name: MEASURES_SUBGRAPH,
    resolvers: measuresResolvers,
    createContext: ({ moments }) => ({ moments }),
    // Rows that name no unit stay with the directorate.
    database,
    doors: new Map(UNIT_TARGETS.map((target) => [target, quarantineDoor(database, target)])),
    logLevel: options.logLevel,
  });
  registerImportSummaries(app, database);
  return app;
}
