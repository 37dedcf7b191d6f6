import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { z } from 'zod';
import { importProfile } from './import-profile.ts';

/** Writes `import-profile.schema.json`, by which an editor helps with a profile; with `--check` compares. */
const file = new URL('./import-profile.schema.json', import.meta.url);
const text = `${JSON.stringify(z.toJSONSchema(importProfile, { io: 'input' }), null, 2)}\n`;

if (!process.argv.includes('--check')) writeFileSync(file, text);
else if (readFileSync(file, 'utf8') !== text) {
  process.stderr.write('schema/import-profile.schema.json is out of date: run `npm run compose`.\n');
  process.exitCode = 1;
}
