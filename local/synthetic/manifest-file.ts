import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { Item } from './items.ts';
import type { Manifest } from './manifest.ts';

/** Hands the items on and writes what they say into the manifest, fault by fault, however many there are. */
export function* writeManifest(
  items: Iterable<Item>,
  { file, head }: { readonly file: string; readonly head: Omit<Manifest, 'faults' | 'records'> },
): Generator<Item> {
  mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  const out = openSync(file, 'w');
  const records: Record<string, number> = {};
  try {
    writeSync(out, `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "faults": [`);
    let separator = '\n    ';
    for (const item of items) {
      if (item.kind === 'RECORD') records[item.target] = (records[item.target] ?? 0) + 1;
      if (item.kind === 'FAULT') {
        writeSync(out, separator + JSON.stringify(item.fault));
        separator = ',\n    ';
      }
      yield item;
    }
    writeSync(out, `\n  ],\n  "records": ${JSON.stringify(records)}\n}\n`);
  } finally {
    closeSync(out);
  }
}
