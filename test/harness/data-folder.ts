import { mkdtemp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inject, onTestFinished } from 'vitest';
import { TEST_SECRETS } from './access.ts';
import { sweep } from './processes.ts';

/** A folder of mode 0700, owned by whoever runs the tests; the tests know the keys of its tokens. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(inject('folder'), 'start-'));
  await writeFile(path.join(folder, 'secrets.json'), JSON.stringify(TEST_SECRETS), { mode: 0o600 });
  return folder;
}

/** A folder that goes with the test, and with it whatever still works on it. */
export async function folderForTest(): Promise<string> {
  const folder = await makeFolder();
  onTestFinished(() => sweep(folder));
  return folder;
}
