import { execFile, execFileSync } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { csvHead, csvLines, NORWEGIAN_EXCEL, PLAIN } from '../gateway/exports/csv.ts';
import { jsonSchemaOf } from '../gateway/exports/json-schema.ts';
import { askFigures } from '../gateway/exports/summary/ask-figures.ts';
import { packText } from '../gateway/exports/pack-file.ts';
import { summaryPages } from '../gateway/exports/summary/summary-pages.ts';
import { wholeLines } from '../gateway/exports/lines.ts';
import { forRole } from '../commands/conformance/vouching.ts';
import { verifyPackage } from '../commands/inspection-package/verify-package.ts';
import { writePackage } from '../gateway/exports/write-package.ts';
import { findPart } from '../schema/exports/parts.ts';
import { exportRequest } from '../schema/exports/request.ts';
import type { Column } from '../schema/exports/columns.ts';
import type { Manifest } from '../schema/exports/manifest.ts';
import { runCommand } from './harness/command.ts';

/** The package itself: what others' tools make of it, and what verifying it finds. */
const key = generateKeyPairSync('ed25519').privateKey;
const HEAD = {
  format: 'samsyn-inspection-package/1' as const,
  id: '00000000-0000-4000-8000-000000000000',
  complete: true,
  request: { units: ['vest'] },
  requester: { subject: 'i', issuer: 'x', organisation: null, role: 'inspector', purpose: 'tilsyn' },
  requestedAt: '2026-01-01T00:00:00.000Z',
  madeAt: '2026-01-01T00:00:10.000Z',
  asOf: '2026-01-01T00:00:00.000Z',
  persons: true,
  software: 'test',
  ruleSet: 'test',
  units: [{ unit: 'vest', complete: true, reason: null, dataThrough: {}, ruleSets: [] }],
} satisfies Omit<Manifest, 'files'>;
const FILES: Record<string, string> = {
  'LES-MEG.txt': 'Les meg',
  'data/vest/a.jsonl': '{"a":1}\n'.repeat(2000),
  'data/vest/b.jsonl': '{"b":1}\n',
};

let folder: string;
let whole: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'samsyn-package-'));
  whole = path.join(folder, 'whole.zip');
  const contents = Object.entries(FILES).map(([name, text]) => ({
    path: name,
    rows: null,
    text,
  }));
  await writePackage(whole, { contents, head: HEAD, key });
});

const verify = (file: string, ...more: string[]) =>
  runCommand('export', ['verify', file, ...more], { environment: { SAMSYN_LANGUAGE: 'en' } });

/** A package with these files as they are, whatever they are. */
async function repack(name: string, files: Readonly<Record<string, Buffer>>): Promise<string> {
  const zip = new ZipFile();
  for (const [entry, content] of Object.entries(files)) zip.addBuffer(content, entry);
  zip.end();
  const target = path.join(folder, `${name}.zip`);
  await pipeline(Readable.from(zip.outputStream), createWriteStream(target));
  return target;
}

async function unpacked(): Promise<Record<string, Buffer>> {
  const target = await mkdtemp(path.join(folder, 'unzipped-'));
  execFileSync('unzip', ['-q', whole, '-d', target]);
  const names = [...Object.keys(FILES), 'manifest.json', 'manifest.json.sig', 'public-key.pem'];
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(path.join(target, name))] as const)),
  );
}

test('unzip reads the package, and openssl finds its signature good', async () => {
  const files = await unpacked();
  for (const [name, text] of Object.entries(FILES)) expect(files[name]?.toString()).toBe(text);
  for (const name of ['manifest.json', 'manifest.json.sig', 'public-key.pem'])
    await writeFile(path.join(folder, name), files[name] ?? '');
  const openssl = () =>
    promisify(execFile)(
      'openssl',
      'pkeyutl -verify -rawin -pubin -inkey public-key.pem -in manifest.json -sigfile manifest.json.sig'.split(
        ' ',
      ),
      { cwd: folder },
    );
  expect((await openssl()).stdout).toBe('Signature Verified Successfully\n');
  await writeFile(path.join(folder, 'manifest.json'), `${files['manifest.json']?.toString()} `);
  await expect(openssl()).rejects.toMatchObject({ code: 1, stdout: 'Signature Verification Failure\n' });
});

test('names with letters of any language are read', async () => {
  const named = path.join(folder, 'named.zip');
  const packed = packText('smått');
  const names = ['data/åæø/ŧjoahkki.csv', 'data/список.csv', 'data/名簿.csv'];
  await writePackage(named, {
    contents: names.map((one) => ({ path: one, rows: null, packed })),
    head: HEAD,
    key,
  });
  expect(execFileSync('unzip', ['-tq', named]).toString()).toContain('No errors detected');
  expect((await verify(named)).stdout).toContain('is whole and unchanged: 3 files');
});

