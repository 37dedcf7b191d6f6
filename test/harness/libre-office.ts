import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { parse } from 'csv-parse/sync';

const run = promisify(execFile);

export const libreOfficeIsInstalled = await run('soffice', ['--version']).then(
  () => true,
  () => false,
);
if (!libreOfficeIsInstalled)
  process.stderr.write('SKIPPED opening workbooks in LibreOffice: soffice is not installed.\n');

/** Every sheet as LibreOffice shows it: rows of texts, numbers unformatted and formulas computed. */
export async function openInLibreOffice(file: string): Promise<ReadonlyMap<string, string[][]>> {
  const folder = await mkdtemp(`${file}-`);
  // Commas, quotes, UTF-8, numbers as they are and not as they look, each sheet a file of its own.
  const filter = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1';
  const profile = pathToFileURL(path.join(folder, 'profile')).href;
  await run('soffice', [
    `-env:UserInstallation=${profile}`,
    '--headless',
    '--convert-to',
    filter,
    '--outdir',
    folder,
    file,
  ]);
  const name = path.basename(file, '.xlsx');
  const sheets = (await readdir(folder)).filter((one) => one.endsWith('.csv'));
  return new Map(
    await Promise.all(
      sheets.map(
        async (one) =>
          [
            one.slice(name.length + 1, -'.csv'.length),
            parse(await readFile(path.join(folder, one)), { relax_column_count: true }),
          ] as const,
      ),
    ),
  );
}
