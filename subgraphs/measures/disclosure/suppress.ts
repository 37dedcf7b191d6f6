import { auditTable, isTight } from './audit.ts';
import type { Leak } from './audit.ts';
import { arcsOf, cheapestPath } from './cheapest-path.ts';
import { OUTSIDER, singlesAmong } from './network.ts';
import type { Attacker, Network } from './network.ts';

/** Even with everything hidden somebody could compute a cell. */
export class TableTooSmall extends Error {}

/**
 * The cells to hide so that none of the attackers can compute one of them: the primary cells, and for each
 * that is known the cheapest cycle of further cells it can vary on. What turns out not to be needed is
 * shown after all, but for what is `always` hidden. Insiders are added to everybody whose cell rests on
 * them alone.
 */
export function suppress(
  network: Network,
  insiders: readonly Attacker[] = [],
  always: readonly number[] = [],
): ReadonlySet<number> {
  const primary = network.cells.flatMap(({ isPrimary }, cell) => (isPrimary ? [cell] : []));
  const first = new Set([...primary, ...always]);
  const hidden = new Set(first);
  const attackers = () => [OUTSIDER, ...insiders, ...singlesAmong(network, hidden)];
  while (!isTight(network, hidden, attackers()))
    for (const attacker of attackers()) keepFrom(attacker, network, hidden);
  for (const cell of dearestFirst(network, hidden).filter((one) => !first.has(one))) {
    hidden.delete(cell);
    if (!isTight(network, hidden, attackers())) hidden.add(cell);
  }
  return hidden;
}

/** Hides cycle after cycle, since one may hide what several leaks need. */
function keepFrom(attacker: Attacker, network: Network, hidden: Set<number>): void {
  for (let [leak] = auditTable(network, hidden, [attacker]); leak !== undefined;) {
    for (const cell of cycleFor(network, hidden, leak)) hidden.add(cell);
    [leak] = auditTable(network, hidden, [attacker]);
  }
}

/** Costs of hiding what nobody needs hidden: margins last, zeros only if nothing else helps. */
const MARGIN = 1e6;
const ZERO = 1e3;

/** The cheapest cells that let the known cell go up, or down, past what the attacker knows. */
function cycleFor(
  network: Network,
  hidden: ReadonlySet<number>,
  { attacker, cell }: Leak,
): readonly number[] {
  const known = network.cells[cell];
  if (known === undefined) return [];
  const costOf = (other: number) => (hidden.has(other) ? 0 : costOfHiding(network, other));
  const arcs = arcsOf(network, { costOf, fixed: new Set(attacker.knows) });
  const up = cheapestPath(arcs, { from: known.to, to: known.from, without: cell });
  const down =
    known.value === 0 ? null : cheapestPath(arcs, { from: known.from, to: known.to, without: cell });
  const [cheapest] = [up, down]
    .filter((path) => path !== null)
    .toSorted((one, other) => one.cost - other.cost);
  if (cheapest === undefined) throw new TableTooSmall('the table is too small to hide a cell in it');
  return cheapest.cells;
}

function costOfHiding({ cells }: Network, cell: number): number {
  const { value = 0, isMargin = false } = cells[cell] ?? {};
  return value + 1 + (isMargin ? MARGIN : 0) + (value === 0 ? ZERO : 0);
}

function dearestFirst(network: Network, hidden: ReadonlySet<number>): number[] {
  return [...hidden].toSorted((one, other) => costOfHiding(network, other) - costOfHiding(network, one));
}
