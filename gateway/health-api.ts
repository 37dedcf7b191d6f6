import type { FastifyInstance } from 'fastify';
import { isReachable } from '../database/database.ts';
import type { Database } from '../database/database.ts';
import { MEASURES_SUBGRAPH } from '../schema/units.ts';
import type { SubgraphDataSource } from './subgraph-data-source.ts';

/** `GET /health`: it runs. `GET /ready`: it can answer, and which subgraphs are down. */
export function registerHealth(
  app: FastifyInstance,
  {
    database,
    sources,
  }: { readonly database: Database; readonly sources: ReadonlyMap<string, SubgraphDataSource> },
): void {
  app.get('/health', { config: { needs: 'NOTHING' } }, async () => ({ status: 'up' }));
  app.get('/ready', { config: { needs: 'NOTHING' } }, async (_request, reply) => {
    const [own, ...states] = await Promise.all([
      isReachable(database),
      ...[...sources].map(async ([name, source]) => [name, await source.isReady()] as const),
    ]);
    const down = states.filter(([, ready]) => !ready).map(([name]) => name);
    // A missing unit does not make the gateway useless: answers say that it is missing.
    const status = !own || down.includes(MEASURES_SUBGRAPH) ? 'not ready' : 'ready';
    return reply.code(status === 'ready' ? 200 : 503).send({ status, down });
  });
}
