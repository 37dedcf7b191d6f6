import { expect, test } from 'vitest';
import JSONstat from 'jsonstat-toolkit';
import { practice } from '../gateway/feeds/definitions/practice.ts';
import type { Column, FeedTable, Row } from '../gateway/feeds/feed.ts';
import { FORMATS } from '../gateway/feeds/formats/formats.ts';
import { readInDuckdb } from './harness/duckdb.ts';
import { libreOfficePresent, sheetsInLibreOffice } from './harness/libreoffice.ts';

/** Every format, read back by a program that shares nothing with us, holds the same rows, whatever is in them. */
const column = (name: string, type: Column['type'], part: Column['part'] = 'FIGURE'): Column => ({
  name,
  type,
  part,
  unit: null,
  title: { nb: name, en: name },
  description: { nb: name, en: name },
});
const COLUMNS = [
  column('facility', 'TEXT', 'DIMENSION'),
  column('status', 'TEXT', 'NOTE'),
  column('started', 'INTEGER'),
  column('hours', 'NUMBER'),
  column('day', 'DATE', 'NOTE'),
  column('at', 'MOMENT', 'NOTE'),
  column('told', 'BOOLEAN', 'NOTE'),
];
const FORMULAS = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1+1', '\r=1', "=cmd|' /C calc'!A0", '＝1+1'];
const TEXTS = [
  ...FORMULAS,
  'Ullersmo; avd. "B", 2. etg.',
  'to\nlinjer',
  '\u202Eolso\u202C og \u2066skjult\u2069',
  'Ærfugl Østfold Åna ñ 🛑',
  'x'.repeat(10_000),
  '  mellomrom  ',
  '_x0041_',
  '<b>&amp;</b>',
  "'=1",
  '37-1-b',
  '007',
];
const ROWS: readonly Row[] = [
  ...TEXTS.map((text, index): Row => [
    text,
    'PUBLISHED',
    0 - index,
    index === 2 ? null : index / -8 - 0.1,
    index === 1 ? null : '2025-03-30',
    // Summer time began in Oslo an hour after midnight UTC.
    `2025-03-30T0${index % 2}:59:59.000Z`,
    index % 2 === 0,
  ]),
  ['skjult', 'SUPPRESSED', null, null, null, null, null],
  ['borte', 'MISSING', null, null, null, null, null],
];
const COVERAGE = {
  complete: false,
  missing: [{ code: 'troms', name: 'Troms', reason: 'UNIT_TIMEOUT', sentence: 'For sent.' }],
  answered: [{ code: 'ost', name: 'Øst', dataThrough: '2025-12-31T23:00:00.000Z' }],
  ruleSets: ['2026-05'],
};

async function written(
  format: string,
  {
    rows = ROWS,
    dialect = 'rfc4180' as 'rfc4180' | 'excel-nb',
  }: { rows?: readonly Row[]; dialect?: any } = {},
): Promise<Buffer> {
  const table: FeedTable = { columns: COLUMNS, rows, coverage: COVERAGE };
  const asked = {
    language: 'nb',
    dialect,
    period: { from: '2025-01-01', to: '2026-01-01' },
    units: null,
    kinds: null,
    by: ['FACILITY'],
    indicator: 'STARTED_RATE',
    asOf: null,
    validOn: '2025-01-01',
  } as const;
  const retrievedAt = new Date('2026-01-15T10:00:00Z');
  const file = await FORMATS.find(({ name }) => name === format)?.write(table, {
    feed: practice,
    asked,
    retrievedAt,
  });
  return Buffer.from(file ?? '');
}

const inTypes = (rows: readonly any[]) =>
  rows.map(({ facility, status, started, hours, day, at, told }) => [
    facility,
    status,
    started === null ? null : Number(started),
    hours,
    day === null ? null : new Date(day).toISOString().slice(0, 10),
    at === null ? null : new Date(at).toISOString(),
    told,
  ]);

test('Parquet is typed and holds every row', async () => {
  const { types, rows } = await readInDuckdb(await written('parquet'), (file) => `read_parquet('${file}')`);
  expect(types).toEqual({
    facility: 'VARCHAR',
    status: 'VARCHAR',
    started: 'INTEGER',
    hours: 'DOUBLE',
    day: 'DATE',
    at: 'TIMESTAMP WITH TIME ZONE',
    told: 'BOOLEAN',
  });
  expect(inTypes(rows)).toEqual(ROWS);
  const about = await readInDuckdb(await written('parquet'), (file) => `parquet_kv_metadata('${file}')`);
  const { value } = about.rows.find(({ key }) => String(key.bytes ?? key).includes('samsyn') || key) ?? {};
  expect(Buffer.from(value.bytes ?? value).toString('utf8')).toContain('"code":"troms"');
  const none = await readInDuckdb(
    await written('parquet', { rows: [] }),
    (file) => `read_parquet('${file}')`,
  );
  expect([none.types, none.rows]).toEqual([types, []]);
});

