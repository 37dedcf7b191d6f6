import { HiddenGraph } from './hidden-graph.ts';
import type { Attacker, Network } from './network.ts';

/** A hidden cell that the attacker can compute exactly. */
export type Leak = { readonly attacker: Attacker; readonly cell: number };

/**
 * What attackers can compute from what is published, from sums alone and from knowing that nothing is below
 * 0. The suppressor asks it whether anything is left to do, and shares no code with it.
 */
export function auditTable(
  network: Network,
  hidden: ReadonlySet<number>,
  attackers: readonly Attacker[],
): Leak[] {
  return attackers.flatMap((attacker) =>
    leaksTo(network, hidden, attacker).map((cell) => ({ attacker, cell })),
  );
}

/** Whether any of them can compute anything. */
export function isTight(
  network: Network,
  hidden: ReadonlySet<number>,
  attackers: readonly Attacker[],
): boolean {
  return attackers.every((attacker) => leaksTo(network, hidden, attacker).length === 0);
}

function leaksTo(network: Network, hidden: ReadonlySet<number>, { knows, mustNotLearn }: Attacker): number[] {
  const isSecret = (cell: number) => mustNotLearn === 'HIDDEN' || network.cells[cell]?.isPrimary === true;
  const known = new Set(knows);
  const learnt = fixedAmong(hidden);
  if (learnt.length === 0) return [];
  // What follows from their own knowledge alone, as a sum over one cell, nobody can keep from them.
  const anyway = fixedAmong(new Set(network.cells.keys()));
  return learnt.filter((cell) => !anyway.includes(cell));

  function fixedAmong(cells: ReadonlySet<number>): number[] {
    return new HiddenGraph(network, [...cells.difference(known)]).fixedCells(isSecret);
  }
}
