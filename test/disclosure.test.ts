import * as fc from 'fast-check';
import { shownLengths } from '../subgraphs/measures/key-figures/published-lengths.ts';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { auditTable } from '../subgraphs/measures/disclosure/audit.ts';
import { cellNumber, nestedTable } from '../subgraphs/measures/disclosure/nested-table.ts';
import type { NestedTable } from '../subgraphs/measures/disclosure/nested-table.ts';
import { OUTSIDER, singlesAmong } from '../subgraphs/measures/disclosure/network.ts';
import type { Attacker } from '../subgraphs/measures/disclosure/network.ts';
import { suppress } from '../subgraphs/measures/disclosure/suppress.ts';
import { groundTruthPresent, truthJson } from './harness/ground-truth.ts';
import { randomTable, tryAllTables, withSums } from './harness/random-tables.ts';

/** Whoever knows one column, as a unit knows its own figures. */
const columnsOf = (table: NestedTable): Attacker[] =>
  (table.cells[0] ?? []).slice(0, -1).map((_, column) => ({
    knows: table.parents.map((_parent, row) => cellNumber(table, row, column)),
    mustNotLearn: 'HIDDEN',
  }));

test('the auditor finds exactly the cells that have one value in every table that fits', () => {
  fc.assert(
    fc.property(randomTable, fc.array(fc.nat(99), { maxLength: 8 }), fc.nat(3), (table, chosen, insider) => {
      const network = nestedTable(table);
      const hidden = new Set(chosen.map((cell) => cell % network.cells.length));
      const attackers = [OUTSIDER, columnsOf(table)[insider] ?? OUTSIDER];
      for (const attacker of attackers) {
        const found = auditTable(network, hidden, [attacker]).map(({ cell }) => cell);
        expect(new Set(found)).toEqual(new Set(tryAllTables(table, hidden, attacker.knows)));
      }
    }),
    { numRuns: 500 },
  );
});

test('what the suppressor hides nobody can compute: no outsider, no unit, nobody alone in a cell', () => {
  let compared = 0;
  fc.assert(
    fc.property(randomTable, (table) => {
      const network = nestedTable(table);
      const units = columnsOf(table);
      const hidden = suppress(network, units);
      for (const [cell, { isPrimary }] of network.cells.entries())
        expect(!isPrimary || hidden.has(cell)).toBe(true);
      expect(auditTable(network, hidden, [OUTSIDER, ...units, ...singlesAmong(network, hidden)])).toEqual([]);
      if (hidden.size > 12) return;
      compared += 1;
      for (const { knows } of [OUTSIDER, ...units]) expect(tryAllTables(table, hidden, knows)).toEqual([]);
    }),
    { numRuns: 300 },
  );
  expect(compared).toBeGreaterThan(30);
});

test('nothing is hidden where nothing needs it, and a table of one small cell is hidden whole', () => {
  const large = withSums([null, 0, 0], () => 20, 3);
  expect(suppress(nestedTable(large))).toEqual(new Set());
  const small = withSums([null, 0], () => 1, 1);
  expect(suppress(nestedTable(small)).size).toBe(4);
});

type StoredCell = {
  readonly row: string;
  readonly column: string;
  readonly value: number;
  readonly isPrimary: boolean;
  readonly isHidden: boolean;
};

/** Rows are the first dimension, columns the second, the totals last; primary and hidden as the source has them. */
function storedTable(cells: readonly StoredCell[]) {
  const names = (values: readonly string[]) => [...new Set(values)].filter((name) => name !== 'Total');
  const rows = ['Total', ...names(cells.map(({ row }) => row))];
  const columns = [...names(cells.map(({ column }) => column)), 'Total'];
  const at = (row: string, column: string) =>
    cells.find((cell) => cell.row === row && cell.column === column);
  const table: NestedTable = {
    parents: rows.map((_, row) => (row === 0 ? null : 0)),
    cells: rows.map((row) =>
      columns.map((column) => {
        const { value, isPrimary } = at(row, column) ?? { value: Number.NaN, isPrimary: false };
        return { value, isPrimary, isSingle: value === 1 };
      }),
    ),
  };
  const flags = rows.flatMap((row) => columns.map((column) => at(row, column)?.isHidden === true));
  return { table, stored: new Set(flags.flatMap((isHidden, cell) => (isHidden ? [cell] : []))) };
}

const ownPatterns = groundTruthPresent
  ? ['maxN2', 'maxN4'].map((name) => truthJson(`own/units12x6_${name}_protectZerosFALSE_patterns.json`))
  : [];
/** Cells as the source has them, under its names. */
const cellsOf = <T extends z.ZodRawShape>(shape: T) =>
  z.array(z.object({ primary: z.boolean(), ...shape })).readonly();
