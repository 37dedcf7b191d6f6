import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UNITS } from '../schema/units.ts';
import { runCommand } from './harness/command.ts';
import { folderForTest, makeFolder } from './harness/data-folder.ts';
import { freePort, launch, NPM, refusal } from './harness/launcher.ts';
import type { Launcher } from './harness/launcher.ts';
import { askGateway, askPractice, importMeasure } from './harness/over-http.ts';
import { processesOf, sweep } from './harness/processes.ts';

/** One data folder from its first start on. Processes are looked up in /proc. */
describe.skipIf(process.platform !== 'linux')('Samsyn', () => {
  let folder: string;
  let port: number;
  let launcher: Launcher;
  /** Measures begun in 2025. */
  let started: number;

  beforeAll(async () => {
    folder = await makeFolder();
    port = await freePort();
    launcher = launch(options());
  });
  afterAll(() => sweep(folder));

  const options = (): string[] => ['--data', folder, '--port', String(port)];
  const practice = (): Promise<unknown> => askPractice(port, 'coverage { complete } total { started }');

  test('loads synthetic records, and prints the table, its coverage, the addresses and an example', async () => {
    const printed = await launcher.ready;
    expect(printed).toMatch(/\nLegger inn syntetiske data: (\d+)\/\1 .+\n/);
    const rows = tableOf(printed);
    expect(rows.map(([unit]) => unit)).toEqual([...UNITS.map(({ name }) => name.nb), 'Sum']);
    started = rows.at(-1)?.[1] ?? 0;
    expect(started).toBeGreaterThan(1000);
    expect(rows.slice(0, -1).reduce((sum, [, count]) => sum + count, 0)).toBe(started);
    expect(printed).toContain('\n12 av 12 enheter har svart.\n');
    expect(printed).toContain(`\nGraphQL   http://127.0.0.1:${port}/graphql\n`);
    expect(await practice()).toEqual({ coverage: { complete: true }, total: { started } });

    const [, address, body = ''] = /\ncurl -s (\S+) .* -d '(.*)'\n/.exec(printed) ?? [];
    expect(address).toBe(`http://127.0.0.1:${port}/graphql`);
    const example = await askGateway(port, body);
    expect(example.data.practice.coverage).toEqual({ complete: true });
    expect(example.data.practice.groups).toHaveLength(12);
  });

  test('runs beside another one that npm starts without records, and npm stops at Ctrl-C', async () => {
    const parent = await folderForTest();
    const data = path.join(parent, 'made', 'here');
    const besidePort = await freePort();
    const beside = launch(['--empty', '--data', data, '--port', String(besidePort)], NPM);
    const printed = await beside.ready;
    expect(printed).not.toContain('Legger inn');
    expect(tableOf(printed)).toEqual([...UNITS.map(({ name }) => [name.nb, 0]), ['Sum', 0]]);
    const none = { coverage: { complete: true }, total: { started: 0, inmateDays: null } };
    const { stdout: token } = await runCommand('token', ['--role', 'analyst', '--data', data]);
    const analyst = { authorization: `Bearer ${token.trim()}` };
    const asked = 'coverage { complete } total { started inmateDays }';
    expect(await askPractice(besidePort, asked, analyst)).toEqual(none);

    const said = launcher.printed();
    const { stdout } = await beside.pressCtrlC();
    expect(stdout).toMatch(/\nStopper …\n$/);
    expect(processesOf(parent)).toEqual([]);
    expect(launcher.printed()).toBe(said);
    expect(await practice()).toEqual({ coverage: { complete: true }, total: { started } });
  });

  test('refuses a folder and a port that are taken', async () => {
    const other = await folderForTest();
    expect(await refusal('--data', folder, '--port', String(await freePort()))).toEqual({
      code: 1,
      said: `Samsyn kjører allerede på mappen ${folder}.\n`,
    });
    expect(await refusal('--data', other, '--port', String(port))).toEqual({
      code: 1,
      said: `Port ${port} er i bruk. Velg en annen med --port.\n`,
    });
    expect(await practice()).toEqual({ coverage: { complete: true }, total: { started } });
  });

  test('starts a program again each time it is killed, and says so', async () => {
    for (const times of [1, 2]) {
      for (const pid of processesOf(folder, 'UNIT=oslo')) process.kill(pid, 'SIGKILL');
      const said = `oslo stoppet (SIGKILL) og startes på nytt. Loggen er ${folder}/logs/oslo.log.\noslo er oppe igjen.\n`;
      await expect.poll(() => launcher.printed().split(said).length).toBe(times + 1);
    }
    await expect.poll(practice).toEqual({ coverage: { complete: true }, total: { started } });
  });

  test('starts after kill -9 with all that was committed, and does not load again', async () => {
    expect(await importMeasure(port, 'before-the-kill')).toMatchObject({ new: 1 });
    const killed = processesOf(folder);
    process.kill(launcher.pid, 'SIGKILL');
    await launcher.ended;
    launcher = launch(options());
    const printed = await launcher.ready;
    expect(printed).not.toContain('Legger inn');
    expect(tableOf(printed).at(-1)).toEqual(['Sum', started + 1]);
    // What the killed one had started ends by itself.
    await expect.poll(() => processesOf(folder).filter((pid) => killed.includes(pid))).toEqual([]);
  });

  test('stops everything it started at Ctrl-C, and that is no failure', async () => {
    const { code, stdout, stderr } = await launcher.pressCtrlC();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/\nStopper …\n$/);
    expect(processesOf(folder)).toEqual([]);
    await expect(practice()).rejects.toThrow('fetch failed');
  });
});

describe('a start that cannot be is refused in one sentence:', () => {
  test.each([
    ['an unknown option', ['--folder', 'x']],
    ['an option without its value', ['--port']],
    ['a port that is none', ['--port', '70000']],
  ])('%s', async (_case, wrong) => {
    const commandLine = ['--data', await folderForTest(), ...wrong];
    expect(await refusal(...commandLine)).toEqual({
      code: 2,
      said: `Kan ikke starte med «${commandLine.join(' ')}»: valgene er --empty, --data MAPPE og --port TALL (1–65535).\n`,
    });
  });

  test('the data of another PostgreSQL version', async () => {
    const folder = await folderForTest();
    await mkdir(path.join(folder, 'postgres'));
    await writeFile(path.join(folder, 'postgres/PG_VERSION'), '14\n');
    expect(await refusal('--data', folder, '--port', String(await freePort()))).toEqual({
      code: 1,
      said: `Dataene i ${folder}/postgres er skrevet av PostgreSQL 14, men den som er installert, er versjon 18.\n`,
    });
  });

  test('a folder that is a file', async () => {
    const file = path.join(await folderForTest(), 'file');
    await writeFile(file, '');
    expect(await refusal('--data', file, '--port', String(await freePort()))).toEqual({
      code: 1,
      said: `Datamappen ${file} kan ikke opprettes (EEXIST: file already exists, mkdir '${file}').\n`,
    });
  });
});

/** Unit and measures begun, as the table shows them. */
function tableOf(printed: string): [string, number][] {
  const [, units = '', total = ''] = printed.split(/^-+$/m);
  const lines = [...units.trim().split('\n'), total.trim().split('\n')[0] ?? ''];
  return lines.map((line) => {
    const [unit = '', count = ''] = line.split(/ {2,}/);
    return [unit, Number(count.replaceAll(/\s/g, ''))];
  });
}
