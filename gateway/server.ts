import './no-telemetry.ts';
import { readFileSync } from 'node:fs';
import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import type { ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import fastifyApollo from '@as-integrations/fastify';
import Fastify, { LogController } from 'fastify';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { GatewaySettings } from './configuration.ts';
import { inLanguage, publicError } from './public-error.ts';
import { registerImport } from './import/import-api.ts';
import { SubgraphDataSource } from './subgraph-data-source.ts';
import { warmPlans } from './plan-warming.ts';

/** What a request carries to the subgraphs. */
export type GatewayContext = {
  readonly language: 'nb' | 'en';
  /** True while plans are made ahead of the first question: nothing is fetched. */
  readonly planOnly: boolean;
};

const SUPERGRAPH = new URL('../schema/supergraph.graphql', import.meta.url);

export async function buildGateway(settings: GatewaySettings): Promise<FastifyInstance> {
  const app = Fastify({
    logger: { level: settings.LOG_LEVEL, name: 'gateway' },
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 1024 * 1024,
    forceCloseConnections: true,
  });
  const sources = new Map<string, SubgraphDataSource>();
  const gateway = new ApolloGateway({
    supergraphSdl: readFileSync(SUPERGRAPH, 'utf8'),
    __exposeQueryPlanExperimental: false,
    logger: {
      debug: () => undefined,
      info: () => undefined,
      warn: (text) => app.log.warn(text),
      error: (text) => app.log.error(text),
    },
    buildService: ({ name }) => {
      const source = new SubgraphDataSource({
        name,
        url: settings.SUBGRAPH_URLS[name] ?? '',
        deadlineMs: settings.SUBGRAPH_DEADLINE_MS,
        log: app.log,
      });
      sources.set(name, source);
      return source;
    },
  });
  const apollo = new ApolloServer<GatewayContext>({
    gateway,
    introspection: true,
    stopOnTerminationSignals: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: false,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      errorLanguage,
    ],
    formatError: (formatted, error) => publicError(formatted, error, app.log),
  });
  await apollo.start();
  await warmPlans(apollo);

  await app.register(fastifyApollo(apollo), {
    method: ['POST'],
    context: async (request) => ({
      language: languageOf(request.headers['accept-language']),
      planOnly: false,
    }),
  });
  await registerImport(app, settings.SUBGRAPH_URLS);
  app.get('/health', async () => ({ status: 'up' }));
  app.get('/ready', async (_request, reply) => {
    const states = await Promise.all(
      [...sources].map(async ([name, source]) => [name, await source.isReady()] as const),
    );
    const down = states.filter(([, ready]) => !ready).map(([name]) => name);
    // A missing unit does not make the gateway useless: answers say that it is missing.
    const status = down.includes('measures') ? 'not ready' : 'ready';
    return reply.code(status === 'ready' ? 200 : 503).send({ status, down });
  });
  app.setErrorHandler((error, _request, reply) => {
    const status = z.object({ statusCode: z.number().min(400).max(499) }).safeParse(error).data?.statusCode;
    if (status !== undefined) return reply.code(status).send({ code: 'BAD_REQUEST' });
    app.log.error({ err: error }, 'request failed');
    return reply.code(500).send({ code: 'INTERNAL_ERROR' });
  });
  app.addHook('onClose', async () => {
    await apollo.stop();
    await Promise.all([...sources.values()].map((source) => source.close()));
  });
  return app;
}

const errorLanguage: ApolloServerPlugin<GatewayContext> = {
  requestDidStart: async () => ({
    willSendResponse: async ({ contextValue, response: { body } }) => {
      if (body.kind !== 'single' || body.singleResult.errors === undefined) return;
      body.singleResult.errors = inLanguage(body.singleResult.errors, contextValue.language);
    },
  }),
};

function languageOf(header: string | undefined): 'nb' | 'en' {
  return header?.trim().toLowerCase().startsWith('en') === true ? 'en' : 'nb';
}
