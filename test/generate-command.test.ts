import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { manifest } from '../local/synthetic/manifest.ts';
import { TARGET_NAMES } from '../schema/records/targets.ts';
import { systemToken } from './harness/access.ts';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';

const command = path.join(import.meta.dirname, '../commands/generate.ts');
let federation: Federation;
let folder: string;
beforeAll(async () => {
  federation = await startFederation();
  folder = await mkdtemp(path.join(tmpdir(), 'samsyn-generate-'));
});
afterAll(async () => {
  await federation.close();
  await rm(folder, { recursive: true });
});

/** Runs the command as a person would; never throws, tells the exit code. */
async function run(commandLine: readonly string[], environment: Record<string, string> = {}) {
  const options = { cwd: folder, env: { ...process.env, SAMSYN_TOKEN: systemToken, ...environment } };
  return promisify(execFile)(process.execPath, [command, ...commandLine], options).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
}
const text = (file: string) => readFile(path.join(folder, file), 'utf8');
const readManifest = async (file: string) => manifest.parse(JSON.parse(await text(file)));

test('a folder holds a file for every target and a manifest that counts them', async () => {
  expect(await run(['--scale', '0.1', '--seed', '5', '--out', 'made'])).toMatchObject({ code: 0 });
  const { records, faults, ...head } = await readManifest('made/manifest.json');
  expect(head).toMatchObject({ source: 'synthetic-5', seed: 5, from: '2025-01-01', to: '2026-01-01' });
  expect(faults.length).toBeGreaterThan(20);
  const lines = TARGET_NAMES.map(async (target) => [
    target,
    (await text(`made/${target}.ndjson`)).trimEnd().split('\n').length,
  ]);
  expect(Object.fromEntries(await Promise.all(lines))).toEqual(records);
});

const small = ['--scale', '0.01', '--manifest', 'manifest.json'];

test('the gateway takes every record, the sums are printed, and the same again adds nothing', async () => {
  const first = await run([...small, '--url', federation.url]);
  expect(first).toMatchObject({ code: 0, stderr: '' });
  const { records } = await readManifest('manifest.json');
  const printed = [...first.stdout.matchAll(/^(\S+) +(\d+) +(\d+) +0 +0$/gm)];
  expect(Object.fromEntries(printed.map(([, target, read]) => [target, Number(read)]))).toEqual(records);
  expect(printed.map(([, , read, accepted]) => read === accepted)).not.toContain(false);
  const measures = async () => {
    const answer = await federation.ask(
      '{ practice(filter: { period: { from: "2025-01-01", to: "2026-01-01" } }) { total { started } } }',
    );
    return answer.data.practice.total.started;
  };
  expect(await measures()).toBe(records['measures']);
  await run([...small, '--url', federation.url]);
  expect(await measures()).toBe(records['measures']);
});

test('records of a unit that is down are told as undelivered, and the exit code is not 0', async () => {
  await federation.stop('ost');
  const result = await run([...small, '--url', federation.url]);
  await federation.restart('ost');
  expect(result.code).toBe(1);
  expect(result.stdout).toContain('measures: ost svarer ikke.');
});

test.each([
  ['a scale of nothing', ['--scale', '0'], '--scale cannot be "0"; expected a number above 0'],
  ['a seed that is none', ['--seed', 'x'], '--seed cannot be "x"; expected a whole number'],
  ['a day that is none', ['--to', '2025-02-30'], '--to cannot be "2025-02-30"; expected a day'],
  ['two places to go', ['--out', 'made', '--port', '4000'], 'Usage: npm run generate'],
  ['no gateway', ['--scale', '0.01', '--url', 'http://127.0.0.1:9'], 'The gateway does not answer'],
])('%s gives one clear sentence and a failing exit code', async (_name, commandLine, sentence) => {
  const result = await run(commandLine, { SAMSYN_LANGUAGE: 'en' });
  expect(result.code).toBe(1);
  expect(result.stderr).toContain(sentence);
  expect(result.stderr.trimEnd().split('\n')).toHaveLength(1);
});
