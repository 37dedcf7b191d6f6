import { randomUUID } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { Presets, SingleBar } from 'cli-progress';
import { z } from 'zod';
import { importProfile } from '../schema/import-profile.ts';
import { message } from '../schema/messages.ts';

/** `npm run import -- --profile PROFILE.json FILE`: brings a file in through the gateway and prints where every row went. */
const USAGE = 'npm run import -- --profile PROFILE.json [--through MOMENT] [--url URL] [--port N] FILE';

const sums = z.object({
  read: z.number(),
  accepted: z.number(),
  new: z.number(),
  changed: z.number(),
  unchanged: z.number(),
  quarantined: z.number(),
  blank: z.number(),
  undelivered: z.number(),
  undeliveredTo: z.array(z.string()),
  reasons: z.record(z.string(), z.number()),
});

class CommandError extends Error {}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof CommandError ? error.message : message('importFailed')}\n`);
  process.exitCode = 1;
}

async function run(commandLine: readonly string[]): Promise<number> {
  const { profile, file, through, url } = readCommandLine(commandLine);
  const boundary = `samsyn-${randomUUID()}`;
  const token = process.env['SAMSYN_TOKEN'];
  const size = await sizeOf(file);
  const response = await fetch(new URL('/import/measures', url), {
    method: 'POST',
    body: withProgress(multipart({ boundary, profile: readProfile(profile), through, file }), size),
    duplex: 'half',
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
  });
  const body: unknown = await response.json();
  const read = sums.safeParse(body);
  if (!response.ok || !read.success) {
    const refusal = z.object({ message: z.string() }).safeParse(body).data?.message;
    throw new CommandError(refusal ?? message('importRefused', { status: response.status }));
  }
  return print(read.data);
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch {
    throw new CommandError(message('fileNotFound', { file }));
  }
}

/** The form as a stream, so that a file of any size passes through without being held. */
async function* multipart(form: {
  boundary: string;
  profile: unknown;
  through: string | undefined;
  file: string;
}) {
  const part = (name: string, value: string) =>
    `--${form.boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  yield Buffer.from(part('profile', JSON.stringify(form.profile)));
  if (form.through !== undefined) yield Buffer.from(part('through', form.through));
  const fileName = path.basename(form.file).replaceAll(/["\r\n]/g, '_');
  yield Buffer.from(
    `--${form.boundary}\r\ncontent-disposition: form-data; name="file"; filename="${fileName}"\r\ncontent-type: text/csv\r\n\r\n`,
  );
  for await (const chunk of createReadStream(form.file)) yield Buffer.from(chunk);
  yield Buffer.from(`\r\n--${form.boundary}--\r\n`);
}

/** Shows on a terminal how much of the file has been sent. */
async function* withProgress(chunks: AsyncIterable<Buffer>, size: number) {
  const bar = new SingleBar(
    { format: 'Importerer {bar} {percentage} %', noTTYOutput: false },
    Presets.shades_classic,
  );
  bar.start(size, 0);
  try {
    for await (const chunk of chunks) {
      yield chunk;
      bar.increment(chunk.length);
    }
    bar.update(size);
  } finally {
    bar.stop();
  }
}

function readCommandLine(commandLine: readonly string[]) {
  const parsed = (() => {
    try {
      return parseArgs({
        args: [...commandLine],
        allowPositionals: true,
        options: {
          profile: { type: 'string' },
          through: { type: 'string' },
          url: { type: 'string' },
          port: { type: 'string' },
        },
      });
    } catch {
      throw new CommandError(USAGE);
    }
  })();
  const [file] = parsed.positionals;
  const { profile, through, url, port } = parsed.values;
  if (file === undefined || profile === undefined) throw new CommandError(USAGE);
  return { file, profile, through, url: url ?? `http://127.0.0.1:${port ?? '4000'}` };
}

function readProfile(file: string): unknown {
  try {
    return importProfile.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : message('notJson');
    throw new CommandError(message('profileUnusable', { file, reason }));
  }
}

function print(result: z.infer<typeof sums>): number {
  const lines = [
    `Lest           ${result.read}`,
    `Tatt inn       ${result.accepted}  (nye ${result.new}, endret ${result.changed}, uendret ${result.unchanged})`,
    `I karantene    ${result.quarantined}`,
    ...Object.entries(result.reasons).map(([reason, count]) => `    ${reason}  ${count}`),
    `Blanke         ${result.blank}`,
  ];
  if (result.undelivered > 0) {
    lines.push(
      `Ikke levert    ${result.undelivered}: ${result.undeliveredTo.join(', ')} svarer ikke. Send filen på nytt når de er tilbake.`,
    );
  }
  process.stdout.write(`${lines.join('\n')}\n`);
  return result.undelivered > 0 ? 1 : 0;
}
