import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { parse } from 'csv-parse/sync';

/** Values others computed: the README of the folder says who. Without the folder the tests are skipped. */
const folder = path.join(import.meta.dirname, '../../../shared/ground-truth');
export const groundTruthPresent = existsSync(folder);
if (!groundTruthPresent)
  process.stderr.write(
    'Skipped: ../shared/ground-truth is absent, so the statistics are not held against it.\n',
  );

export const truthJson = (name: string) => JSON.parse(readFileSync(path.join(folder, name), 'utf8'));

/** Rows by the headers, numbers as numbers and an empty field as null. */
export function truthCsv(name: string): any[] {
  return parse(readFileSync(path.join(folder, name)), {
    columns: true,
    bom: true,
    cast: (value) => (value === '' ? null : Number.isNaN(Number(value)) ? value : Number(value)),
  });
}

/** What is further from the truth than `tolerance`, relative to it; nothing, where all is well. */
export function furtherThan(
  tolerance: number,
  rows: Iterable<{ readonly about: unknown; readonly got: number; readonly truth: number }>,
) {
  const found = [...rows];
  if (found.length === 0) return ['nothing was compared'];
  return found.filter(({ got, truth }) => {
    const error = Math.abs(got - truth) / (truth === 0 ? 1 : Math.abs(truth));
    return !(error <= tolerance);
  });
}
