import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

/** Where the parts of an export lie while it is gathered: the lines as the owner gave them. */
export type Spool = { readonly folder: string };

const NEWLINE = 10;
const whole = z.strictObject({ rows: z.int(), bytes: z.int() });
export type WholePart = z.infer<typeof whole>;

export const spoolOf = (folder: string, id: string): Spool => ({ folder: path.join(folder, id) });
export const packageOf = (folder: string, id: string): string => path.join(folder, `${id}.zip`);

export function partFile({ folder }: Spool, unit: string, part: string): string {
  return path.join(folder, unit, `${part}.jsonl`);
}

/** Null while the part is not read to its end. */
export async function wholePart(spool: Spool, unit: string, part: string): Promise<WholePart | null> {
  const file = partFile(spool, unit, part);
  try {
    const told = whole.parse(JSON.parse(await readFile(`${file}.whole`, 'utf8')));
    return (await stat(file)).size === told.bytes ? told : null;
  } catch {
    return null;
  }
}

/** Tells that the part is whole; only then is it used. */
export async function markWhole(file: string, told: WholePart): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(told), { flush: true });
  await rename(`${file}.new`, `${file}.whole`);
}

export type Standing = {
  /** After the last whole line. */
  readonly bytes: number;
  readonly rows: number;
  readonly lastLine: string | null;
};

/** How far a part has been read, by what of it is on the disk: a process may have been killed at any byte. */
export async function standingOf(file: string): Promise<Standing> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, 'a', 0o600);
  await handle.close();
  let bytes = 0;
  let seen = 0;
  let rows = 0;
  let lastBegin = 0;
  for await (const chunk of createReadStream(file)) {
    const piece = chunk as Buffer;
    for (let at = piece.indexOf(NEWLINE); at !== -1; at = piece.indexOf(NEWLINE, at + 1)) {
      lastBegin = bytes;
      bytes = seen + at + 1;
      rows += 1;
    }
    seen += piece.length;
  }
  if (rows === 0) return { bytes: 0, rows: 0, lastLine: null };
  return { bytes, rows, lastLine: await readText(file, { start: lastBegin, end: bytes - 2 }) };
}

async function readText(file: string, range: { start: number; end: number }): Promise<string> {
  return (await Array.fromAsync(createReadStream(file, { ...range, encoding: 'utf8' }))).join('');
}
