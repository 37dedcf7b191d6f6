import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asController, asSystem, systemToken } from './harness/access.ts';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';

const command = path.join(import.meta.dirname, '../commands/import.ts');
const profile = {
  target: 'measures',
  source: 'journal',
  delimiter: ';',
  unit: { column: 'enhet', prefixes: { Oslo: 'oslo', Vest: 'vest' } },
  sourceKey: { column: 'sak' },
  fields: {
    start: { column: 'fra', format: 'D.M.YYYY' },
    end: { column: 'til', format: 'D.M.YYYY' },
    kind: { value: 'EXCLUSION' },
    means: { value: 'EXCLUSION' },
    sex: { column: 'kjønn', values: { K: 'FEMALE', M: 'MALE' } },
  },
};
const FILE = `sak;enhet;fra;til;kjønn
1;Oslo fengsel;1.2.2025;3.2.2025;K
2;Vest;31.1.2025;;M
;;;;
3;Vest;5.2.2025;1.2.2025;M
4;Oslo;1.2.2025;;?
5;Nordpolen;1.2.2025;;M
`;

let federation: Federation;
let folder: string;
beforeAll(async () => {
  federation = await startFederation();
  folder = await mkdtemp(path.join(tmpdir(), 'samsyn-import-'));
  await writeFile(path.join(folder, 'profile.json'), JSON.stringify(profile));
  await writeFile(path.join(folder, 'file.csv'), FILE);
});
afterAll(async () => {
  await federation.close();
  await rm(folder, { recursive: true });
});

/** Runs the command as a person would; never throws, tells the exit code. */
async function run(...commandLine: string[]) {
  const options = { cwd: folder, env: { ...process.env, SAMSYN_TOKEN: systemToken } };
  return promisify(execFile)(process.execPath, [command, ...commandLine], options).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
}

test('every row of a file is accepted, quarantined with a reason, or blank, and the sums are printed', async () => {
  const first = await run('--url', federation.url, '--profile', 'profile.json', 'file.csv');
  expect(first).toMatchObject({ code: 0 });
  expect(first.stdout).toContain(`Lest           6
Tatt inn       2  (nye 2, endret 0, uendret 0)
I karantene    3
    END_BEFORE_START  1  Slutten er før starten.
    UNIT_MISSING  1  Raden sier ikke hvilken enhet den hører til.
    VALUE_UNKNOWN(sex)  1  Profilen kjenner ikke verdien av «sex».
Blanke         1
Radene i karantene: npm run quarantine -- list --unit ENHET
Importnummer   `);
  const log = await run('--url', federation.url, '--log');
  expect(log.stdout).toMatch(
    /^[0-9a-f-]{36} .* measures {2}journal {2}file\.csv\n {4}Lest 6, Tatt inn 2, I karantene 3, Blanke 1\n$/,
  );
  const again = await run('--url', federation.url, '--profile', 'profile.json', 'file.csv');
  expect(again.stdout).toContain('nye 0, endret 0, uendret 2');
});

test('rows of a unit that is down are told as undelivered, and the exit code is not 0', async () => {
  await federation.stop('vest');
  const result = await run('--url', federation.url, '--profile', 'profile.json', 'file.csv');
  await federation.restart('vest');
  expect(result.code).toBe(1);
  expect(result.stdout).toContain('Ikke levert    2: vest svarer ikke.');
});

test('a file that breaks off leaves whole rows only', async () => {
  const boundary = 'b';
  const head = `--b\r\ncontent-disposition: form-data; name="profile"\r\n\r\n${JSON.stringify({ ...profile, source: 'broken off' })}\r\n--b\r\ncontent-disposition: form-data; name="file"; filename="f.csv"\r\n\r\n`;
  const client = request(`${federation.url}/import/measures`, {
    method: 'POST',
    headers: {
      ...asSystem,
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'transfer-encoding': 'chunked',
    },
  });
  client.on('error', () => undefined);
  // The second row breaks off where it could be taken for one without an end.
  client.write(`${head}sak;enhet;fra;til;kjønn\n1;Oslo;1.2.2025;3.2.2025;K\n2;Oslo;1.2.2025;`);
  await new Promise((resolve) => setTimeout(resolve, 300));
  client.destroy();
  const stored = async () => {
    const answer = await federation.ask(
      '{ unit(code: "oslo") { measures { nodes { source sourceKey endedOn } } } }',
    );
    return answer.data.unit.measures.nodes.filter(({ source }: any) => source === 'broken off');
  };
  await expect.poll(stored).toEqual([{ source: 'broken off', sourceKey: '1', endedOn: '2025-02-03' }]);
});

test.each([
  ['a missing file', ['--profile', 'profile.json', 'nothing.csv'], 'Finner ikke filen nothing.csv.'],
  ['a missing profile', ['--profile', 'nothing.json', 'file.csv'], 'Profilen nothing.json kan ikke brukes'],
  ['no file at all', ['--profile', 'profile.json'], 'npm run import -- --profile PROFILE.json'],
])('%s gives one clear sentence and a failing exit code', async (_name, commandLine, sentence) => {
  const result = await run('--url', federation.url, ...commandLine);
  expect(result.code).toBe(1);
  expect(result.stderr).toContain(sentence);
  expect(result.stderr).not.toMatch(/ at .*\.ts/);
});

test('a profile is proposed from the headers and values, and is one once the gaps are filled', async () => {
  const { code, stdout } = await run('--propose', 'file.csv');
  expect(code).toBe(0);
  const proposed = JSON.parse(stdout);
  expect(proposed).toMatchObject({
    target: 'measures',
    delimiter: ';',
    encoding: 'UTF-8',
    unit: {
      column: 'enhet',
      prefixes: { 'Oslo fengsel': 'oslo', Oslo: 'oslo', Vest: 'vest', Nordpolen: '' },
    },
    sourceKey: { column: 'sak' },
    fields: {
      kind: { value: 'EXCLUSION' },
      start: { column: 'fra', format: 'D.M.YYYY' },
      end: { column: 'til', format: 'D.M.YYYY' },
      sex: { column: 'kjønn', values: { K: 'FEMALE', M: 'MALE', '?': 'UNKNOWN' } },
    },
  });
  await writeFile(path.join(folder, 'proposed.json'), stdout);
  const checked = await run('--url', federation.url, '--check', '--profile', 'proposed.json', 'file.csv');
  expect(checked).toMatchObject({ code: 0, stdout: expect.stringContaining('Tatt inn       3') });
});

test('errors speak the reader’s language', async () => {
  const ask = async (language: string) => {
    const response = await fetch(`${federation.url}/graphql`, {
      method: 'POST',
      headers: { ...asController, 'content-type': 'application/json', 'accept-language': language },
      body: JSON.stringify({
        query:
          '{ practice(filter: { period: { from: "2025-02-01", to: "2025-01-01" } }) { total { started } } }',
      }),
    });
    return ((await response.json()) as any).errors[0].message;
  };
  expect(await ask('nb-NO')).toMatch(/^Perioden må/);
  expect(await ask('en-GB')).toMatch(/^The period must/);
});
