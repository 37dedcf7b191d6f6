import type { FastifyInstance } from 'fastify';
import type { Tls } from '../../schema/tls.ts';
import type { Clearance } from '../../schema/access/clearances.ts';
import type { Trust } from '../platform/access/guard-subgraph.ts';
import { RULE_SET } from '../../schema/rules/rule-set.ts';
import type { RuleSet } from '../../schema/rules/rule-set.ts';
import { OF_PROGRAM, openDatabase, reachFor } from '../platform/database.ts';
import type { Database } from '../platform/database.ts';
import { buildSubgraphServer } from '../platform/server.ts';
import { unitDoors } from './doors.ts';
import { registerFeed } from './duties/feed.ts';
import { judgeAnew, judgingDue } from './duties/judge-anew.ts';
import { registerIsolations } from './findings/isolations-api.ts';
import { entryLoaders } from './entry-loaders.ts';
import { registerUnitExport } from './export/export-api.ts';
import { keepFirstMonths } from './practice/keep-months.ts';
import { unitResolvers } from './resolvers.ts';

export async function buildUnitServer(options: {
  readonly unit: string;
  readonly databaseUrl: string;
  readonly logLevel: string;
  readonly trust: Trust;
  /** What the unit gives nobody who is cleared for all units. */
  readonly withheld?: readonly Clearance[];
  readonly tls?: Tls | undefined;
  readonly ruleSet?: RuleSet;
}): Promise<FastifyInstance> {
  const { ruleSet = RULE_SET } = options;
  const database = openDatabase(options.databaseUrl, { connections: 6 });
  const own = database.within(OF_PROGRAM);
  await keepFirstMonths(own);
  const due = await judgingDue(own, ruleSet);
  if (due === 'FIRST') await judgeAnew(own, ruleSet);
  const app = await buildSubgraphServer({
    name: options.unit,
    resolvers: unitResolvers(options.unit, ruleSet),
    createContext: ({ database: watched, asserted, look }) => ({
      database: watched,
      asserted,
      look,
      entries: entryLoaders(watched.within(reachFor(asserted, 'RECORDS', options.unit))),
    }),
    database,
    doors: unitDoors(database, ruleSet),
    databaseUrl: options.databaseUrl,
    logLevel: options.logLevel,
    trust: options.trust,
    ...(options.withheld !== undefined && { withheld: options.withheld }),
    tls: options.tls,
  });
  registerFeed(app, database.within({ as: 'GATHER' }), { unit: options.unit, set: ruleSet });
  registerIsolations(app, database.within({ as: 'COMBINE' }));
  registerUnitExport(app, database, options.withheld ?? []);
  if (due === 'ANEW') judgeBesides(app, own, ruleSet);
  return app;
}

/** The rules have changed: the records are judged by the new ones while the unit answers. */
function judgeBesides(app: FastifyInstance, database: Database, ruleSet: RuleSet): void {
  let stopped = false;
  const judging = judgeAnew(database, ruleSet, () => stopped).catch((error: unknown) => {
    app.log.error({ err: error }, 'judging by the new rules stopped; it goes on at the next start');
  });
  app.addHook('onClose', async () => {
    stopped = true;
    await judging;
  });
}
