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

/**
 * The table as a network, and its insiders: the units, each of which knows its own column, and whoever keeps earlier
 * publications, as a unit may too. `remembered` are the cells that were shown as they still are.
 */
export function attackedTable(
  table: HideableTable,
  { remembered }: { readonly remembered: readonly number[] } = { remembered: [] },
): {
  readonly network: Network;
  readonly insiders: readonly Attacker[];
} {
  const units = table.units.map((_, column) => table.rows.map((_row, row) => cellNumber(table, row, column)));
  const insiders = [...(remembered.length > 0 ? [[]] : []), ...units];
  return {
    network: nestedTable(table),
    insiders: insiders.map((own) => ({ knows: [...own, ...remembered], mustNotLearn: 'HIDDEN' })),
  };
}

/** Names of the cells, which stay the same when units or rows come and go. */
export function cellNames({ rows, units }: HideableTable): string[] {
  return rows.flatMap((row) => [...units, 'ALL'].map((unit) => `${row} @ ${unit}`));
}
