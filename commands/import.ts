import { readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import process from 'node:process';
import { z } from 'zod';
import { problemsIn, saidIn } from '../schema/faults.ts';
import { importProfile } from '../schema/import-profile.ts';
import type { ImportProfile } from '../schema/import-profile.ts';
import { LANGUAGE, message } from '../schema/messages.ts';
import { importSummary, importSums } from '../schema/records/delivery.ts';
import { keyConflicts } from '../schema/records/source-keys.ts';
import { parseCommandLine, SWITCH, TEXT } from './command-line.ts';
import { askGateway, CommandError, gatewayUrl, runCommand } from './gateway-client.ts';
import { formatShort, formatSums } from './import-sums.ts';
import { proposeProfile } from './propose-profile.ts';
import { sendFile } from './send-file.ts';

/** `npm run import`: brings a file in through the gateway and prints where every row went. */
const USAGE = `npm run import -- --profile PROFILE.json [--check] [--through MOMENT] [--from DATE] [--to DATE] [--url URL] [--port N] FILE
npm run import -- --propose FILE [--target measures]
npm run import -- --log
npm run import -- --conflicts SOURCE [--target measures]
npm run import -- --undo IMPORT`;

await runCommand(async (commandLine) => {
  const { positionals, values } = readCommandLine(commandLine);
  const [file] = positionals;
  const { propose, undo, profile, through, from, to, check = false } = values;
  if (propose !== undefined)
    return print(await proposeProfile(await existing(propose), values.target ?? 'measures'));
  if (values.log === true) return print(await listImports(gatewayUrl(values)));
  if (values.conflicts !== undefined) {
    return print(await listConflicts(values.conflicts, values.target ?? 'measures', gatewayUrl(values)));
  }
  if (undo !== undefined) return print(await undoImport(undo, gatewayUrl(values)));
  if (file === undefined || profile === undefined) throw new CommandError(USAGE);
  await existing(file);
  const read = readProfile(profile);
  const sums = await askGateway(
    new URL(`/import/${read.target}`, gatewayUrl(values)),
    await sendFile({
      file,
      fields: { profile: JSON.stringify(read), through, from, to, check: String(check) },
    }),
    importSums,
  );
  print(formatSums(sums, check));
  return sums.undelivered > 0 || sums.undeliveredTo.length > 0 ? 1 : 0;
});

async function undoImport(id: string, gateway: string): Promise<string> {
  const answer = z.object({ records: z.int(), owners: z.array(z.string()) });
  const { records, owners } = await askGateway(
    new URL(`/import/undo/${encodeURIComponent(id)}`, gateway),
    { method: 'POST' },
    answer,
  );
  return message('importUndone', { records, owners: owners.join(', ') });
}

async function listImports(gateway: string): Promise<string> {
  const imports = await askGateway(new URL('/import/log', gateway), {}, z.array(importSummary));
  if (imports.length === 0) return message('noImports');
  return imports
    .map(
      ({ endedAt, target, source, file, sums }) =>
        `${sums.importId}  ${endedAt}  ${target}  ${source}  ${file}\n    ${formatShort(sums)}`,
    )
    .join('\n');
}

/** Keys a source has at several units; a unit that does not answer is named, for it was not looked through. */
async function listConflicts(source: string, target: string, gateway: string): Promise<string> {
  const url = new URL(`/import/conflicts/${encodeURIComponent(target)}`, gateway);
  url.searchParams.set('source', source);
  const { conflicts, unanswered } = await askGateway(url, {}, keyConflicts);
  return [
    ...conflicts.map(({ key, units }) => `${key}: ${units.join(', ')}`),
    ...(conflicts.length === 0 ? [message('noConflicts')] : []),
    ...(unanswered.length > 0 ? [message('notLookedThrough', { owners: unanswered.join(', ') })] : []),
  ].join('\n');
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

async function existing(file: string): Promise<string> {
  await stat(file).catch(() => {
    throw new CommandError(message('fileNotFound', { file }));
  });
  return file;
}

function readCommandLine(commandLine: readonly string[]) {
  const options = {
    profile: TEXT,
    check: SWITCH,
    through: TEXT,
    from: TEXT,
    to: TEXT,
    propose: TEXT,
    target: TEXT,
    undo: TEXT,
    log: SWITCH,
    conflicts: TEXT,
  };
  return parseCommandLine(commandLine, { options, usage: USAGE });
}

function readProfile(file: string): ImportProfile {
  try {
    return importProfile.parse(JSON.parse(readFileSync(file, 'utf8')), saidIn(LANGUAGE));
  } catch (error) {
    const reason = error instanceof z.ZodError ? problemsIn(error) : message('notJson');
    throw new CommandError(message('profileUnusable', { file, reason }));
  }
}
