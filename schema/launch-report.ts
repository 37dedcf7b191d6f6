import { flushCompileCache } from 'node:module';
import process from 'node:process';
import { z } from 'zod';

/** What a program tells the launcher that started it. */
export const launchReport = z.discriminatedUnion('state', [
  z.object({ state: z.literal('listening'), port: z.number() }),
  z.object({ state: z.literal('failed'), reason: z.string() }),
]);

/** A program started by hand has nobody to tell. */
export function tellLauncher(report: z.infer<typeof launchReport>): void {
  // Node would keep what it compiled until it ends; the programs started next can use it now.
  if (report.state === 'listening') flushCompileCache();
  process.send?.(report);
}
