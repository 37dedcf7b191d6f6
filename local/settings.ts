import process from 'node:process';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { message } from '../schema/messages.ts';

const settings = z.object({
  /** Without synthetic records. */
  empty: z.boolean().default(false),
  /** The data folder, seen from the project. */
  data: z.string().min(1).default('.samsyn'),
  /** Where the gateway listens. */
  port: z.coerce.number().int().min(1).max(65_535).default(4000),
});
const options = { empty: { type: 'boolean' }, data: { type: 'string' }, port: { type: 'string' } } as const;

/** What was asked for on the command line. */
export function readSettings(commandLine: readonly string[]): z.infer<typeof settings> {
  try {
    return settings.parse(parseArgs({ args: [...commandLine], options }).values);
  } catch {
    process.stderr.write(`${message('commandLineUnusable', { given: commandLine.join(' ') })}\n`);
    return process.exit(2);
  }
}
