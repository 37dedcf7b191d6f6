import { INMATES_SUBGRAPH } from '../../schema/units.ts';
import { settingsOrExit, startSubgraph } from '../platform/start.ts';
import { inmatesEnvironment } from './configuration.ts';
import { buildInmatesServer } from './server.ts';

/** The inmates register's subgraph. */
const { PSEUDONYM_KEY: pseudonymKey } = settingsOrExit(inmatesEnvironment);
await startSubgraph({
  name: INMATES_SUBGRAPH,
  migrations: new URL('./migrations/', import.meta.url),
  build: (settings) => buildInmatesServer({ ...settings, pseudonymKey }),
});
