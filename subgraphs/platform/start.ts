import type { AddressInfo } from 'node:net';
import process from 'node:process';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { assertionKey, assertionVerifier } from '../../schema/access/assertion.ts';
import { issuerEnvironment, jsonSetting, refuseLocalIssuers } from '../../schema/access/environment.ts';
import { tokenVerifier } from '../../schema/access/verify-token.ts';
import { requireWholeTls, tlsEnvironment, tlsOf } from '../../schema/tls.ts';
import type { Tls } from '../../schema/tls.ts';
import { tellLauncher } from '../../schema/launch-report.ts';
import { sealEnvironment, sealFor } from '../../database/access-log/seal-setting.ts';
import { databaseEnvironment, migrateAtStart } from '../../database/environment.ts';
import { readSettings } from '../../schema/settings.ts';
import type { Trust } from './access/guard-subgraph.ts';

/** What every subgraph's database has, beside what is its own. */
export const EVERY_SUBGRAPH = new URL('./migrations/', import.meta.url);

/** The environment of a subgraph program. */
export const subgraphEnvironment = z.object({
  ...issuerEnvironment,
  ASSERTION_PUBLIC_KEY: jsonSetting(assertionKey).describe(
    'Public key of the gateway (JWK, Ed25519): what it does not vouch for is refused',
  ),
  ...databaseEnvironment,
  ...sealEnvironment,
  HOST: z.string().default('127.0.0.1').describe('Address to listen on'),
  PORT: z.coerce.number().int().min(0).max(65_535).describe('Port to listen on'),
  ...tlsEnvironment,
  LOG_LEVEL: z
    .enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug'])
    .default('info')
    .describe('Least severe log line written'),
});

/** Reads the environment, migrates, listens, and drains on SIGTERM, SIGINT or when its launcher is gone. */
export async function startSubgraph(options: {
  readonly name: string;
  readonly migrations: URL;
  readonly build: (settings: {
    databaseUrl: string;
    logLevel: string;
    trust: Trust;
    tls: Tls | undefined;
  }) => Promise<FastifyInstance>;
}): Promise<void> {
  const settings = settingsOrExit(
    subgraphEnvironment.superRefine(refuseLocalIssuers).superRefine(requireWholeTls),
  );
  const { DATABASE_URL, HOST, PORT, LOG_LEVEL } = settings;
  if (!(await migrateAtStart(settings, [options.migrations, EVERY_SUBGRAPH]))) return;
  const trust = {
    verifyAssertion: assertionVerifier(settings.ASSERTION_PUBLIC_KEY),
    verifyToken: tokenVerifier(settings.ISSUERS),
  };
  const app = await options.build({
    databaseUrl: DATABASE_URL,
    logLevel: LOG_LEVEL,
    trust,
    tls: tlsOf(settings),
  });
  await app.listen({ host: HOST, port: PORT });
  const sealer = sealFor(options.name, settings);
  stopOnSignal(async () => {
    await app.close();
    await sealer.stop();
  });
  tellLauncher({ state: 'listening', port: (app.server.address() as AddressInfo).port });
}

/** The program's settings; ends it with what is wrong with them. */
export function settingsOrExit<T extends z.ZodObject>(schema: T): z.infer<T> {
  const read = readSettings(schema, process.env);
  if (read.kind === 'valid') return read.settings;
  process.stderr.write(`${read.message}\n`);
  return process.exit(1);
}

function stopOnSignal(stop: () => Promise<unknown>): void {
  const end = () => {
    setTimeout(() => process.exit(1), 10_000).unref();
    void stop().then(() => process.exit(0));
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  if (process.channel !== undefined) process.once('disconnect', end);
}
