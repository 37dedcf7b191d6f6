import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { readXlsx, writeXlsx } from 'hucre/xlsx';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { tokenFor } from './harness/access.ts';
import { runCommand } from './harness/command.ts';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';
import { libreOfficePresent, sheetsInLibreOffice } from './harness/libreoffice.ts';

let federation: Federation;
let folder: string;
let token: string;
const at = (name: string) => path.join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(path.join(inject('folder'), 'key-figures-'));
  federation = await startFederation();
  token = await tokenFor({ sub: 'test', role: 'analyst' });
  const exclusion = (unit: string, day: string, hours: number, person: string) => ({
    unit,
    sourceKey: `${unit} ${day} ${person}`,
    kind: 'EXCLUSION',
    means: 'EXCLUSION',
    extent: 'WHOLE',
    legalBasis: '37-1-b',
    start: `${day}T10:00:00Z`,
    end: new Date(Date.parse(`${day}T10:00:00Z`) + hours * 3_600_000).toISOString(),
    person,
  });
  const sums = await federation.importRecords('measures', [
    exclusion('oslo', '2025-03-01', 10, 'p1'),
    exclusion('oslo', '2025-04-01', 15, 'p2'),
    exclusion('vest', '2025-05-01', 400, 'p3'),
    exclusion('vest', '2024-05-01', 20, 'p3'),
  ]);
  if (sums.accepted !== 4) throw new Error(`the known world was not taken: ${JSON.stringify(sums)}`);
});
afterAll(() => federation?.close());

const command = (...commandLine: string[]) =>
  runCommand('report', ['key-figures', ...commandLine, '--url', federation.url], {
    environment: { SAMSYN_LANGUAGE: 'nb', SAMSYN_TOKEN: token },
  });

/** Rows of a sheet by the code in their first cell. */
const rowOf = (rows: readonly (readonly unknown[])[], code: string) =>
  rows.find(([first]) => first === code) ?? [];

test('the workbook has figures as numbers, definitions, coverage, and why the rest cannot be delivered', async () => {
  expect(await command('--year', '2025', '--out', at('2025.xlsx'))).toMatchObject({ code: 0, stderr: '' });
  const { sheets } = await readXlsx(await readFile(at('2025.xlsx')));
  expect(sheets.map(({ name }) => name)).toEqual([
    'Nøkkeltall',
    'Perioden før',
    'Definisjoner',
    'Dekning',
    'Kan ikke leveres',
  ]);
  const [now, before, definitions, coverage, absent] = sheets.map(({ rows }) => rows);
  const header = rowOf(now ?? [], 'Kode');
  expect(header.slice(0, 5)).toEqual(['Kode', 'Nøkkeltall', 'Måles i', 'Alle enheter', 'Oslo']);
  const cell = (rows: typeof now, code: string, column: string) =>
    rowOf(rows ?? [], code)[header.indexOf(column)];
  expect(cell(now, 'EXCLUSIONS_STARTED', 'Alle enheter')).toBe(3);
  expect(cell(now, 'EXCLUSIONS_STARTED', 'Vest')).toBe(1);
  expect(cell(now, 'EXCLUSIONS_STARTED', 'Agder')).toBe(0);
  expect(cell(now, 'WHOLE_EXCLUSIONS_MEAN_HOURS', 'Alle enheter')).toBeCloseTo(425 / 3, 9);
  expect(cell(now, 'WHOLE_EXCLUSIONS_OVER_14_DAYS', 'Vest')).toBe(1);
  expect(cell(before, 'EXCLUSIONS_STARTED', 'Alle enheter')).toBe(1);
  expect(cell(now, 'COMPLAINTS', 'Oslo')).toBe('kan ikke leveres');
  expect(rowOf(definitions ?? [], 'EXCLUSIONS_STARTED').slice(1, 4)).toEqual([
    'Utelukkelser',
    'Utelukkelser som begynte i perioden.',
    'tiltak',
  ]);
  expect(coverage).toContainEqual(['2025-01-01 – 2025-12-31', 'Oslo', 'ja', 'ikke oppgitt', null]);
  expect(absent).toContainEqual([
    '2025-01-01 – 2025-12-31',
    'EXCLUSIONS_RATE',
    'Utelukkelser per 1000 innsattdøgn',
    'Alle enheter',
    'Innsatteregisteret har ingen opphold for enheten.',
  ]);
});

async function template(): Promise<Record<string, Uint8Array>> {
  const workbook = await writeXlsx({
    sheets: [
      {
        name: 'Skjema & tall',
        rows: [
          ['Nøkkeltallsoversikt', null, null],
          ['Utelukkelser', null, 'antall'],
          ['Klager', null, null],
          ['Det dobbelte', null, null],
        ],
        cells: new Map([
          ['1,1', { value: 99, style: { numFmt: '#,##0', font: { bold: true } } }],
          ['3,1', { formula: 'B2*2', formulaResult: 198 }],
        ]),
      },
      { name: 'Merknader', rows: [['Skal stå urørt']] },
    ],
  });
  await writeFile(at('template.xlsx'), workbook);
  return unzipSync(workbook);
}
const map = (cells: readonly object[]) => writeFile(at('map.json'), JSON.stringify({ cells }));
const fill = () =>
  command(
    '--year',
    '2025',
    '--template',
    at('template.xlsx'),
    '--map',
    at('map.json'),
    '--out',
    at('filled.xlsx'),
  );
