import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SyntheticStates } from '../bench/synthetic-states.ts';
import { generateSynthetic } from '../local/synthetic/generate.ts';
import { openDatabase } from '../subgraphs/platform/database.ts';
import type { Database } from '../subgraphs/platform/database.ts';
import { cubeTable } from '../subgraphs/measures/published/cube-table.ts';
import { fixedPattern } from '../subgraphs/measures/published/fixed-pattern.ts';
import { cellNames } from '../subgraphs/measures/published/hideable-table.ts';
import type { HideableTable } from '../subgraphs/measures/published/hideable-table.ts';
import { createDatabases } from './harness/databases.ts';
import { solveHidden } from './harness/linear-attacker.ts';

/** Corrections after the first publication uncover nothing, also for a reader who kept the earlier one. */
const QUARTERS = ['2025-Q1', '2025-Q2', '2025-Q3', '2025-Q4'];
let database: Database;
beforeAll(async () => {
  const urls = await createDatabases(randomBytes(5).toString('hex'), ['measures']);
  database = openDatabase(urls.get('measures') ?? '', { connections: 2 });
});
afterAll(() => database.close());

const items = [...generateSynthetic({ scale: 0.1, seed: 3, years: 1, to: '2026-01-01' })].filter(
  (item) => item.kind === 'RECORD' && item.target === 'measures',
);
/** The cube of all these records but every so manieth, which was withdrawn. */
const tableOf = (quarter: string, every: number) => {
  const kept = items.filter((_, index) => (index + 1) % every !== 0);
  return cubeTable(quarter, new SyntheticStates(kept, ['kind', 'extent', 'quarter', 'sex']).answered());
};
const publish = async (quarter: string, table: HideableTable) => {
  const pattern = await fixedPattern(database, quarter, { table, isComplete: true });
  if (pattern.kind === 'absent') throw new Error(pattern.reason);
  return pattern.hidden;
};
/** What a reader can write down: each row over the units, and each sum of rows in each column. */
const sumsOf = ({ rows, parents, units }: HideableTable) => {
  const name = (row: number, unit: string) => `${rows[row]} @ ${unit}`;
  const places = [...units, 'ALL'];
  const children = (row: number) => parents.flatMap((parent, child) => (parent === row ? [child] : []));
  return [...rows.keys()].flatMap((row) => [
    { total: name(row, 'ALL'), parts: units.map((unit) => name(row, unit)) },
    ...(children(row).length === 0
      ? []
      : places.map((unit) => ({
          total: name(row, unit),
          parts: children(row).map((child) => name(child, unit)),
        }))),
  ]);
};

test.each([3, 10])('with one record of %i withdrawn later, no hidden figure follows', async (every) => {
  let hiddenLater = 0;
  for (const quarter of QUARTERS) {
    const [first, second] = [tableOf(quarter, Number.POSITIVE_INFINITY), tableOf(quarter, every)];
    const name = `${quarter} ${every}`;
    const [before, after] = [await publish(name, first), await publish(name, second)];
    expect([...before].filter((cell) => !after.has(cell))).toEqual([]);
    hiddenLater += after.size - before.size;
    const names = cellNames(first);
    const valuesOf = (table: HideableTable) => table.cells.flat().map(({ value }) => value);
    const [values, later] = [valuesOf(first), valuesOf(second)];
    const remembered = new Set(
      names.filter((cell, index) => !before.has(cell) && values[index] === later[index]),
    );
    for (const insider of [null, ...first.units]) {
      const unknown = [...after].filter(
        (cell) => !remembered.has(cell) && (insider === null || !cell.endsWith(` @ ${insider}`)),
      );
      expect(solveHidden(sumsOf(first), new Set(unknown))).toEqual([]);
    }
  }
  expect(hiddenLater).toBeGreaterThan(4);
});

test('a quarter that was published stays so when a unit says that its records are not complete after all', async () => {
  const table = tableOf('2025-Q1', Number.POSITIVE_INFINITY);
  const early = await fixedPattern(database, 'undeclared', { table, isComplete: false });
  expect(early).toEqual({ kind: 'absent', reason: 'PUBLISHED_NOT_DECLARED' });
  const hidden = await publish('undeclared', table);
  expect(await fixedPattern(database, 'undeclared', { table, isComplete: false })).toEqual({
    kind: 'fixed',
    hidden,
  });
});
