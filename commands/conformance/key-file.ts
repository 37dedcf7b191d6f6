import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { assertionPrivateKey } from '../../schema/access/assertion.ts';
import type { AssertionKey } from '../../schema/access/assertion.ts';
import { ACCESS_SECRETS, keyFromSecret, machineAccess, publicPart } from '../../local/access.ts';
import { readSecrets } from '../../local/databases.ts';
import { message } from '../../schema/messages.ts';
import { CommandError } from '../gateway-client.ts';

const DATA = path.join(import.meta.dirname, '../../.samsyn');

/**
 * The key the kit vouches with in the gateway's place: of this file or, where none is named, of the data folder
 * of this machine. The unit under test believes it where it is started with its public part.
 */
export async function readKey(file: string | undefined): Promise<AssertionKey> {
  const given = process.env['SAMSYN_ASSERTION_KEY'];
  if (file === undefined && given === undefined) {
    const secrets = await readSecrets(DATA, ACCESS_SECRETS).catch(() => null);
    if (secrets === null) throw new CommandError(message('conformanceNoKey'));
    return machineAccess(secrets).assertionKey;
  }
  const text = file === undefined ? given : await readFile(file, 'utf8').catch(() => undefined);
  const read = assertionPrivateKey.safeParse(parseJson(text));
  if (!read.success)
    throw new CommandError(message('conformanceKeyUnusable', { file: file ?? 'SAMSYN_ASSERTION_KEY' }));
  return read.data;
}

/** Makes a key, and tells what the unit under test is to be started with. */
export async function makeKey(file: string): Promise<number> {
  const key = keyFromSecret(randomBytes(32).toString('hex'));
  await writeFile(file, `${JSON.stringify(key)}\n`, { mode: 0o600, flag: 'wx' }).catch(() => {
    throw new CommandError(message('conformanceKeyNotWritten', { file }));
  });
  process.stdout.write(`ASSERTION_PUBLIC_KEY='${JSON.stringify(publicPart(key))}'\n`);
  return 0;
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
