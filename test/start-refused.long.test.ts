import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { folderForTest } from './harness/data-folder.ts';
import { freePort, launch, refusal } from './harness/launcher.ts';
import { processesOf } from './harness/processes.ts';

const execute = promisify(execFile);
const isRoot = process.geteuid?.() === 0;
const DONE = { code: 0, stderr: '' };

test('data that a newer version has worked on is refused in one sentence', async () => {
  const { folder, options } = await newStart();
  const launcher = launch(options);
  await launcher.ready;
  await addMigration(folder, '999-from-the-future.sql');
  expect(await launcher.pressCtrlC()).toMatchObject(DONE);
  expect(await refusal(...options)).toEqual({
    code: 1,
    said: 'oslo: Dataene er laget av en nyere versjon av Samsyn (999-from-the-future.sql er ukjent her). Installer den versjonen, eller begynn på nye data.\n',
  });
  expect(processesOf(folder)).toEqual([]);
});

test('of two starts on one folder at the same moment one is refused', async () => {
  const { folder, options } = await newStart();
  const other = ['--empty', '--data', folder, '--port', String(await freePort())];
  const both = [launch(options), launch(other)];
  const refused = await Promise.race(both.map(async (launcher) => ({ launcher, ...(await launcher.ended) })));
  expect(refused).toMatchObject({ code: 1, stderr: `Samsyn kjører allerede på mappen ${folder}.\n` });
  const [launcher] = both.filter((one) => one !== refused.launcher);
  await launcher?.ready;
  expect(await launcher?.pressCtrlC()).toMatchObject(DONE);
});

test('a folder that is root’s with mode 0700 serves, and stays closed to others', async ({ skip }) => {
  if (!isRoot) skip(say('only root can have such a folder'));
  const { folder, options } = await newStart();
  for (const _time of ['first', 'second']) {
    expect(await stat(folder)).toMatchObject({ uid: 0 });
    expect((await stat(folder)).mode & 0o007).toBe(0);
    const launcher = launch(options);
    await launcher.ready;
    expect(await launcher.pressCtrlC()).toMatchObject(DONE);
  }
});

test.for(['20m', '60m', '160m'])(
  'a disk of %s that is full is told in one sentence, and with room the next start works',
  async (size, { skip }) => {
    const { folder, options } = await newStart();
    const mounted = await mount(folder, `size=${size},mode=0700`);
    if (mounted !== undefined) skip(say(`no small disk can be mounted here: ${mounted}`));
    expect(await refusal(...options)).toEqual({
      code: 1,
      said: `Disken med ${folder} er full. Frigjør plass og start på nytt.\n`,
    });
    expect(processesOf(folder)).toEqual([]);
    await mount(folder, 'remount,size=1g');
    const launcher = launch(options);
    await launcher.ready;
    expect(await launcher.pressCtrlC()).toMatchObject(DONE);
  },
);

async function newStart() {
  const folder = await folderForTest();
  return { folder, options: ['--empty', '--data', folder, '--port', String(await freePort())] };
}

/** What is left untested is seen in the output too. */
function say(why: string): string {
  process.stderr.write(`Skipped: ${why}\n`);
  return why;
}

/** What a newer version would leave in a database, by way of the running server. */
async function addMigration(folder: string, name: string): Promise<void> {
  const password = (await readFile(path.join(folder, 'postgres-password'), 'utf8')).trim();
  const port = Number((await readFile(path.join(folder, 'postgres/postmaster.pid'), 'utf8')).split('\n')[3]);
  const client = new Client({ host: '127.0.0.1', port, user: 'postgres', password, database: 'samsyn_oslo' });
  await client.connect();
  await client.query('insert into migration (name) values ($1)', [name]);
  await client.end();
}

/** A small disk on the folder; the answer says why there is none. */
async function mount(folder: string, options: string): Promise<string | undefined> {
  try {
    await execute('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
    if (!options.startsWith('remount'))
      onTestFinished(async () => void (await execute('umount', ['--lazy', folder])));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
