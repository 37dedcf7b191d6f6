import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { request } from 'undici';
import type { ExportPart } from '../../schema/exports/parts.ts';
import { END_OF_PART } from '../../schema/exports/question.ts';
import type { ExportQuestion } from '../../schema/exports/question.ts';
import { OwnerUnavailable } from '../import/owner-requests.ts';
import type { Vouch } from '../import/owner-requests.ts';
import { markWhole, standingOf } from './spool.ts';
import type { Standing } from './spool.ts';

/** The owner answered that it will not. */
export class OwnerRefused extends Error {
  readonly code: string;
  constructor(code: string) {
    super(`refused: ${code}`);
    this.code = code;
  }
}

const NEWLINE = 10;
/** Sorting a million records comes before the first of them. */
const LONGEST_SILENCE_MS = 5 * 60_000;

/**
 * Reads a part to its end, from where it was left. What is written depends on the question alone, so whoever goes
 * on after somebody else, or beside, writes the same bytes to the same place.
 */
export async function readPart(options: {
  readonly owner: string;
  readonly part: ExportPart;
  readonly question: ExportQuestion;
  readonly file: string;
  readonly vouch: Vouch;
  readonly signal: AbortSignal;
  /** Told how many rows are there, the earlier ones included. */
  readonly onRows: (rows: number) => void;
}): Promise<void> {
  const { file, onRows, signal } = options;
  const standing = await standingOf(file);
  onRows(standing.rows);
  const handle = await open(file, 'r+');
  try {
    await handle.truncate(standing.bytes);
    const told = await writeRest(handle, await askFrom(standing, options), { standing, onRows, signal });
    await handle.sync();
    await markWhole(file, told);
  } finally {
    await handle.close();
  }
}

async function askFrom(
  { lastLine }: Standing,
  { owner, part, question, vouch, signal }: Parameters<typeof readPart>[0],
): Promise<AsyncIterable<Buffer>> {
  const url = new URL(`/export/${part.code}`, owner);
  url.searchParams.set('question', JSON.stringify(question));
  if (lastLine !== null) {
    const row = JSON.parse(lastLine) as Readonly<Record<string, unknown>>;
    url.searchParams.set('after', JSON.stringify(part.key.map((name) => row[name])));
  }
  const silence = { headersTimeout: LONGEST_SILENCE_MS, bodyTimeout: LONGEST_SILENCE_MS };
  const { statusCode, body } = await request(url, { headers: await vouch(), signal, ...silence }).catch(
    (error: unknown) => {
      throw new OwnerUnavailable(`${url.pathname} was not answered`, { cause: error });
    },
  );
  if (statusCode === 200) return body;
  const answer: unknown = await body.json().catch(() => null);
  if (statusCode < 500 && typeof answer === 'object' && answer !== null && 'code' in answer)
    throw new OwnerRefused(String(answer.code));
  throw new OwnerUnavailable(`${url.pathname} was answered with ${statusCode}`);
}

async function writeRest(
  handle: FileHandle,
  body: AsyncIterable<Buffer>,
  { standing, onRows }: { standing: Standing; onRows: (rows: number) => void; signal: AbortSignal },
) {
  let { bytes, rows } = standing;
  let rest = Buffer.alloc(0);
  try {
    for await (const chunk of body) {
      const end = chunk.lastIndexOf(NEWLINE) + 1;
      if (end === 0) {
        rest = Buffer.concat([rest, chunk]);
        continue;
      }
      const lines =
        rest.length === 0 ? chunk.subarray(0, end) : Buffer.concat([rest, chunk.subarray(0, end)]);
      await handle.write(lines, 0, lines.length, bytes);
      bytes += lines.length;
      rows += linesIn(lines);
      rest = Buffer.from(chunk.subarray(end));
      onRows(rows);
    }
  } catch (error) {
    throw new OwnerUnavailable('the part was cut off', { cause: error });
  }
  if (rest.toString('utf8') !== END_OF_PART) throw new OwnerUnavailable('the part has no end');
  return { rows, bytes };
}

function linesIn(text: Buffer): number {
  let count = 0;
  for (let at = text.indexOf(NEWLINE); at !== -1; at = text.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}
