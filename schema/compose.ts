import { readFileSync, writeFileSync } from 'node:fs';
import { composeServices } from '@apollo/composition';
import { printSchema, Supergraph } from '@apollo/federation-internals';
import { parse } from 'graphql';
import { readPolicy } from './access/policy.ts';
import { allSubgraphSdl } from './subgraph-sdl.ts';

/**
 * `npm run compose` writes `supergraph.graphql`; with `--check` it only tells whether the committed
 * file still is what the registry and the SDL give, and with `--publish` it writes `published.graphql`, the
 * public schema that consumers have been promised and that later versions may only add to.
 */
const target = new URL('./supergraph.graphql', import.meta.url);
const published = new URL('./published.graphql', import.meta.url);
const services = [...allSubgraphSdl()].map(([name, sdl]) => ({
  name,
  // The gateway reaches subgraphs by its configuration; this address is a name only.
  url: `http://${name}/graphql`,
  typeDefs: parse(sdl),
}));
for (const { typeDefs } of services) readPolicy(typeDefs);
const { supergraphSdl, errors } = composeServices(services);

if (errors !== undefined) {
  for (const error of errors) process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
} else if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== supergraphSdl) {
    process.stderr.write('schema/supergraph.graphql is out of date: run `npm run compose`.\n');
    process.exitCode = 1;
  }
} else {
  writeFileSync(target, supergraphSdl);
  if (process.argv.includes('--publish')) writeFileSync(published, apiSdl(supergraphSdl));
}

function apiSdl(supergraph: string): string {
  return `${printSchema(Supergraph.build(supergraph).apiSchema())}\n`;
}
