import { ApolloGateway } from '@apollo/gateway';
import type { GraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import type { ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { FastifyBaseLogger } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { errorsSpoil, noteMutations } from './graphql-api.ts';
import { inLanguage, publicError } from './public-error.ts';
import type { GatewayContext } from './gateway-context.ts';

export type Federation = {
  readonly apollo: ApolloServer<GatewayContext>;
  /** What callers may ask for, once it has been started. */
  readonly start: () => Promise<GraphQLSchema>;
};

/** Plans and executes questions over the subgraphs; `sourceOf` says where one is asked. */
export function federationOver(
  supergraphSdl: string,
  {
    sourceOf,
    inProduction,
    log,
  }: {
    readonly sourceOf: (name: string) => GraphQLDataSource<GatewayContext>;
    readonly inProduction: boolean;
    readonly log: FastifyBaseLogger;
  },
): Federation {
  const gateway = new ApolloGateway({
    supergraphSdl,
    __exposeQueryPlanExperimental: false,
    logger: {
      debug: () => undefined,
      info: () => undefined,
      warn: (text) => log.warn(text),
      error: (text) => log.error(text),
    },
    buildService: ({ name }) => sourceOf(name),
  });
  const apollo = new ApolloServer<GatewayContext>({
    gateway,
    // Who may ask for the schema is looked at before.
    introspection: true,
    // A query is known by its text alone, so that what is looked at is what is run.
    persistedQueries: false,
    allowBatchedHttpRequests: false,
    stopOnTerminationSignals: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: inProduction,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      errorLanguage,
      errorsSpoil,
      noteMutations,
    ],
    formatError: (formatted, error) => publicError(formatted, error, log),
  });
  return { apollo, start: () => schemaOf(gateway, () => apollo.start()) };
}

/** Told while the gateway starts, and only to those who listen by then. */
async function schemaOf(gateway: ApolloGateway, start: () => Promise<void>): Promise<GraphQLSchema> {
  let schema: GraphQLSchema | undefined;
  gateway.onSchemaLoadOrUpdate(({ apiSchema }) => {
    schema = apiSchema;
  });
  await start();
  if (schema === undefined) throw new Error('the gateway has told no schema');
  return schema;
}

const errorLanguage: ApolloServerPlugin<GatewayContext> = {
  requestDidStart: async () => ({
    willSendResponse: async ({ contextValue, response: { body } }) => {
      if (body.kind !== 'single' || body.singleResult.errors === undefined) return;
      body.singleResult.errors = inLanguage(body.singleResult.errors, contextValue.language);
    },
  }),
};
