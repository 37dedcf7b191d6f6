import type { Network } from './network.ts';

type Arc = { readonly cell: number; readonly to: number; readonly cost: number };

/**
 * The cells of the cheapest way to send something from one node to another along cells that may vary, at no
 * cost where a cell is hidden already (Dijkstra 1959); null where there is no way.
 */
export function cheapestPath(
  arcs: readonly (readonly Arc[])[],
  { from, to, without }: { readonly from: number; readonly to: number; readonly without: number },
): { readonly cells: readonly number[]; readonly cost: number } | null {
  const costs = new Float64Array(arcs.length).fill(Number.POSITIVE_INFINITY);
  const arrivedBy: { readonly arc: Arc; readonly from: number }[] = [];
  const settled = new Uint8Array(arcs.length);
  costs[from] = 0;
  for (let node = from; ;) {
    const cost = costs[node] ?? 0;
    if (cost === Number.POSITIVE_INFINITY) return null;
    if (node === to) return { cells: cellsTo(arrivedBy, { from, to }), cost };
    settled[node] = 1;
    for (const arc of arcs[node] ?? []) {
      if (arc.cell === without || cost + arc.cost >= (costs[arc.to] ?? 0)) continue;
      costs[arc.to] = cost + arc.cost;
      arrivedBy[arc.to] = { arc, from: node };
    }
    node = nearest(costs, settled);
    if (node === -1) return null;
  }
}

/** Where something can be sent from each node. A cell goes up, and down unless it is 0. */
export function arcsOf(
  { nodes, cells }: Network,
  { costOf, fixed }: { readonly costOf: (cell: number) => number; readonly fixed: ReadonlySet<number> },
): Arc[][] {
  const arcs: Arc[][] = Array.from({ length: nodes }, () => []);
  for (const [cell, { from, to, value }] of cells.entries()) {
    if (fixed.has(cell)) continue;
    const cost = costOf(cell);
    arcs[from]?.push({ cell, to, cost });
    if (value > 0) arcs[to]?.push({ cell, to: from, cost });
  }
  return arcs;
}

function nearest(costs: Float64Array, settled: Uint8Array): number {
  let found = -1;
  for (let node = 0; node < costs.length; node += 1)
    if (settled[node] === 0 && (found === -1 || (costs[node] ?? 0) < (costs[found] ?? 0))) found = node;
  return found;
}

function cellsTo(
  arrivedBy: readonly { readonly arc: Arc; readonly from: number }[],
  { from, to }: { readonly from: number; readonly to: number },
): number[] {
  const cells: number[] = [];
  for (let node = to; node !== from;) {
    const step = arrivedBy[node];
    if (step === undefined) return cells;
    cells.push(step.arc.cell);
    node = step.from;
  }
  return cells;
}
