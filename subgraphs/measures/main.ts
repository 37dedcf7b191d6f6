import { startSubgraph } from '../platform/start.ts';
import { buildMeasuresServer } from './server.ts';

/** The directorate's subgraph: registry, legal bases and totals across units. */
await startSubgraph({
  migrations: new URL('./migrations/', import.meta.url),
  build: buildMeasuresServer,
});