test('verify says that a whole package is whole, and what its key is', async () => {
  const { code, stdout } = await verify(whole);
  expect(code).toBe(0);
  expect(stdout).toContain('is whole and unchanged: 3 files');
  const files = await unpacked();
  await writeFile(path.join(folder, 'key.pem'), files['public-key.pem'] ?? '');
  expect((await verify(whole, '--key', path.join(folder, 'key.pem'))).code).toBe(0);
  const other = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' });
  await writeFile(path.join(folder, 'other.pem'), other);
  expect(await verify(whole, '--key', path.join(folder, 'other.pem'))).toMatchObject({
    code: 1,
    stderr: 'The package is signed with another key than the one given.\n',
  });
  expect(await verify(path.join(folder, 'nowhere.zip'))).toMatchObject({ code: 1 });
});

test('verify finds a missing, an added, an altered and a swapped file, and a manifest somebody wrote anew', async () => {
  const files = await unpacked();
  const [a = Buffer.of(), b = Buffer.of()] = [files['data/vest/a.jsonl'], files['data/vest/b.jsonl']];
  const { 'data/vest/a.jsonl': _missing, ...withoutA } = files;
  const { 'manifest.json.sig': _signature, ...unsigned } = files;
  const text = files['manifest.json']?.toString().replace('"inspector"', '"controller"') ?? '';
  const anew = { ...files, 'manifest.json': Buffer.from(text) };
  const stranger = generateKeyPairSync('ed25519').privateKey;
  const cases = {
    missing: [withoutA, 'data/vest/a.jsonl is missing.\n'],
    extra: [{ ...files, 'data/vest/c.jsonl': b }, 'data/vest/c.jsonl does not belong to the package.\n'],
    altered: [
      { ...files, 'data/vest/b.jsonl': Buffer.from('{"b":2}\n') },
      'data/vest/b.jsonl has been altered.\n',
    ],
    swapped: [
      { ...files, 'data/vest/a.jsonl': b, 'data/vest/b.jsonl': a },
      'data/vest/a.jsonl has the content of data/vest/b.jsonl.\ndata/vest/b.jsonl has the content of data/vest/a.jsonl.\n',
    ],
    unsigned: [unsigned, 'The signature manifest.json.sig is missing.\n'],
    anew: [anew, 'The signature does not fit manifest.json.\n'],
    forged: [
      { ...anew, 'manifest.json.sig': sign(null, Buffer.from(text), stranger) },
      'The signature does not fit manifest.json.\n',
    ],
  } as const;
  for (const [name, [content, stderr]] of Object.entries(cases))
    expect([name, await verify(await repack(name, content))]).toMatchObject([name, { code: 1, stderr }]);
});

test('no byte can be altered so that something else is read and verify does not say so', async () => {
  const bytes = await readFile(whole);
  const altered = path.join(folder, 'altered.zip');
  const files = await unpacked();
  let unnoticed = 0;
  for (let at = 0; at < bytes.length; at += 3) {
    await writeFile(altered, bytes.with(at, (bytes[at] ?? 0) ^ 0x10));
    if ((await verifyPackage(altered, null)).faults.length > 0) continue;
    unnoticed += 1;
    const target = await mkdtemp(path.join(folder, 'altered-'));
    // Where unzip does not read it, it says so itself; of times it may warn.
    await promisify(execFile)('unzip', ['-q', altered, '-d', target]).catch(() => undefined);
    for (const [name, content] of Object.entries(files)) {
      const read = await readFile(path.join(target, name)).catch(() => content);
      expect([at, name, read]).toEqual([at, name, content]);
    }
  }
  expect(unnoticed).toBeLessThan(bytes.length / 10);
});

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '=1+1',
    '+A1',
    '-2+3',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    'a;b,c',
    '"',
    'Åna «ø»',
    '\u202eabc',
    'x'.repeat(10_000),
  ),
);
const columns: Column[] = ['name', 'other'].map((name) => ({
  name,
  type: 'TEXT',
  person: false,
  nb: name,
  en: name,
}));

/** From JSON Lines that come a few bytes at a time, letters cut in the middle. */
async function csvOf(text: string, of: Column[], dialect: typeof PLAIN): Promise<string> {
  const bytes = Buffer.from(text);
  const pieces = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, index) =>
    bytes.subarray(7 * index, 7 * index + 7),
  );
  let csv = csvHead(of, dialect);
  for await (const lines of wholeLines(Readable.from(pieces)))
    csv += csvLines(
      lines.map((line) => JSON.parse(line)),
      of,
      dialect,
    );
  return csv;
}

