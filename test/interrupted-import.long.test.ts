import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeFolder } from './harness/data-folder.ts';
import { importBothWays } from './harness/interrupted-import.ts';
import type { Ground } from './harness/interrupted-import.ts';
import { freePort, launch } from './harness/launcher.ts';
import { sweep } from './harness/processes.ts';

/** How many random files. */
const SEEDS = 8;

/** Processes are looked up in /proc. */
describe.skipIf(process.platform !== 'linux')('an import', () => {
  let ground: Ground;
  beforeAll(async () => {
    const [folder, port] = [await makeFolder(), await freePort()];
    const launcher = launch(['--empty', '--data', folder, '--port', String(port)]);
    ground = { folder, port, launcher };
    await launcher.ready;
  });
  afterAll(() => sweep(ground.folder));

  test.each(Array.from({ length: SEEDS }, (_, index) => index + 1))(
    'killed anywhere and sent again comes to what it would have come to undisturbed (random file %i)',
    { timeout: 300_000 },
    async (seed) => {
      const { whole, interrupted } = await importBothWays(ground, seed);
      expect(interrupted).toEqual(whole);
    },
  );
});