const [label, suppressed] = [z.coerce.string(), z.boolean()];
const accidents = cellsOf({ mun: label, inj: label, freq: z.number(), suppressed });
const source = z.object({
  doc_example: z.object({
    cells: cellsOf({ var1: label, var2: label, values: z.number(), secB: z.boolean(), secC: z.boolean() }),
  }),
  z1: z.object({ published: cellsOf({ region: label, hovedint: label, ant: z.number(), suppressed }) }),
  mun_accidents: z.object({ maxN3: accidents, maxN3_protectZerosFALSE: accidents }),
  units12x6: z.object({
    results: z.record(z.string(), cellsOf({ unit: label, group: label, freq: z.number(), suppressed })),
  }),
});

const published = groundTruthPresent
  ? publishedTables(source.parse(truthJson('sdc/gausssuppression.json')))
  : [];

function publishedTables(gauss: z.infer<typeof source>): (readonly [string, StoredCell[]])[] {
  const cell = (row: string, column: string, value: number, isPrimary: boolean, isHidden: boolean) => ({
    row,
    column,
    value,
    isPrimary,
    isHidden,
  });
  return [
    ...(['secB', 'secC'] as const).map(
      (variant) =>
        [
          `24 cells, ${variant}`,
          gauss.doc_example.cells.map((one) =>
            cell(one.var1, one.var2, one.values, one.primary, one.primary || one[variant]),
          ),
        ] as const,
    ),
    [
      'z1',
      gauss.z1.published.map((one) => cell(one.region, one.hovedint, one.ant, one.primary, one.suppressed)),
    ],
    ...Object.entries(gauss.mun_accidents).map(
      ([variant, cells]) =>
        [
          `accidents ${variant}`,
          cells.map((one) => cell(one.mun, one.inj, one.freq, one.primary, one.suppressed)),
        ] as const,
    ),
    ...Object.entries(gauss.units12x6.results).map(
      ([variant, cells]) =>
        [
          `12 × 6 ${variant}`,
          cells.map((one) => cell(one.unit, one.group, one.freq, one.primary, one.suppressed)),
        ] as const,
    ),
  ];
}

describe.runIf(groundTruthPresent)('beside the patterns of Statistics Norway’s package', () => {
  test.each(published)('%s: no leak, and no more cells hidden', (_name, rows) => {
    const { table, stored } = storedTable(rows);
    const network = nestedTable(table);
    const hidden = suppress(network);
    expect(auditTable(network, hidden, [OUTSIDER, ...singlesAmong(network, hidden)])).toEqual([]);
    // Some of the package's patterns are open to whoever is alone in a cell: ours for outsiders only beside those.
    const holds = auditTable(network, stored, singlesAmong(network, stored)).length === 0;
    const outside = { ...network, cells: network.cells.map((cell) => ({ ...cell, isSingle: false })) };
    expect(auditTable(network, stored, [OUTSIDER])).toEqual([]);
    expect((holds ? hidden : suppress(outside)).size).toBeLessThanOrEqual(stored.size);
  });

  test.each(ownPatterns)(
    '$key: the auditor judges the stored patterns as they were judged, and ours is no larger',
    (pattern) => {
      const isIn = (cells: readonly number[][], row: number, column: number) =>
        cells.some((cell) => cell[0] === row && cell[1] === column);
      const pick = (name: string) =>
        storedTable(
          pattern.rows.flatMap((row: string, r: number) =>
            pattern.cols.map((column: string, c: number) => ({
              row,
              column,
              value: pattern.values[r][c],
              isPrimary: isIn(pattern.primary, r, c),
              isHidden: isIn(pattern[name], r, c),
            })),
          ),
        );
      const leaks = (name: string) => {
        const { table, stored } = pick(name);
        const network = nestedTable(table);
        return {
          outside: auditTable(network, stored, [OUTSIDER]).length,
          alone: auditTable(network, stored, singlesAmong(network, stored)).length,
        };
      };
      expect(leaks('primary').outside).toBeGreaterThan(0);
      expect(leaks('path_suppressed').outside).toBe(0);
      expect(leaks('path_suppressed').alone).toBeGreaterThan(0);
      expect(leaks('path_insider_hardened')).toEqual({ outside: 0, alone: 0 });
      expect(leaks('gauss_suppressed')).toEqual({ outside: 0, alone: 0 });
      const { table, stored } = pick('path_insider_hardened');
      expect(suppress(nestedTable(table)).size).toBeLessThanOrEqual(stored.size);
    },
  );
});

test('of counts over rising lengths those are left out that others shown leave few between', () => {
  expect(shownLengths([100], [[40], [35], [20]])).toEqual([true, false, true]);
  expect(shownLengths([100], [[95], [50], [9]])).toEqual([false, true, false]);
  // The second place is the country without one unit.
  expect(
    shownLengths(
      [100, 80],
      [
        [60, 45],
        [30, 38],
        [0, 0],
      ],
    ),
  ).toEqual([true, false, true]);
});
