import { createPrivateKey } from 'node:crypto';
import type { GraphQLDataSource } from '@apollo/gateway';
import type { FastifyInstance } from 'fastify';
import type { Database } from '../../database/database.ts';
import { OF_PROGRAM } from '../../database/reach.ts';
import type { AssertionSigner } from '../../schema/access/assertion.ts';
import type { GatewaySettings } from '../configuration.ts';
import type { GatewayContext } from '../gateway-context.ts';
import { registerDownloads } from './download-api.ts';
import { downloadLinks } from './download-links.ts';
import { exportDataSource } from './own-data-source.ts';
import { runExports } from './run-exports.ts';
import type { Ask } from './summary/ask-figures.ts';

/** Inspection exports: what GraphQL answers of them, where packages are fetched, and the work itself. */
export function exportService(
  app: FastifyInstance,
  settings: GatewaySettings,
  { database, sign, ask }: { readonly database: Database; readonly sign: AssertionSigner; readonly ask: Ask },
): GraphQLDataSource<GatewayContext> {
  if (settings.EXPORT_KEY === undefined) return exportDataSource(null);
  const key = createPrivateKey({ key: settings.EXPORT_KEY, format: 'jwk' });
  const links = downloadLinks(key);
  const folder = settings.EXPORT_FOLDER;
  registerDownloads(app, { database, links, folder, key });
  let stop = async (): Promise<void> => undefined;
  app.addHook('onListen', async () => {
    const running = runExports({
      database: database.within(OF_PROGRAM),
      urls: settings.SUBGRAPH_URLS,
      sign,
      key,
      folder,
      keepHours: settings.EXPORT_KEEP_HOURS,
      patienceMs: settings.EXPORT_PATIENCE_MS,
      ask,
      log: app.log,
    });
    stop = () => running.stop();
  });
  // Before the server waits for what is still being fetched.
  app.addHook('preClose', () => stop());
  return exportDataSource({ database, links });
}
