import type { FastifyInstance } from 'fastify';
import { UNIT_TARGETS } from '../../schema/records/targets.ts';
import { MEASURES_SUBGRAPH } from '../../schema/units.ts';
import type { Tls } from '../../schema/tls.ts';
import type { Trust } from '../platform/access/guard-subgraph.ts';
import { OF_PROGRAM, openDatabase, reachFor } from '../platform/database.ts';
import { quarantineDoor } from '../platform/records/record-door.ts';
import { buildSubgraphServer } from '../platform/server.ts';
import { casesWithin } from './cases/reach.ts';
import { caseLoaders } from './cases/case-page.ts';
import { registerCaseExport } from './cases/export-cases.ts';
import { startPulling } from './cases/pull-feeds.ts';
import type { FeedSettings } from './cases/pull-feeds.ts';
import { startLooking } from './isolation/look-over-units.ts';
import { conflictLoader } from './key-conflicts/conflict-resolvers.ts';
import { startComparingKeys } from './key-conflicts/look-for-conflicts.ts';
import { registerImportSummaries } from './import-summaries.ts';
import { measuresResolvers } from './resolvers.ts';

export async function buildMeasuresServer(options: {
  readonly databaseUrl: string;
  readonly logLevel: string;
  /** Where the units' deviations are fetched; without it no cases are opened. */
  readonly feeds?: FeedSettings;
  readonly trust: Trust;
  readonly tls?: Tls | undefined;
}): Promise<FastifyInstance> {
  const database = openDatabase(options.databaseUrl, { connections: 6 });
  const app = await buildSubgraphServer({
    name: MEASURES_SUBGRAPH,
    resolvers: measuresResolvers,
    createContext: ({ database: watched, moments, asserted, look }) => ({
      asserted,
      look,
      database: watched,
      loaders: caseLoaders(casesWithin({ database: watched, asserted })),
      conflictCounts: conflictLoader(watched.within(reachFor(asserted, 'QUALITY', null))),
      moments,
    }),
    // Rows that name no unit stay with the directorate.
    database,
    doors: new Map(UNIT_TARGETS.map((target) => [target, quarantineDoor(database, target)])),
    databaseUrl: options.databaseUrl,
    logLevel: options.logLevel,
    trust: options.trust,
    tls: options.tls,
  });
  registerImportSummaries(app, database);
  registerCaseExport(app, database);
  const { feeds } = options;
  if (feeds !== undefined) {
    let stopPulling = async (): Promise<void> => undefined;
    app.addHook('onListen', async () => {
      const own = database.within(OF_PROGRAM);
      const followers = [
        startPulling(own, feeds, app.log),
        startLooking(own, feeds, app.log),
        startComparingKeys(own, feeds, app.log),
      ];
      stopPulling = async () => void (await Promise.all(followers.map((one) => one.stop())));
    });
    // The hook of closing that came last runs first: the database is still open.
    app.addHook('onClose', () => stopPulling());
  }
  return app;
}
