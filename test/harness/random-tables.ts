import * as fc from 'fast-check';
import type { NestedTable, TableCell } from '../../subgraphs/measures/disclosure/nested-table.ts';

/** Cells resting on fewer than three persons are to be hidden; here every measure is a person. */
const cellOf = (value: number): TableCell => ({
  value,
  isPrimary: value > 0 && value < 3,
  isSingle: value === 1,
});

/** Counts, mostly small, in rows that are summed up once or twice. */
export const randomTable: fc.Arbitrary<NestedTable> = fc
  .record({
    columns: fc.integer({ min: 2, max: 4 }),
    children: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 2, maxLength: 3 }),
    counts: fc.array(fc.oneof(fc.nat(4), fc.nat(30)), { minLength: 64, maxLength: 64 }),
  })
  .map(({ columns, children, counts }) => {
    const parents: (number | null)[] = [null];
    for (const grandchildren of children) {
      const row = parents.push(0) - 1;
      for (let child = 0; child < grandchildren; child += 1) parents.push(row);
    }
    return withSums(parents, (row, column) => counts[row * columns + column] ?? 0, columns);
  });

/** The table of the lowest rows' counts with everything that follows from them. */
export function withSums(
  parents: readonly (number | null)[],
  countOf: (row: number, column: number) => number,
  columns: number,
  asCell = cellOf,
): NestedTable {
  const sumsUp = new Set(parents);
  const value = (row: number, column: number): number => {
    if (column === columns)
      return Array.from({ length: columns }, (_, each) => value(row, each)).reduce(add, 0);
    if (!sumsUp.has(row)) return countOf(row, column);
    return parents.map((parent, child) => (parent === row ? value(child, column) : 0)).reduce(add, 0);
  };
  return {
    parents,
    cells: parents.map((_, row) =>
      Array.from({ length: columns + 1 }, (_cell, column) => asCell(value(row, column))),
    ),
  };
}

function add(sum: number, one: number): number {
  return sum + one;
}

/**
 * Which hidden cells can have one value only, by trying every table that agrees with what is published and
 * `known`: sums of such tables are whole, so whoever can vary at all can vary by one.
 */
export function tryAllTables(
  { parents, cells }: NestedTable,
  hidden: ReadonlySet<number>,
  known: readonly number[],
): number[] {
  const width = cells[0]?.length ?? 0;
  const truth = cells.flatMap((row) => row.map(({ value }) => value));
  const open = [...hidden].filter((cell) => !known.includes(cell));
  const sums: { total: number; parts: number[] }[] = [];
  for (const [row] of parents.entries()) {
    const parts = Array.from({ length: width - 1 }, (_, column) => row * width + column);
    sums.push({ total: row * width + width - 1, parts });
    const children = parents.flatMap((parent, child) => (parent === row ? [child] : []));
    if (children.length > 0)
      for (let column = 0; column < width; column += 1)
        sums.push({ total: row * width + column, parts: children.map((child) => child * width + column) });
  }
  const lastOpen = (cellsOfSum: readonly number[]) =>
    Math.max(-1, ...cellsOfSum.map((cell) => open.indexOf(cell)));
  const checkedAt = Map.groupBy(sums, ({ total, parts }) => lastOpen([total, ...parts]));
  const varies = new Set<number>();
  const tried = [...truth];
  const go = (index: number) => {
    if (index === open.length) {
      for (const cell of open) if (tried[cell] !== truth[cell]) varies.add(cell);
      return;
    }
    const cell = open[index] ?? 0;
    const value = truth[cell] ?? 0;
    for (const candidate of [value - 1, value, value + 1]) {
      if (candidate < 0) continue;
      tried[cell] = candidate;
      const holds = (checkedAt.get(index) ?? []).every(
        ({ total, parts }) => parts.reduce((sum, part) => sum + (tried[part] ?? 0), 0) === tried[total],
      );
      if (holds) go(index + 1);
    }
    tried[cell] = value;
  };
  go(0);
  return open.filter((cell) => !varies.has(cell));
}
