import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '..');

/**
 * Changes whenever these folders of the program, the contract or its dependencies do. What was computed by one
 * version need not be what the next one computes from the same records.
 */
export function programVersion(folders: readonly string[]): string {
  const hash = createHash('sha256');
  for (const folder of ['schema', ...folders]) {
    const files = readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name));
    for (const file of files.toSorted())
      hash.update(path.relative(ROOT, file)).update('\0').update(readFileSync(file));
  }
  hash.update(readFileSync(path.join(ROOT, 'package.json')));
  return hash.digest('hex').slice(0, 12);
}
