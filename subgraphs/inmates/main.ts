import { startSubgraph } from '../platform/start.ts';
import { buildInmatesServer } from './server.ts';

/** The inmates register's subgraph. */
await startSubgraph({
  migrations: new URL('./migrations/', import.meta.url),
  build: buildInmatesServer,
});
