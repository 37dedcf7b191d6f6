import { cellNumber, nestedTable } from '../disclosure/nested-table.ts';
import type { NestedTable } from '../disclosure/nested-table.ts';
import type { Attacker, Network } from '../disclosure/network.ts';

/** Statistics Norway hides what rests on fewer persons than this. */
export const FEWEST_PERSONS = 3;

/** A table of which cells can be hidden: rows by name, a column for each unit and the last for all of them. */
export type HideableTable = NestedTable & {
  readonly rows: readonly string[];
  readonly units: readonly string[];
};

/** The table as a network, and the units as its insiders: each knows its own column. */
export function attackedTable(table: HideableTable): {
  readonly network: Network;
  readonly insiders: readonly Attacker[];
} {
  return {
    network: nestedTable(table),
    insiders: table.units.map((_, column) => ({
      knows: table.rows.map((_row, row) => cellNumber(table, row, column)),
      mustNotLearn: 'HIDDEN',
    })),
  };
}

/** Names of the cells, which stay the same when units or rows come and go. */
export function cellNames({ rows, units }: HideableTable): string[] {
  return rows.flatMap((row) => [...units, 'ALL'].map((unit) => `${row} @ ${unit}`));
}
