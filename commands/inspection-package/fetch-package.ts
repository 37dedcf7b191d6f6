import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import process from 'node:process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { showProgress } from '../../local/progress.ts';
import { LANGUAGE, message } from '../../schema/messages.ts';
import { askGateway, CommandError } from '../gateway-client.ts';

const FIELDS = `id status complete rows bytes downloadUrl units { code status partsRead parts message(language: ${LANGUAGE.toUpperCase()}) }`;
const exported = z.object({
  id: z.string(),
  status: z.enum(['WAITING', 'RUNNING', 'READY', 'FAILED', 'CANCELLED', 'EXPIRED']),
  complete: z.boolean().nullable(),
  rows: z.number(),
  bytes: z.number().nullable(),
  downloadUrl: z.string().nullable(),
  units: z.array(
    z.object({
      code: z.string(),
      status: z.string(),
      partsRead: z.int(),
      parts: z.int(),
      message: z.string().nullable(),
    }),
  ),
});
type Exported = z.infer<typeof exported>;

const LOOK_EVERY_MS = 500;
/** A gateway that is restarted goes on with the export. */
const LONGEST_ABSENCE_MS = 120_000;

/**
 * Asks for a package, shows how far it has come, and puts it at `out` when it is whole. Ctrl-C stops the export too;
 * a second one ends the command at once.
 */
export async function fetchPackage(gateway: string, input: object, out: string): Promise<Exported> {
  const asked = await ask(
    gateway,
    `mutation ($input: InspectionExportInput!) { export: requestInspectionExport(input: $input)`,
    {
      input,
    },
  );
  if (asked === null) throw new CommandError(message('packageNotMade'));
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  process.once('SIGINT', interrupt);
  try {
    const finished = await watch(gateway, asked, interrupted.signal);
    if (finished.status !== 'READY' || finished.downloadUrl === null)
      throw new CommandError(message('packageNotMade'));
    await download(new URL(finished.downloadUrl, gateway), out, interrupted.signal);
    return finished;
  } catch (error) {
    throw interrupted.signal.aborted ? await cancelled(gateway, asked.id) : error;
  } finally {
    process.off('SIGINT', interrupt);
  }
}

async function cancelled(gateway: string, id: string): Promise<CommandError> {
  const told = await ask(gateway, 'mutation ($id: ID!) { export: cancelInspectionExport(id: $id)', {
    id,
  }).catch(() => null);
  return new CommandError(told === null ? message('packageLeft', { id }) : message('packageInterrupted'));
}

async function watch(gateway: string, asked: Exported, signal: AbortSignal): Promise<Exported> {
  const progress = showProgress(
    message('gatheringPackage'),
    asked.units.reduce((sum, { parts }) => sum + parts, 0),
  );
  let shown = 0;
  let answered = Date.now();
  try {
    for (;;) {
      const now = await ask(gateway, 'query ($id: ID!) { export: inspectionExport(id: $id)', {
        id: asked.id,
      }).catch((error: unknown) => {
        if (Date.now() - answered > LONGEST_ABSENCE_MS) throw error;
      });
      signal.throwIfAborted();
      if (now === null) throw new CommandError(message('packageNotMade'));
      if (now !== undefined) {
        answered = Date.now();
        const read = now.units.reduce((sum, { partsRead }) => sum + partsRead, 0);
        if (read > shown) progress.add(read - shown, stateOf(now));
        else progress.tell(stateOf(now));
        shown = Math.max(shown, read);
        if (now.status !== 'WAITING' && now.status !== 'RUNNING') return now;
      }
      await sleep(LOOK_EVERY_MS, undefined, { signal });
    }
  } finally {
    progress.end();
  }
}

/** Rows so far, and the unit that is read, with why it does not answer. */
function stateOf({ rows, units }: Exported): string {
  const reading = units.find(({ status }) => status === 'WAITING' || status === 'READING');
  return reading === undefined
    ? message('packagePacking', { rows })
    : message('packageRows', { rows, unit: [reading.code, reading.message ?? ''].join(' ').trim() });
}

async function ask(gateway: string, operation: string, variables: object): Promise<Exported | null> {
  const answer = z.object({
    data: z.object({ export: exported.nullable() }).nullish(),
    errors: z.array(z.object({ message: z.string() })).optional(),
  });
  const { data, errors } = await askGateway(
    new URL('/graphql', gateway),
    {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-language': LANGUAGE },
      body: JSON.stringify({ query: `${operation} { ${FIELDS} } }`, variables }),
    },
    answer,
  );
  const [error] = errors ?? [];
  if (error !== undefined) throw new CommandError(message('questionRefused', { message: error.message }));
  return data?.export ?? null;
}

async function download(url: URL, out: string, signal: AbortSignal): Promise<void> {
  const token = process.env['SAMSYN_TOKEN'];
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(url, { headers }).catch(() => null);
  if (response?.status !== 200 || response.body === null)
    throw new CommandError(message('packageNotFetched', { status: response?.status ?? '–' }));
  const partial = `${out}.part`;
  try {
    await pipeline(Readable.fromWeb(response.body), createWriteStream(partial, { mode: 0o600 }), { signal });
    await rename(partial, out);
  } catch {
    await rm(partial, { force: true });
    throw new CommandError(message('fileNotWritten', { file: out }));
  }
}
