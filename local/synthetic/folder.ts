import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { Item } from './items.ts';

/** Lines gathered before they are written. */
const LINES = 2000;

/** Writes the records as `{target}.ndjson`, one record a line, holding few of them at a time. */
export function writeFolder(folder: string, items: Iterable<Item>): void {
  mkdirSync(folder, { recursive: true });
  const files = new Map<string, { readonly file: number; lines: string[] }>();
  const flush = ({ file, lines }: { file: number; lines: string[] }): void => {
    if (lines.length > 0) writeSync(file, lines.join(''));
  };
  try {
    for (const item of items) {
      if (item.kind !== 'RECORD') continue;
      const { target, record } = item;
      const open = files.get(target) ?? {
        file: openSync(path.join(folder, `${target}.ndjson`), 'w'),
        lines: [],
      };
      files.set(target, open);
      open.lines.push(`${JSON.stringify(record)}\n`);
      if (open.lines.length < LINES) continue;
      flush(open);
      open.lines = [];
    }
    for (const open of files.values()) flush(open);
  } finally {
    for (const { file } of files.values()) closeSync(file);
  }
}
