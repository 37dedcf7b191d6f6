import process from 'node:process';
import { z } from 'zod';
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
  migrations: new URL('./migrations/', import.meta.url),
  build: (settings) => buildInmatesServer({ ...settings, pseudonymKey: read.data.PSEUDONYM_KEY }),
});
