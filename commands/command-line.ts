import { parseArgs } from 'node:util';
import type { ParseArgsConfig } from 'node:util';
import { CommandError, GATEWAY_OPTIONS } from './gateway-client.ts';

/** An option with a text, and one that may be given several times. */
export const TEXT = { type: 'string' } as const;
export const TEXTS = { type: 'string', multiple: true } as const;
export const SWITCH = { type: 'boolean' } as const;

/** What was typed after a command that speaks with the gateway; anything else is answered with its usage. */
export function parseCommandLine<const Own extends NonNullable<ParseArgsConfig['options']>>(
  commandLine: readonly string[],
  { options, usage }: { readonly options: Own; readonly usage: string },
) {
  try {
    return parseArgs({
      args: [...commandLine],
      allowPositionals: true,
      options: { ...GATEWAY_OPTIONS, ...options },
    });
  } catch {
    throw new CommandError(usage);
  }
}