const SHEET = 'Skjema & tall';
const CELLS = [
  { sheet: SHEET, cell: 'B2', figure: 'EXCLUSIONS_STARTED' },
  { sheet: SHEET, cell: 'A2', figure: 'EXCLUSIONS_STARTED', period: 'BEFORE' },
  { sheet: SHEET, cell: 'B3', figure: 'COMPLAINTS', unit: 'oslo' },
  { sheet: SHEET, cell: 'E9', figure: 'WHOLE_EXCLUSIONS_STARTED', unit: 'oslo' },
  { sheet: SHEET, cell: 'AA9', figure: 'WHOLE_EXCLUSIONS_STARTED', unit: 'vest' },
  { sheet: SHEET, cell: 'B9', figure: 'WHOLE_EXCLUSIONS_STARTED' },
];

test('a workbook that was sent is filled cell by cell, and the rest of it is left as it was', async () => {
  const before = await template();
  await map(CELLS);
  expect(await fill()).toMatchObject({ code: 0, stderr: '' });
  const filled = await readFile(at('filled.xlsx'));
  const after = unzipSync(filled);
  expect(Object.keys(after)).toEqual(Object.keys(before));
  const changed = Object.keys(before).filter(
    (part) => !Buffer.from(before[part] ?? []).equals(Buffer.from(after[part] ?? [])),
  );
  // This template asks for formulas to be computed already.
  expect(changed).toEqual(['xl/worksheets/sheet1.xml']);
  const { sheets } = await readXlsx(filled, { readStyles: true });
  expect(sheets[0]?.rows.map((row) => row.slice(0, 3))).toEqual([
    ['Nøkkeltallsoversikt', null, null],
    [1, 3, 'antall'],
    [
      'Klager',
      'Kan ikke leveres: det tallet bygger på, er ikke registrert, eller ikke i alle enheter.',
      null,
    ],
    ['Det dobbelte', null, null],
    ...Array.from({ length: 4 }, () => expect.anything()),
    [null, 3, null],
  ]);
  expect(sheets[0]?.rows[8]?.[4]).toBe(2);
  expect(sheets[0]?.rows[8]?.[26]).toBe(1);
  expect(sheets[0]?.cells?.get('1,1')?.style?.numFmt).toBe('#,##0');
});

describe.runIf(libreOfficePresent)('in LibreOffice', () => {
  test('both open, with the numbers of the answer, and formulas over what was filled', async () => {
    const own = await sheetsInLibreOffice(await readFile(at('2025.xlsx')), 'kept');
    expect(Object.keys(own).toSorted()).toEqual(
      ['Nøkkeltall', 'Perioden før', 'Definisjoner', 'Dekning', 'Kan ikke leveres'].toSorted(),
    );
    const figures = own['Nøkkeltall'] ?? [];
    expect(rowOf(figures, 'EXCLUSIONS_STARTED').slice(3, 5)).toEqual(['3', '2']);
    expect(Number(rowOf(figures, 'WHOLE_EXCLUSIONS_MEAN_HOURS')[3])).toBeCloseTo(425 / 3, 6);
    const filled = await sheetsInLibreOffice(await readFile(at('filled.xlsx')), 'kept');
    const form = filled[SHEET] ?? [];
    expect(form[1]?.slice(0, 3)).toEqual(['1', '3', 'antall']);
    expect(form[3]?.slice(0, 2)).toEqual(['Det dobbelte', '6']);
    expect(filled['Merknader']).toEqual([['Skal stå urørt']]);
  });
});

test.each([
  [
    'a sheet it does not have',
    [{ sheet: 'Annet', cell: 'B2', figure: 'COMPLAINTS' }],
    'Malen har ikke arket Annet, bare Skjema & tall, Merknader.\n',
  ],
  [
    'a cell with a formula',
    [{ sheet: SHEET, cell: 'B4', figure: 'COMPLAINTS' }],
    'Celle B4 i malen har en formel og fylles ikke ut.\n',
  ],
  [
    'a figure there is not',
    [{ sheet: SHEET, cell: 'B2', figure: 'NO_SUCH' }],
    expect.stringContaining('Ikke koden til et nøkkeltall'),
  ],
  [
    'a cell that is none',
    [{ sheet: SHEET, cell: '2B', figure: 'COMPLAINTS' }],
    expect.stringContaining('som C7'),
  ],
  [
    'nothing at all',
    [],
    expect.stringMatching(/^Kartet .* sier ikke hvilket nøkkeltall som skal i hvilken celle: /),
  ],
])('a map that names %s ends in a sentence, and nothing is written', async (_name, cells, stderr) => {
  await template();
  await map(cells);
  const out = await command(
    '--year',
    '2025',
    '--template',
    at('template.xlsx'),
    '--map',
    at('map.json'),
    '--out',
    at('none.xlsx'),
  );
  expect(out).toMatchObject({ code: 1, stderr });
  await expect(readFile(at('none.xlsx'))).rejects.toThrow('ENOENT');
});

test.each([
  ['--year', '2025'],
  ['--year', 'twenty', '--out', 'x.xlsx'],
  ['--year', '2025', '--out', 'x.xlsx', '--template', 'x.xlsx'],
])('%s %s is answered with the usage', async (...commandLine) => {
  const { code, stderr } = await command(...commandLine);
  expect({ code, usage: stderr.includes('npm run report -- key-figures --year YEAR') }).toEqual({
    code: 1,
    usage: true,
  });
});
