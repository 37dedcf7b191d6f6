import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LOADED_AT_FIRST } from '../local/load-synthetic.ts';
import { generateSynthetic } from '../local/synthetic/generate.ts';
import { folderForTest, makeFolder } from './harness/data-folder.ts';
import { freePort, launch } from './harness/launcher.ts';
import type { Launcher } from './harness/launcher.ts';
import { askGateway, askPractice, importMeasure } from './harness/over-http.ts';
import { killAll, processesOf, sweep } from './harness/processes.ts';

const LOADED = /\nLegger inn syntetiske data: (\d+)\/\1 /;
const HALFWAY = /(Legger inn syntetiske data: .+\n){8}/;
const DONE = { code: 0, stderr: '' };

/** Processes are looked up in /proc. */
describe.skipIf(process.platform !== 'linux')('a start that is interrupted', () => {
  test('by Ctrl-C anywhere leaves nothing behind, and the next one goes on', async () => {
    const { folder, options } = await newStart();
    for (const moment of [
      'Oppretter databasen',
      'Starter PostgreSQL',
      'Starter: 1/15',
      'Starter: 14/15',
      'Legger inn syntetiske data: ',
    ]) {
      const launcher = launch(options);
      await expect.poll(() => launcher.printed(), { interval: 5 }).toContain(moment);
      expect(await launcher.pressCtrlC()).toMatchObject(DONE);
      expect(processesOf(folder)).toEqual([]);
    }
    const launcher = launch(options);
    expect(await launcher.ready).toMatch(LOADED);
    expect(await launcher.pressCtrlC()).toMatchObject(DONE);
  });

  test('by kill -9 of everything while it loads is completed by the next one, and nothing is there twice', async () => {
    const { folder, port, options } = await newStart();
    const killed = launch(options);
    await expect.poll(() => killed.printed(), { interval: 5 }).toMatch(HALFWAY);
    killAll(folder);
    await killed.ended;

    const launcher = launch(options);
    expect(await launcher.ready).toMatch(LOADED);
    const query =
      '{ practice(filter: { period: { from: "1900-01-01", to: "2100-01-01" } }) { total { started } } }';
    const measures = [...generateSynthetic(LOADED_AT_FIRST)].filter(
      (item) => item.kind === 'RECORD' && item.target === 'measures',
    );
    const { data } = await askGateway(port, JSON.stringify({ query }));
    expect(data.practice.total.started).toBe(measures.length);
    expect(await launcher.pressCtrlC()).toMatchObject(DONE);
  });
});

describe.skipIf(process.platform !== 'linux')('a running Samsyn', () => {
  let folder: string;
  let port: number;
  let launcher: Launcher;
  let imported = 0;

  beforeAll(async () => {
    folder = await makeFolder();
    port = await freePort();
    launcher = launch(options());
  });
  afterAll(() => sweep(folder));

  const options = (): string[] => ['--empty', '--data', folder, '--port', String(port)];
  const importOne = async (): Promise<void> => {
    imported += 1;
    expect(await importMeasure(port, `key-${imported}`)).toMatchObject({ new: 1 });
  };
  const started = async (): Promise<unknown> => {
    await launcher.ready;
    return askPractice(port, 'coverage { complete } total { started }');
  };
  const everything = () => ({ coverage: { complete: true }, total: { started: imported } });

  test('keeps what was imported over a stop and a start', async () => {
    await launcher.ready;
    await importOne();
    expect(await launcher.pressCtrlC()).toMatchObject(DONE);
    launcher = launch(options());
    expect(await started()).toEqual(everything());
  });

  test('whose PostgreSQL is killed says so and stops, and the next start has everything', async () => {
    await importOne();
    const [postgres = 0] = processesOf(folder, `-D\0${folder}/postgres\0`);
    process.kill(postgres, 'SIGKILL');
    const { code, stderr } = await launcher.ended;
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `PostgreSQL stoppet (SIGKILL). Start på nytt, så er alt som var lagret, der. Loggen er ${folder}/postgres.log.\n`,
    });
    // The killed server's own children end by themselves.
    await expect.poll(() => processesOf(folder)).toEqual([]);
    launcher = launch(options());
    expect(await started()).toEqual(everything());
  });

  test('of which everything is killed at once has everything at the next start', async () => {
    await importOne();
    killAll(folder);
    await launcher.ended;
    launcher = launch(options());
    expect(await started()).toEqual(everything());
  });

  test('whose launcher is killed starts again although its gateway is slow to leave the port', async () => {
    await importOne();
    const killed = processesOf(folder);
    const [gateway = 0] = processesOf(folder, 'SUBGRAPH_URLS=');
    process.kill(gateway, 'SIGSTOP');
    process.kill(launcher.pid, 'SIGKILL');
    await launcher.ended;
    launcher = launch(options());
    await sleep(1000);
    process.kill(gateway, 'SIGCONT');
    expect(await started()).toEqual(everything());
    await expect.poll(() => processesOf(folder).filter((pid) => killed.includes(pid))).toEqual([]);
  });

  test('stops at Ctrl-C although a program hangs', async () => {
    for (const pid of processesOf(folder, 'UNIT=oslo')) process.kill(pid, 'SIGSTOP');
    expect(await launcher.pressCtrlC()).toMatchObject(DONE);
    expect(processesOf(folder)).toEqual([]);
  });
});

async function newStart() {
  const folder = await folderForTest();
  const port = await freePort();
  return { folder, port, options: ['--data', folder, '--port', String(port)] };
}
