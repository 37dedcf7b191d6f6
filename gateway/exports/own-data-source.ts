import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, parse } from 'graphql';
import { EXPORTS_SUBGRAPH, subgraphSdl } from '../../schema/subgraph-sdl.ts';
import type { GatewayContext } from '../gateway-context.ts';
import { exportResolvers } from './export-resolvers.ts';
import type { ExportDesk } from './export-resolvers.ts';

/**
 * What the gateway itself answers within the supergraph: exports, which lie in its own database. The policy of the
 * contract has been applied to the operation before it comes here.
 */
export function exportDataSource(desk: ExportDesk): GraphQLDataSource<GatewayContext> {
  const typeDefs = parse(subgraphSdl(EXPORTS_SUBGRAPH));
  const schema = buildSubgraphSchema([{ typeDefs, resolvers: exportResolvers(desk) }]);
  return {
    process: async ({ request, context }: GraphQLDataSourceProcessOptions<GatewayContext>) => {
      if (context['planOnly'] === true) return { data: null };
      // It moves by itself: nobody keeps such an answer.
      (context as GatewayContext).basis.spoil();
      const { data, errors } = await execute({
        schema,
        document: parse(request.query ?? ''),
        variableValues: request.variables ?? {},
        contextValue: context,
        ...(request.operationName !== undefined && { operationName: request.operationName }),
      });
      return { data: data ?? null, ...(errors !== undefined && { errors }) };
    },
  };
}
