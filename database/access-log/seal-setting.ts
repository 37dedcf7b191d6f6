import process from 'node:process';
import { assertionPrivateKey } from '../../schema/access/assertion.ts';
import type { AssertionKey } from '../../schema/access/assertion.ts';
import { jsonSetting } from '../../schema/access/environment.ts';
import { startSealer } from './sealer.ts';

/** Setting of every program with an access log. */
export const sealEnvironment = {
  SEAL_KEY: jsonSetting(assertionPrivateKey).describe(
    'Private key (JWK, Ed25519) its access log is sealed with',
  ),
};

/** Seals the log of a program for as long as it runs; why it cannot goes among the program's own log lines. */
export function sealFor(
  name: string,
  settings: { readonly DATABASE_URL: string; readonly SEAL_KEY: AssertionKey },
): { stop(): Promise<void> } {
  const onFailure = (error: unknown) => {
    const msg = `the access log is not sealed: ${error instanceof Error ? error.message : String(error)}`;
    process.stderr.write(`${JSON.stringify({ level: 50, time: Date.now(), name, msg })}\n`);
  };
  return startSealer({ databaseUrl: settings.DATABASE_URL, name, key: settings.SEAL_KEY, onFailure });
}
