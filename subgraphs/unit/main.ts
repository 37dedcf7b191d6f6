import { settingsOrExit, startSubgraph } from '../platform/start.ts';
import { unitEnvironment } from './configuration.ts';
import { buildUnitServer } from './server.ts';

/** One unit's subgraph; `UNIT` says which. */
const { UNIT: unit, WITHHELD: withheld } = settingsOrExit(unitEnvironment);
await startSubgraph({
  migrations: new URL('./migrations/', import.meta.url),
  build: (settings) => buildUnitServer({ ...settings, unit, withheld }),
});