test('CSV is read back as it was by another reader, and no cell begins a formula', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.record({ name: hostile, other: fc.option(hostile) })), async (rows) => {
      const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
      for (const dialect of [PLAIN, NORWEGIAN_EXCEL]) {
        const csv = await csvOf(text, columns, dialect);
        const { delimiter, byteOrderMark } = dialect;
        expect(csv.startsWith('\uFEFF')).toBe(byteOrderMark);
        const read: any[] = parse(csv, { columns: true, delimiter, bom: true, record_delimiter: '\r\n' });
        const harmless = (value: string | null) =>
          value !== null && /^[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : (value ?? '');
        expect(read.map(({ name, other }) => [name, other])).toEqual(
          rows.map(({ name, other }) => [harmless(name), harmless(other)]),
        );
      }
    }),
    { numRuns: 100 },
  );
});

test('in Norwegian Excel numbers have a comma, and moments no T', async () => {
  const typed: Column[] = [
    { name: 'hours', type: 'NUMBER', person: false, nb: '', en: '' },
    { name: 'at', type: 'MOMENT', person: false, nb: '', en: '' },
  ];
  const lines = '{"hours":1.5,"at":"2025-06-01T10:00:00+02:00"}\n{"hours":null,"at":null}\n';
  const csv = (dialect: typeof PLAIN) => csvOf(lines, typed, dialect);
  expect(await csv(NORWEGIAN_EXCEL)).toBe('\uFEFFhours;at\r\n1,5;2025-06-01 10:00:00\r\n;\r\n');
  expect(await csv(PLAIN)).toBe('hours,at\r\n1.5,2025-06-01T10:00:00+02:00\r\n,\r\n');
});

test('the JSON Schema of a part names its columns, their types and what they mean', () => {
  const part = findPart('reports');
  const schema = JSON.parse(part === undefined ? '{}' : jsonSchemaOf(part, 'nb'));
  expect(schema.properties).toMatchObject({
    id: { type: 'string', description: 'Oppføringens id' },
    sentAt: { type: ['string', 'null'], format: 'date-time' },
    version: { type: ['integer', 'null'] },
  });
});

test('figures that were not answered, asked twice, are named in the summary', async () => {
  const request = exportRequest.parse({
    units: ['vest'],
    period: { from: '2025-01-01', to: '2026-01-01' },
    purpose: 'tilsyn',
  });
  const { viewers, ...asserted } = forRole('controller', []);
  const asked: string[] = [];
  const figures = await askFigures(
    { request, asOf: HEAD.asOf, asserted: { ...asserted, viewers } } as never,
    async (_job, _query, { indicator = 'PRACTICE' }) => {
      asked.push(String(indicator));
      return null;
    },
  );
  for (const one of ['PRACTICE', 'STARTED_RATE', 'COMPLETE_SHARE'])
    expect(asked.filter((code) => code === one)).toHaveLength(2);
  const pages = summaryPages({ head: HEAD, request, figures, published: [], rows: new Map() });
  expect(pages.unanswered).toMatch(/^DISSE INDIKATORENE KUNNE IKKE HENTES .*, Andel over 42 døgn,/);
  expect(pages.units[0]?.noFigures).toBe('Enhetens tall kunne ikke hentes da pakken ble laget.');
  expect(pages.units[0]?.ratios).toEqual([]);
});

test('the summary adds up the deviations of a unit over its kinds, and has figures of a unit that had none', () => {
  const request = exportRequest.parse({
    units: ['troms', 'vest'],
    period: { from: '2025-01-01', to: '2026-01-01' },
    purpose: 'tilsyn',
  });
  const of = (kind: string, deviations: Readonly<Record<string, number>>) => ({
    unit: { code: 'vest' },
    kind,
    figures: {
      started: 9,
      inForceAtEnd: 0,
      hours: 1,
      medianHours: 1,
      ratePer1000InmateDays: 1,
      deviations: Object.entries(deviations).map(([code, count]) => ({
        rule: { code, title: `Regel ${code}` },
        count,
      })),
    },
  });
  const answered = ['troms', 'vest'].map((code) => ({ unit: { code } }));
  const kinds = {
    coverage: { answered },
    groups: [of('EXCLUSION', { B: 3, A: 2, C: 0 }), of('COERCIVE_MEASURE', { A: 2 })],
  };
  const figures = {
    practice: { kinds, months: { groups: [] } },
    indicators: [],
    unanswered: [],
    besideAll: false,
  };
  const { units } = summaryPages({ head: HEAD, request, figures, published: [], rows: new Map() });
  expect(units.map(({ noFigures, deviations }) => [noFigures, deviations.rows])).toEqual([
    [null, []],
    [
      null,
      [
        ['Regel A', '4'],
        ['Regel B', '3'],
      ],
    ],
  ]);
});
