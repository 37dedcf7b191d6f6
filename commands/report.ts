import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { LANGUAGE, message } from '../schema/messages.ts';
import { CommandError, GATEWAY_OPTIONS, gatewayUrl, runCommand } from './gateway-client.ts';
import { askStatus } from './status-report/ask-status.ts';
import { writeReport } from './status-report/sections.ts';
import { wordsIn } from './status-report/words.ts';

/** `npm run report -- status`: the status and plan of documentation and deviations, as Markdown. */
const USAGE = `npm run report -- status --from DATE --to DATE [--lang nb|en] [--out FILE] [--url URL] [--port N]`;

const asked = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  lang: z.enum(['nb', 'en']).default(LANGUAGE),
});

await runCommand(async (commandLine) => {
  const { positionals, values } = readCommandLine(commandLine);
  const read = asked.safeParse(values);
  if (positionals.join(' ') !== 'status' || !read.success) throw new CommandError(USAGE);
  const { from, to, lang: language } = read.data;
  if (from >= to) throw new CommandError(message('periodReversed', { from, to }));
  const status = await askStatus(gatewayUrl(values), { period: { from, to }, language });
  const report = writeReport(status, wordsIn(language), new Date());
  if (values.out === undefined) process.stdout.write(report);
  else keep(values.out, report);
  return 0;
});

function keep(file: string, report: string): void {
  try {
    writeFileSync(file, report);
  } catch {
    throw new CommandError(message('fileNotWritten', { file }));
  }
}

function readCommandLine(commandLine: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...commandLine],
      allowPositionals: true,
      options: { ...GATEWAY_OPTIONS, from: text, to: text, lang: text, out: text },
    });
  } catch {
    throw new CommandError(USAGE);
  }
}
