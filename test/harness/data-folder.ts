import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { inject, onTestFinished } from 'vitest';
import { sweep } from './processes.ts';

/** A folder of mode 0700, owned by whoever runs the tests. */
export async function makeFolder(): Promise<string> {
  return mkdtemp(path.join(inject('folder'), 'start-'));
}

/** A folder that goes with the test, and with it whatever still works on it. */
export async function folderForTest(): Promise<string> {
  const folder = await makeFolder();
  onTestFinished(() => sweep(folder));
  return folder;
}
