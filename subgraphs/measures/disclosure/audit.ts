import type { Attacker, Network, NetworkCell } from './network.ts';

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
  return attackers.flatMap((attacker) => {
    const known = exactlyKnown(network, without(hidden, attacker.knows)).filter(
      (cell) => attacker.mustNotLearn === 'HIDDEN' || network.cells[cell]?.isPrimary === true,
    );
    if (known.length === 0) return [];
    // What follows from their own knowledge alone, as a sum over one cell, nobody can keep from them.
    const anyway = new Set(exactlyKnown(network, without(network.cells.keys(), attacker.knows)));
    return known.filter((cell) => !anyway.has(cell)).map((cell) => ({ attacker, cell }));
  });
}

function without(cells: Iterable<number>, known: readonly number[]): number[] {
  return [...cells].filter((cell) => !known.includes(cell));
}

type Edge = NetworkCell & { readonly cell: number };

/**
 * A hidden cell is known exactly when it can go neither up nor down. Among cells above 0, which go both
 * ways, those are the bridges; a cell at 0 only goes up, so with one on the way a directed path must lead back.
 */
function exactlyKnown({ nodes, cells }: Network, hidden: readonly number[]): number[] {
  const edges = hidden.flatMap((cell): Edge[] => {
    const found = cells[cell];
    return found === undefined ? [] : [{ ...found, cell }];
  });
  const both = edges.filter(({ value }) => value > 0);
  const suspects = [...edges.filter(({ value }) => value === 0), ...bridges(nodes, both)];
  if (both.length === edges.length) return suspects.map(({ cell }) => cell);
  const movable = stepsOf(nodes, edges);
  return suspects
    .filter(({ value, cell, from, to }) => {
      const goesUp = leads(movable, { from: to, to: from, avoiding: cell });
      const goesDown = value > 0 && leads(movable, { from, to, avoiding: cell });
      return !goesUp && !goesDown;
    })
    .map(({ cell }) => cell);
}

/** Edges whose removal parts the graph (Tarjan 1974), several edges between two nodes told apart. */
function bridges(nodes: number, edges: readonly Edge[]): Edge[] {
  const around: Edge[][] = Array.from({ length: nodes }, () => []);
  for (const edge of edges) {
    around[edge.from]?.push(edge);
    around[edge.to]?.push(edge);
  }
  const reached = new Int32Array(nodes);
  const lowest = new Int32Array(nodes);
  const found: Edge[] = [];
  let clock = 0;
  const visit = (node: number, by: Edge | null) => {
    clock += 1;
    reached[node] = clock;
    lowest[node] = clock;
    for (const edge of around[node] ?? []) {
      if (edge === by) continue;
      const other = edge.from === node ? edge.to : edge.from;
      if (reached[other] === 0) {
        visit(other, edge);
        if ((lowest[other] ?? 0) > (reached[node] ?? 0)) found.push(edge);
      }
      lowest[node] = Math.min(lowest[node] ?? 0, lowest[other] ?? 0);
    }
  };
  for (let node = 0; node < nodes; node += 1) if (reached[node] === 0) visit(node, null);
  return found;
}

type Step = { readonly cell: number; readonly to: number };

/** Where something can be sent from each node: along every hidden cell, and against it where it is above 0. */
function stepsOf(nodes: number, edges: readonly Edge[]): Step[][] {
  const steps: Step[][] = Array.from({ length: nodes }, () => []);
  for (const { cell, from, to, value } of edges) {
    steps[from]?.push({ cell, to });
    if (value > 0) steps[to]?.push({ cell, to: from });
  }
  return steps;
}

function leads(
  steps: readonly (readonly Step[])[],
  { from, to, avoiding }: { readonly from: number; readonly to: number; readonly avoiding: number },
): boolean {
  const seen = new Set([from]);
  const open = [from];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node === to) return true;
    for (const step of steps[node] ?? []) {
      if (step.cell === avoiding || seen.has(step.to)) continue;
      seen.add(step.to);
      open.push(step.to);
    }
  }
  return false;
}
