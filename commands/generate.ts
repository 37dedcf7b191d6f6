import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { formatSums } from '../local/import-sums.ts';
import { showPlaces } from '../local/progress.ts';
import { sendRecords } from '../local/send-records.ts';
import { StartError } from '../local/start-error.ts';
import { writeFolder } from '../local/synthetic/folder.ts';
import { generateSynthetic, manifestHead } from '../local/synthetic/generate.ts';
import { writeManifest } from '../local/synthetic/manifest-file.ts';
import { sourceOf, throughOf } from '../local/synthetic/options.ts';
import { countPlaces } from '../local/synthetic/places.ts';
import { message } from '../schema/messages.ts';

/** `npm run generate`: an invented population to the gateway, or to a folder. */
try {
  process.exitCode = await run(readCommandLine(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exitCode = 1;
}

async function run(settings: Settings): Promise<number> {
  const { population, out, gateway } = settings;
  const title = message(out === null ? 'loadingSynthetic' : 'generating');
  const shown = showPlaces(generateSynthetic(population), { title, places: countPlaces(population.scale) });
  const file = settings.manifest ?? (out === null ? null : path.join(out, 'manifest.json'));
  const items = file === null ? shown : writeManifest(shown, { file, head: manifestHead(population) });
  if (out !== null) {
    writeFolder(out, items);
    return 0;
  }
  const sums = await sendRecords(items, {
    gateway,
    source: sourceOf(population.seed),
    through: throughOf(population),
    token: process.env['SAMSYN_TOKEN'],
    signal: new AbortController().signal,
  });
  process.stdout.write(`${formatSums(sums)}\n`);
  return [...sums.values()].some(({ quarantined, undelivered }) => quarantined + undelivered > 0) ? 1 : 0;
}

type Settings = ReturnType<typeof readCommandLine>;

function readCommandLine(commandLine: readonly string[]) {
  const values = parseOptions(commandLine);
  const { out = null, url, manifest = null } = values;
  if (out !== null && (url !== undefined || values.port !== undefined)) {
    throw new StartError(message('generateUsage'));
  }
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  const day = z.iso.date().refine((to) => to <= tomorrow);
  const number = (from: number, to: number) => z.coerce.number().int().min(from).max(to);
  const population = {
    scale: read('scale', values.scale ?? '0.1', z.coerce.number().positive().max(1000), 'expectedScale'),
    seed: read('seed', values.seed ?? '1', number(0, 2_147_483_647), 'expectedSeed'),
    years: read('years', values.years ?? '1', number(1, 50), 'expectedYears'),
    to: read('to', values.to ?? '2026-01-01', day, 'expectedTo'),
  };
  const port = read('port', values.port ?? '4000', number(1, 65_535), 'expectedPort');
  return { population, out, manifest, gateway: (url ?? `http://127.0.0.1:${port}`).replace(/\/$/, '') };
}

function parseOptions(commandLine: readonly string[]) {
  const text = { type: 'string' } as const;
  const options = {
    scale: text,
    seed: text,
    years: text,
    to: text,
    out: text,
    url: text,
    port: text,
    manifest: text,
  };
  try {
    return parseArgs({ args: [...commandLine], allowPositionals: false, options }).values;
  } catch {
    throw new StartError(message('generateUsage'));
  }
}

function read<T>(
  option: string,
  value: string,
  type: z.ZodType<T>,
  expected: Parameters<typeof message>[0],
): T {
  const found = value.trim() === '' ? null : type.safeParse(value);
  if (found?.success !== true) {
    throw new StartError(message('generateOption', { option, value, expected: message(expected) }));
  }
  return found.data;
}

function sentenceOf(error: unknown): string {
  if (error instanceof StartError) return error.message;
  const reason = error instanceof Error ? error.message : String(error);
  return message('generateFailed', { reason });
}
