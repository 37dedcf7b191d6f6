import '../gateway/no-telemetry.ts';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { z } from 'zod';
import { ASSERTION_HEADER, assertionPrivateKey, assertionSigner } from '../schema/access/assertion.ts';
import { ANYBODY } from '../test/harness/anybody.ts';
import { tellLauncher } from '../schema/launch-report.ts';

/** `@apollo/gateway` as its documentation sets it up, on the committed supergraph. */
const urls = z.record(z.string(), z.url()).parse(JSON.parse(process.env['SUBGRAPH_URLS'] ?? '{}'));
const sign = assertionSigner(assertionPrivateKey.parse(JSON.parse(process.env['ASSERTION_KEY'] ?? '{}')));
const gateway = new ApolloGateway({
  supergraphSdl: readFileSync(new URL('../schema/supergraph.graphql', import.meta.url), 'utf8'),
  buildService: ({ name }) =>
    new RemoteGraphQLDataSource({
      url: `${urls[name]}/graphql`,
      willSendRequest: async ({ request }) => {
        request.http?.headers.set(ASSERTION_HEADER, await sign(ANYBODY));
      },
    }),
});
const { url } = await startStandaloneServer(new ApolloServer({ gateway }), {
  listen: { host: '127.0.0.1', port: 0 },
});
process.once('disconnect', () => process.exit());
tellLauncher({ state: 'listening', port: Number(new URL(url).port) });
