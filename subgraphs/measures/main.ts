import process from 'node:process';
import { z } from 'zod';
import { MEASURES_SUBGRAPH } from '../../schema/units.ts';
import { startSubgraph } from '../platform/start.ts';
import { measuresEnvironment } from './configuration.ts';
import { buildMeasuresServer } from './server.ts';

/** The directorate's subgraph: registry, legal bases, totals across units, deviations and their follow-up. */
const read = measuresEnvironment.safeParse(process.env);
if (!read.success) {
  process.stderr.write(`${z.prettifyError(read.error)}\n`);
  process.exit(1);
}
const { GATEWAY_URL: gatewayUrl, FEED_INTERVAL_MS: intervalMs, SAMSYN_TOKEN: token } = read.data;
await startSubgraph({
  name: MEASURES_SUBGRAPH,
  migrations: new URL('./migrations/', import.meta.url),
  build: (settings) =>
    buildMeasuresServer({
      ...settings,
      ...(gatewayUrl !== undefined && { feeds: { gatewayUrl, intervalMs, token } }),
    }),
});