const CSV_TYPES = `types = {'facility': 'VARCHAR', 'started': 'INTEGER', 'hours': 'DOUBLE', 'day': 'DATE', 'at': 'VARCHAR', 'told': 'VARCHAR'}`;
const guarded = (text: unknown) =>
  typeof text === 'string' && /^[=+\-@\t\r＝]/.test(text) ? `'${text}` : text;

test('CSV holds every row, with an apostrophe before what a spreadsheet would compute', async () => {
  const bytes = await written('csv');
  const { rows } = await readInDuckdb(
    bytes,
    (file) => `read_csv('${file}', header = true, delim = ',', quote = '"', escape = '"', ${CSV_TYPES})`,
  );
  const read = inTypes(rows.map((row) => ({ ...row, told: row.told === null ? null : row.told === 'true' })));
  expect(read).toEqual(ROWS.map(([facility, ...others]) => [guarded(facility), ...others]));
  // A negative number is no formula.
  expect(bytes.toString('utf8')).toContain(',PUBLISHED,-1,-0.225,');
});

test('CSV for Norwegian Excel has decimal commas, times of Oslo and truth in Norwegian', async () => {
  const bytes = await written('csv', { dialect: 'excel-nb' });
  const { rows } = await readInDuckdb(
    bytes,
    (file) =>
      `read_csv('${file}', header = true, delim = ';', quote = '"', escape = '"', decimal_separator = ',', ${CSV_TYPES})`,
  );
  expect(rows.map(({ started, hours }) => [started, hours])).toEqual(
    ROWS.map(([, , started, hours]) => [started, hours]),
  );
  expect(bytes.toString('utf8').split('\r\n')[1]).toBe(
    "'=1+1;PUBLISHED;0;-0,1;2025-03-30;2025-03-30 01:59:59;SANN",
  );
  // An hour later the clock has gone an hour further.
  expect(rows[1]).toMatchObject({ at: '2025-03-30 03:59:59', told: 'USANN' });
});

test.runIf(libreOfficePresent)(
  'a workbook in LibreOffice has the rows, computes nothing, and its notes say what is missing',
  async () => {
    const { practice: data = [], Merknader: notes = [] } = await sheetsInLibreOffice(await written('xlsx'));
    const oslo = ['2025-03-30 01:59:59', '2025-03-30 03:59:59'];
    expect(data[0]).toEqual(COLUMNS.map(({ name }) => name));
    expect(data.slice(1)).toEqual(
      ROWS.map(([facility, status, started, hours, day, at, told], index) => [
        // XML has no carriage return of its own; a sheet's line breaks are line feeds.
        facility,
        status,
        started === null ? '' : String(started),
        hours === null ? '' : String(hours),
        day ?? '',
        at === null ? '' : oslo[index % 2],
        told === null ? '' : told === true ? 'TRUE' : 'FALSE',
      ]),
    );
    const text = notes.map((row) => row.join('|')).join('\n');
    expect(text).toContain('UFULLSTENDIG');
    expect(text).toContain('Mangler|Troms|UNIT_TIMEOUT|For sent.');
    expect(text).toContain('Øst|2026-01-01 00:00:00');
  },
);

test('JSON-stat in its own toolkit has the figures, and a mark where there is none', async () => {
  const cube = JSONstat(JSON.parse((await written('jsonstat')).toString('utf8')));
  expect([cube.class, cube.id, cube.size]).toEqual(['dataset', ['facility', 'figure'], [ROWS.length, 2]]);
  const of = (facility: unknown, figure: string) => {
    const { value, status } = cube.Data({ facility, figure });
    return [value, status];
  };
  const shown = ROWS.slice(0, TEXTS.length);
  expect(shown.map(([facility]) => of(facility, 'started')[0])).toEqual(
    shown.map(([, , started]) => started),
  );
  expect(shown.map(([facility]) => of(facility, 'hours')[0])).toEqual(shown.map(([, , , hours]) => hours));
  expect([of('skjult', 'started'), of('borte', 'hours'), of('-1', 'hours')]).toEqual([
    [null, ':'],
    [null, '..'],
    [null, '.'],
  ]);
});
