import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { problemsIn, saidIn } from './faults.ts';
import { LANGUAGE, message } from './messages.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type Settings<T> =
  | { readonly kind: 'valid'; readonly settings: T }
  | { readonly kind: 'invalid'; readonly message: string };

/**
 * A program's settings: each from the environment, or from the file its name with `_FILE` gives, so that a secret
 * need not be in the environment. What is wrong is told by name, never with the value, which may be a secret.
 */
export function readSettings<T extends z.ZodObject>(
  schema: T,
  environment: Environment,
): Settings<z.infer<T>> {
  try {
    const given = Object.keys(schema.shape).map((name) => [name, valueOf(name, environment)]);
    const read = schema.safeParse(Object.fromEntries(given), saidIn(LANGUAGE));
    return read.success
      ? { kind: 'valid', settings: read.data }
      : { kind: 'invalid', message: problemsIn(read.error) };
  } catch (error) {
    if (!(error instanceof UnreadableSetting)) throw error;
    return { kind: 'invalid', message: error.message };
  }
}

class UnreadableSetting extends Error {}

function valueOf(name: string, environment: Environment): string | undefined {
  const file = environment[`${name}_FILE`];
  if (environment[name] !== undefined || file === undefined) return environment[name];
  try {
    // Editors and `echo` end a file with a line break, which is no part of the secret.
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch {
    throw new UnreadableSetting(message('settingFileUnreadable', { name: `${name}_FILE` }));
  }
}
