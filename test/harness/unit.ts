import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { buildUnitServer } from '../../subgraphs/unit/server.ts';
import { createDatabases } from './federation.ts';

/** One of our units alone, with a database of its own, over real HTTP. */
export type Unit = { readonly url: string; close(): Promise<void> };

export async function startUnit(unit: string): Promise<Unit> {
  const databases = await createDatabases(randomBytes(5).toString('hex'), [unit]);
  const app = await buildUnitServer({ unit, databaseUrl: databases.get(unit) ?? '', logLevel: 'silent' });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => app.close() };
}
