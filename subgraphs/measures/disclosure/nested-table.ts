import type { Network, NetworkCell } from './network.ts';

/** What a cell holds and whether it must be hidden. */
export type TableCell = Pick<NetworkCell, 'value' | 'isPrimary' | 'isSingle'>;

export type NestedTable = {
  /** Rows as a tree, each by the number of the row that sums it up; the first, the root, by null. */
  readonly parents: readonly (number | null)[];
  /** Row by row, the last column of each its total. */
  readonly cells: readonly (readonly TableCell[])[];
};

/** Number of a cell in the network of a nested table. */
export function cellNumber({ cells }: NestedTable, row: number, column: number): number {
  return row * (cells[0]?.length ?? 0) + column;
}

/**
 * A table whose rows sum up to rows above them, and whose columns sum up to the last. The lowest rows are
 * nodes, and so are the columns within each row that sums others up. In a column things flow from the lowest
 * rows up to the root, in the total back down; a single level of rows makes the usual two-way table.
 */
export function nestedTable({ parents, cells }: NestedTable): Network {
  const columns = cells[0]?.length ?? 0;
  const sumsUp = new Set(parents);
  const root = parents.length * columns;
  /** Lowest rows have one node; of the others each column has its own. */
  const nodeOf = (row: number, column: number) => row * columns + (sumsUp.has(row) ? column : 0);
  const numbered = cells.flatMap((row, number) =>
    row.map((cell, column): NetworkCell => {
      const own = nodeOf(number, column);
      const parent = parents[number] ?? null;
      const above = parent === null ? root : nodeOf(parent, column);
      const isTotal = column === columns - 1;
      return {
        ...cell,
        from: isTotal ? above : own,
        to: isTotal ? own : above,
        isMargin: isTotal || sumsUp.has(number),
      };
    }),
  );
  return { nodes: root + 1, cells: numbered };
}
