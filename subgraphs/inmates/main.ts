import process from 'node:process';
import { z } from 'zod';
import { INMATES_SUBGRAPH } from '../../schema/units.ts';
import { startSubgraph } from '../platform/start.ts';
import { inmatesEnvironment } from './configuration.ts';
import { buildInmatesServer } from './server.ts';

/** The inmates register's subgraph. */
const read = inmatesEnvironment.safeParse(process.env);
if (!read.success) {
  process.stderr.write(`${z.prettifyError(read.error)}\n`);
  process.exit(1);
}
await startSubgraph({
  name: INMATES_SUBGRAPH,
  migrations: new URL('./migrations/', import.meta.url),
  build: (settings) => buildInmatesServer({ ...settings, pseudonymKey: read.data.PSEUDONYM_KEY }),
});
