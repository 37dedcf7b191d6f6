import type { UnitPart } from '../answer-practice.ts';
import type { TableCell } from '../disclosure/nested-table.ts';
import { CUBE_ROWS } from './cube-rows.ts';
import type { CubeRow } from './cube-rows.ts';
import { FEWEST_PERSONS } from './hideable-table.ts';
import type { HideableTable } from './hideable-table.ts';

type Counted = {
  readonly started: number;
  /** The persons known behind the count. */
  readonly persons: ReadonlySet<string>;
  /** Whether every measure names its person; otherwise there may be more, and there may not. */
  readonly allNamed: boolean;
};

const NOTHING: Counted = { started: 0, persons: new Set(), allNamed: true };

/** One quarter of the cube, and which of its cells must be hidden by themselves. */
export function cubeTable(quarter: string, answered: readonly UnitPart[]): HideableTable {
  const columns = answered.map(({ state }) => columnOf(quarter, state.groups));
  const all = CUBE_ROWS.map((_, row) => add(columns.map((column) => column[row] ?? NOTHING)));
  const counted = CUBE_ROWS.map((_, row) => [...columns, all].map((column) => column[row] ?? NOTHING));
  return {
    rows: CUBE_ROWS.map(({ name }) => name),
    parents: CUBE_ROWS.map(({ parent }) => parent),
    units: answered.map(({ code }) => code),
    cells: CUBE_ROWS.map((row, number) =>
      (counted[number] ?? []).map((cell, column) =>
        toHide(cell, row, row.parent === null ? NOTHING : (counted[row.parent]?.[column] ?? NOTHING)),
      ),
    ),
  };
}

function columnOf(quarter: string, groups: UnitPart['state']['groups']): Counted[] {
  const own = groups.filter(({ key }) => key.quarter === quarter);
  return CUBE_ROWS.map((row) =>
    add(
      own
        .filter(
          ({ key }) =>
            (row.kind === null || key.kind === row.kind) &&
            (row.extent === null || (key.extent ?? 'UNKNOWN') === row.extent) &&
            (row.sex === null || (key.sex ?? 'UNKNOWN') === row.sex),
        )
        .map(({ cell: { started, persons } }) => ({
          started,
          persons: new Set(persons),
          allNamed: persons !== null || started === 0,
        })),
    ),
  );
}

function add(cells: readonly Counted[]): Counted {
  const persons = new Set<string>();
  for (const cell of cells) for (const person of cell.persons) persons.add(person);
  return {
    started: cells.reduce((sum, { started }) => sum + started, 0),
    persons,
    allNamed: cells.every(({ allNamed }) => allNamed),
  };
}

/**
 * Few persons, or perhaps few. And none of a sex where the total is known: that tells something of everybody
 * of that sex. Nobody is of unknown sex, so there a zero tells nothing.
 */
function toHide({ started, persons, allNamed }: Counted, { sex }: CubeRow, above: Counted): TableCell {
  const tells = sex !== null && sex !== 'UNKNOWN' && above.started > 0;
  return {
    value: started,
    isPrimary: started === 0 ? tells : persons.size < FEWEST_PERSONS,
    isSingle: started > 0 && (persons.size === 1 || (!allNamed && persons.size === 0)),
  };
}
