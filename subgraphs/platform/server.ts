import { ApolloServer } from '@apollo/server';
import type { ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
} from '@apollo/server/plugin/disabled';
import { unwrapResolverError } from '@apollo/server/errors';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLResolverMap } from '@apollo/subgraph';
import fastifyApollo from '@as-integrations/fastify';
import { LogController } from 'fastify';
import type { FastifyBaseLogger, FastifyError, FastifyInstance } from 'fastify';
import { Kind, parse } from 'graphql';
import type { DocumentNode, GraphQLFormattedError } from 'graphql';
import { openAccessLog } from '../../database/access-log/access-log.ts';
import { logRequests } from '../../database/access-log/log-requests.ts';
import type { Look } from '../../database/access-log/look.ts';
import type { Clearance } from '../../schema/access/clearances.ts';
import type { Asking } from '../../schema/access/permits.ts';
import { readPolicy } from '../../schema/access/policy.ts';
import { isPublicCode, sentence } from '../../schema/public-codes.ts';
import type { PublicCode } from '../../schema/public-codes.ts';
import { GoneError, whenGone } from '../../schema/when-gone.ts';
import { fastifyOver } from '../../schema/tls.ts';
import type { Tls } from '../../schema/tls.ts';
import { subgraphSdl } from '../../schema/subgraph-sdl.ts';
import { findUnit, MEASURES_SUBGRAPH } from '../../schema/units.ts';
import { WATERMARK_HEADER } from '../../schema/watermark.ts';
import { guardResolvers } from './access/guard-resolvers.ts';
import type { WithAsserted } from './access/guard-resolvers.ts';
import { guardSubgraph } from './access/guard-subgraph.ts';
import type { Trust } from './access/guard-subgraph.ts';
import { openOperations } from './access/only-open.ts';
import { AnswerMoments } from './answer-moments.ts';
import { isReachable } from '../../database/database.ts';
import type { Database } from './database.ts';
import { registerPersonOrders } from './person-order-api.ts';
import { registerRecords } from './records-api.ts';
import type { RecordDoor } from './records/record-door.ts';
import { registerWatermark } from './watermark.ts';

/** What every subgraph is: a GraphQL endpoint, a door for records, and health. */
export async function buildSubgraphServer<Context extends WithAsserted>(options: {
  readonly name: string;
  readonly resolvers: GraphQLResolverMap<Context>;
  /** Resolvers read through this database, which keeps account of the answer's moments. */
  readonly createContext: (answer: {
    database: Database;
    moments: AnswerMoments;
    asserted: Asking;
    look: Look;
  }) => Context;
  readonly trust: Trust;
  /** What it gives nobody who is cleared for all units. */
  readonly withheld?: readonly Clearance[];
  readonly tls?: Tls | undefined;
  readonly database: Database;
  /** The same database, for the access log. */
  readonly databaseUrl: string;
  readonly doors: ReadonlyMap<string, RecordDoor>;
  readonly logLevel: string;
}): Promise<FastifyInstance> {
  const app = fastifyOver(options.tls, {
    logger: { level: options.logLevel, name: options.name },
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 32 * 1024 * 1024,
    forceCloseConnections: true,
    // Every body is read by a strict definition, which has no place for such keys.
    onProtoPoisoning: 'ignore',
    onConstructorPoisoning: 'ignore',
  });
  const unit = findUnit(options.name)?.code ?? null;
  logRequests(app, { log: openAccessLog(options.databaseUrl), unit });
  guardSubgraph(app, options.name, options.trust);
  const typeDefs = parse(subgraphSdl(options.name));
  const policy = readPolicy(typeDefs);
  const resolvers = guardResolvers(options.resolvers, {
    policy,
    types: objectTypesIn(typeDefs),
    owner: unit,
  });
  const apollo = new ApolloServer<Context & WithMoments>({
    schema: buildSubgraphSchema([{ typeDefs, resolvers }]),
    introspection: false,
    csrfPrevention: false,
    stopOnTerminationSignals: false,
    includeStacktraceInErrorResponses: false,
    plugins: [
      ApolloServerPluginInlineTraceDisabled(),
      // Cache control would wrap every resolver of every field, for a header the gateway does not read.
      ApolloServerPluginCacheControlDisabled(),
      tellWatermark,
      noteLook(openOperations(policy)),
    ],
    formatError: (formatted, error) => maskError(formatted, error, app.log),
  });
  await apollo.start();
  await app.register(fastifyApollo(apollo), {
    method: ['POST'],
    context: async ({ asserted, look }, reply) => {
      const moments = new AnswerMoments();
      const context = options.createContext({
        database: moments.watch(options.database.until(whenGone(reply))),
        moments,
        asserted: { ...asserted, withheld: options.withheld ?? [] },
        look,
      });
      return { ...context, moments };
    },
  });
  app.addHook('onClose', async () => {
    await apollo.stop();
    await options.database.close();
  });
  // Rows that belong to no unit come from anybody who brings in records.
  const needs = options.name === MEASURES_SUBGRAPH ? 'ANY_IMPORT' : 'IMPORT';
  registerRecords(app, { database: options.database, doors: options.doors, needs });
  registerPersonOrders(app, options.database);
  registerWatermark(app, options.database);
  app.get('/health', { config: { needs: 'NOTHING' } }, async () => ({ status: 'up' }));
  app.get('/ready', { config: { needs: 'NOTHING' } }, async (_request, reply) => {
    const ready = await isReachable(options.database);
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready' });
  });
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    const code: PublicCode = error.statusCode === 413 ? 'TOO_MANY_ROWS' : 'BAD_REQUEST';
    if (error.statusCode !== undefined && error.statusCode < 500) {
      return reply.code(error.statusCode).send({ code, message: sentence(code, 'nb') });
    }
    app.log.error({ err: error }, 'request failed');
    return reply.code(500).send({ code: 'INTERNAL_ERROR' });
  });
  return app;
}

/** Resolvers of an interface's fields belong to its types. */
function objectTypesIn(document: DocumentNode): ReadonlySet<string> {
  return new Set(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.OBJECT_TYPE_DEFINITION ? [definition.name.value] : [],
    ),
  );
}

type WithMoments = WithAsserted & { readonly moments: AnswerMoments };

const noteLook = (isOpen: ReturnType<typeof openOperations>): ApolloServerPlugin<WithMoments> => ({
  requestDidStart: async () => ({
    didResolveOperation: async ({ contextValue, document, schema }) => {
      // Names of units and rules tell nothing of anybody, and the gateway's own log has the question.
      if (isOpen(document, schema)) contextValue.look.showsNothing();
    },
    willSendResponse: async ({ contextValue, response: { body } }) => {
      if (body.kind === 'single') contextValue.look.noteRefusals(body.singleResult.errors);
    },
  }),
});

const tellWatermark: ApolloServerPlugin<WithMoments> = {
  requestDidStart: async () => ({
    willSendResponse: async ({ contextValue, response }) => {
      const told = contextValue.moments.header();
      if (told !== null) response.http.headers.set(WATERMARK_HEADER, told);
    },
  }),
};

function maskError(
  formatted: GraphQLFormattedError,
  error: unknown,
  log: FastifyBaseLogger,
): GraphQLFormattedError {
  const code = formatted.extensions?.['code'];
  if (isPublicCode(code)) return formatted;
  if (!(unwrapResolverError(error) instanceof GoneError)) log.error({ err: error }, 'resolver failed');
  return {
    message: sentence('INTERNAL_ERROR', 'nb'),
    extensions: { code: 'INTERNAL_ERROR' },
    ...(formatted.path === undefined ? {} : { path: formatted.path }),
  };
}
