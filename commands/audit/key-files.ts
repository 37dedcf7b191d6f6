import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { checkpoint } from '../../database/access-log/checkpoint.ts';
import type { Checkpoint } from '../../database/access-log/checkpoint.ts';
import { ACCESS_SECRETS, machineAccess, publicPart } from '../../local/access.ts';
import { readSecrets } from '../../local/databases.ts';
import { assertionKey } from '../../schema/access/assertion.ts';
import type { AssertionKey } from '../../schema/access/assertion.ts';
import { message } from '../../schema/messages.ts';
import { CommandError } from '../gateway-client.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The keys checkpoints may be signed with: those of the file, or this machine's own. */
export async function readKeys({
  key,
  data,
}: {
  readonly key?: string | undefined;
  readonly data: string;
}): Promise<readonly AssertionKey[]> {
  if (key !== undefined) return readLines(key, assertionKey);
  const secrets = await readSecrets(resolve(root, data), ACCESS_SECRETS);
  return [publicPart(machineAccess(secrets).sealKey)];
}

/** Checkpoints that were kept, one on each line. */
export async function readHeld(file: string | undefined): Promise<readonly Checkpoint[]> {
  return file === undefined ? [] : readLines(file, checkpoint);
}

async function readLines<T>(file: string, line: z.ZodType<T>): Promise<T[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const read = z
    .array(z.string().transform(parseJson).pipe(line))
    .min(1)
    .safeParse(text.split('\n').filter((part) => part.trim() !== ''));
  if (!read.success) throw new CommandError(message('fileUnreadable', { file }));
  return read.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
