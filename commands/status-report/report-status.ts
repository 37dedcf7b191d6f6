import process from 'node:process';
import { z } from 'zod';
import { LANGUAGE, message } from '../../schema/messages.ts';
import { CommandError, gatewayUrl } from '../gateway-client.ts';
import { USAGE } from '../report-options.ts';
import type { Options } from '../report-options.ts';
import { keep } from '../write-file.ts';
import { askStatus } from './ask-status.ts';
import { writeReport } from './sections.ts';
import { wordsIn } from './words.ts';

const asked = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  lang: z.enum(['nb', 'en']).default(LANGUAGE),
});

/** The status and plan of documentation and deviations, as Markdown. */
export async function reportStatus(options: Options): Promise<void> {
  const read = asked.safeParse(options);
  if (!read.success) throw new CommandError(USAGE);
  const { from, to, lang: language } = read.data;
  if (from >= to) throw new CommandError(message('periodReversed', { from, to }));
  const status = await askStatus(gatewayUrl(options), { period: { from, to }, language });
  const report = writeReport(status, wordsIn(language), new Date());
  if (options.out === undefined) process.stdout.write(report);
  else keep(options.out, report);
}
