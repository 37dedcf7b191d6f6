import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asSystem } from './harness/access.ts';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';

let federation: Federation;
beforeAll(async () => {
  federation = await startFederation();
});
afterAll(() => federation?.close());

const PROFILE = {
  target: 'measures',
  source: 'journal',
  unit: { value: 'oslo' },
  sourceKey: { column: 'sak' },
  fields: {
    kind: { value: 'EXCLUSION' },
    means: { value: 'EXCLUSION' },
    start: { column: 'fra', format: 'YYYY-MM-DD' },
  },
};
const HEADER = 'sak,fra\n';

async function bring(
  file: Uint8Array | null,
  {
    target = 'measures',
    language = 'nb',
    profile = {},
  }: { target?: string; language?: string; profile?: object } = {},
) {
  const form = new FormData();
  form.set('profile', JSON.stringify({ ...PROFILE, ...profile }));
  if (file !== null) form.set('file', new Blob([Buffer.from(file)]), 'file');
  const headers = { ...asSystem, 'accept-language': language };
  const response = await fetch(`${federation.url}/import/${target}`, { method: 'POST', headers, body: form });
  return { status: response.status, body: (await response.json()) as any };
}

test.each([
  [
    'a gzip file cut off',
    gzipSync(`${HEADER}${'1,2025-01-01\n'.repeat(500)}`).subarray(0, 60),
    'FILE_DAMAGED',
  ],
  ['a quote never closed', Buffer.from(`${HEADER}"1,2025-01-01\n2,2025-01-01\n`), 'FILE_QUOTE_OPEN'],
  ['Latin-1 said to be UTF-8', Buffer.from(`${HEADER}sør,2025-01-01\n`, 'latin1'), 'FILE_NOT_UTF8'],
  ['a workbook that is none', Buffer.from('PK\u0003\u0004 and then nothing'), 'WORKBOOK_UNREADABLE'],
  ['a row without an end', Buffer.from(`{"sak":"${'1'.repeat(1024 * 1024)}"}\n`), 'FILE_ROW_TOO_LONG'],
  ['no file at all', null, 'FILE_MISSING'],
])('%s is refused with its code, in both languages', async (_name, file, code) => {
  const norwegian = await bring(file);
  const english = await bring(file, { language: 'en' });
  expect([norwegian.status, norwegian.body.code, english.body.code]).toEqual([400, code, code]);
  expect(norwegian.body.message).toMatch(/^Filen |^En rad i filen |^Arbeidsboken /);
  expect(english.body.message).toMatch(/^The file |^A row of the file |^The workbook /);
});

test('a profile for another target and a target that does not exist are refused', async () => {
  expect(await bring(Buffer.from(HEADER), { target: 'complaints' })).toMatchObject({
    status: 400,
    body: { code: 'PROFILE_FOR_ANOTHER_TARGET' },
  });
  expect(await bring(Buffer.from(HEADER), { target: 'unicorns' })).toMatchObject({
    status: 404,
    body: { code: 'IMPORT_TARGET_UNKNOWN', message: expect.stringContaining('measures') },
  });
});

test('what is wrong with a profile is said where it is, in the language asked for', async () => {
  const profile = { delimiter: ';;', sourceKey: undefined };
  const norwegian = await bring(Buffer.from(HEADER), { profile });
  const english = await bring(Buffer.from(HEADER), { profile, language: 'en' });
  expect(norwegian.body.message.split('\n')).toEqual([
    'Profilen eller et felt ved siden av filen er feil:',
    expect.stringMatching(/^profile\.delimiter: For stor/),
    'profile.sourceKey: Profilen må si hva som identifiserer en rad',
  ]);
  expect(english.body.message.split('\n')).toEqual([
    'The profile or a field beside the file is wrong:',
    expect.stringMatching(/^profile\.delimiter: Too big/),
    'profile.sourceKey: The profile must say what identifies a row',
  ]);
});

test.each([
  [
    'GET',
    '/import/quarantine/atlantis',
    404,
    'UNKNOWN_UNIT',
    'Filteret nevner en enhet',
    'The filter names a unit',
  ],
  ['POST', '/import/undo/42', 400, 'BAD_REQUEST', 'Forespørselen er', 'The request is'],
])('%s %s is refused with a sentence beside the code', async (method, address, status, code, nb, en) => {
  for (const [language, sentence] of [
    ['nb', nb],
    ['en', en],
  ] as const) {
    const headers = { ...asSystem, 'accept-language': language };
    const response = await fetch(`${federation.url}${address}`, { method, headers });
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ code, message: expect.stringContaining(sentence) });
  }
});
