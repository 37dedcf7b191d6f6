import { MEASURES_SUBGRAPH } from '../../schema/units.ts';
import { settingsOrExit, startSubgraph } from '../platform/start.ts';
import { measuresEnvironment } from './configuration.ts';
import { buildMeasuresServer } from './server.ts';

/** The directorate's subgraph: registry, legal bases, totals across units, deviations and their follow-up. */
const {
  GATEWAY_URL: gatewayUrl,
  FEED_INTERVAL_MS: intervalMs,
  ISOLATION_INTERVAL_MS: isolationIntervalMs,
  CASE_WAIT_DAYS: waitDays,
  SAMSYN_TOKEN: token,
} = settingsOrExit(measuresEnvironment);
await startSubgraph({
  name: MEASURES_SUBGRAPH,
  migrations: new URL('./migrations/', import.meta.url),
  build: (settings) =>
    buildMeasuresServer({
      ...settings,
      ...(gatewayUrl !== undefined && {
        feeds: { gatewayUrl, intervalMs, isolationIntervalMs, caseWaitMs: waitDays * 86_400_000, token },
      }),
    }),
});
