import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TEST_SECRETS } from '../test/harness/access.ts';
import { freePort, launch } from '../test/harness/launcher.ts';
import { askPractice } from '../test/harness/over-http.ts';
import { descendants, memoryOf } from './processes.ts';
import { print, printMachine, spread } from './report.ts';

const FIELDS = 'coverage { complete } total { started hours medianHours ratePer1000InmateDays }';
/** Fewer than one caller may ask in ten seconds. */
const QUESTIONS = 150;

/** `npm start` on a folder with data: how long until the first whole answer, and how much memory all of it has. */
export async function benchStart({ repeats }: { readonly repeats: number }): Promise<void> {
  printMachine();
  print(
    `The whole stack with the records of a first start, started ${repeats} times again (files in the cache)`,
  );
  const folder = await mkdtemp(path.join(tmpdir(), 'samsyn-start-'));
  // Its callers' tokens are made with keys known here.
  await writeFile(path.join(folder, 'secrets.json'), JSON.stringify(TEST_SECRETS), { mode: 0o600 });
  const port = await freePort();
  const options = ['--data', folder, '--port', String(port)];
  try {
    const first = launch(options);
    await first.ready;
    await first.pressCtrlC();
    const seconds: number[] = [];
    const proportional: number[] = [];
    const resident: number[] = [];
    for (let run = 0; run < repeats; run += 1) {
      const since = performance.now();
      const launcher = launch(options);
      await answerOf(port);
      seconds.push((performance.now() - since) / 1000);
      await launcher.ready;
      for (let question = 0; question < QUESTIONS; question += 1) await askPractice(port, FIELDS);
      const memory = descendants().map(memoryOf);
      proportional.push(memory.reduce((sum, each) => sum + each.proportional, 0));
      resident.push(memory.reduce((sum, each) => sum + each.resident, 0));
      await launcher.pressCtrlC();
    }
    print(`  to the first whole answer       ${spread(seconds, 1)} s   (wanted: under 10)`);
    print(`  memory of everything            ${spread(proportional)} MB   (wanted: under 1,500)`);
    print(`    pages shared counted each time  ${spread(resident)} MB`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function answerOf(port: number): Promise<void> {
  for (;;) {
    const practice = await askPractice(port, FIELDS).catch(() => null);
    if (practice?.coverage.complete === true) return;
    await sleep(20);
  }
}
