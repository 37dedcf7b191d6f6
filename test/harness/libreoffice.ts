import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { parse } from 'csv-parse/sync';

/** A spreadsheet program that shares nothing with us. Without it, what needs it is skipped. */
export const libreOfficePresent = spawnSync('soffice', ['--version']).status === 0;
if (!libreOfficePresent)
  process.stderr.write('Skipped: LibreOffice is absent, so workbooks are not opened in it.\n');

/** UTF-8, commas, text in quotes, all sheets: see LibreOffice help, "CSV filter parameters". */
const AS_CSV = {
  shown: 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false,false,false,-1',
  kept: 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1',
};

/** The sheets of a workbook as LibreOffice computes them, by name; cells as shown, or numbers as they are kept. */
export async function sheetsInLibreOffice(
  workbook: Buffer,
  cells: keyof typeof AS_CSV = 'shown',
): Promise<Readonly<Record<string, string[][]>>> {
  const folder = mkdtempSync(path.join(tmpdir(), 'samsyn-sheets-'));
  try {
    writeFileSync(path.join(folder, 'book.xlsx'), workbook);
    await promisify(execFile)(
      'soffice',
      [
        `-env:UserInstallation=file://${folder}/profile`,
        '--headless',
        '--convert-to',
        AS_CSV[cells],
        '--outdir',
        folder,
        path.join(folder, 'book.xlsx'),
      ],
      // Sheets become files: in a locale without them the letters of their names are lost.
      { env: { ...process.env, LC_ALL: 'C.UTF-8' } },
    );
    return Object.fromEntries(
      readdirSync(folder)
        .filter((name) => name.endsWith('.csv'))
        .map((name) => [
          name.replace(/^book-|\.csv$/g, ''),
          parse(readFileSync(path.join(folder, name)), { relax_column_count: true }),
        ]),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
