import type { Network } from './network.ts';

/**
 * The hidden cells an attacker does not know, as a graph. What is hidden can change only round a cycle: along
 * a cell it grows, against it it shrinks, which a cell at 0 cannot.
 */
export class HiddenGraph {
  readonly #cells: readonly number[];
  readonly #isZero: readonly boolean[];
  /** Arc 2i runs along edge i, arc 2i + 1 against it; of each node a linked list of the arcs that leave it. */
  readonly #first: Int32Array;
  readonly #next: Int32Array;
  readonly #ends: Int32Array;

  constructor({ nodes, cells }: Network, hidden: readonly number[]) {
    this.#cells = hidden;
    this.#isZero = hidden.map((cell) => cells[cell]?.value === 0);
    this.#first = new Int32Array(nodes).fill(-1);
    this.#next = new Int32Array(2 * hidden.length);
    this.#ends = new Int32Array(2 * hidden.length);
    for (const [edge, cell] of hidden.entries()) {
      const { from = 0, to = 0 } = cells[cell] ?? {};
      this.#add(2 * edge, from, to);
      this.#add(2 * edge + 1, to, from);
    }
  }

  /** Those of the cells asked about that have one possible value: that can go neither up nor down. */
  fixedCells(isAsked: (cell: number) => boolean): number[] {
    const bridges = this.#bridges().filter((edge) => isAsked(this.#cells[edge] ?? -1));
    if (!this.#isZero.includes(true)) return bridges.map((edge) => this.#cells[edge] ?? -1);
    const component = this.#strongComponents();
    const stuckAtZero = this.#cells.flatMap((cell, edge) => {
      // Up means along the cell and back to where it begins.
      const goesUp = component[this.#end(2 * edge)] === component[this.#end(2 * edge + 1)];
      return this.#isZero[edge] === true && !goesUp && isAsked(cell) ? [cell] : [];
    });
    // Cells at 0 may lead round where those above 0 do not, in one direction.
    const stuck = bridges.filter((edge) => !this.#leads(2 * edge) && !this.#leads(2 * edge + 1));
    return [...stuckAtZero, ...stuck.map((edge) => this.#cells[edge] ?? -1)];
  }

  #add(arc: number, from: number, to: number): void {
    this.#ends[arc] = to;
    this.#next[arc] = this.#first[from] ?? -1;
    this.#first[from] = arc;
  }

  #end(arc: number): number {
    return this.#ends[arc] ?? 0;
  }

  #isOpen(arc: number): boolean {
    return arc % 2 === 0 || this.#isZero[arc >> 1] === false;
  }

  /** Edges above 0 whose removal parts those above 0 (Tarjan 1974). */
  #bridges(): number[] {
    const reached = new Int32Array(this.#first.length);
    const lowest = new Int32Array(this.#first.length);
    const found: number[] = [];
    let clock = 0;
    const visit = (node: number, by: number): void => {
      clock += 1;
      reached[node] = clock;
      let low = clock;
      for (let arc = this.#first[node] ?? -1; arc !== -1; arc = this.#next[arc] ?? -1) {
        const edge = arc >> 1;
        if (edge === by || this.#isZero[edge] === true) continue;
        const other = this.#end(arc);
        if (reached[other] === 0) {
          visit(other, edge);
          if ((lowest[other] ?? 0) > (reached[node] ?? 0)) found.push(edge);
          low = Math.min(low, lowest[other] ?? 0);
        } else low = Math.min(low, reached[other] ?? 0);
      }
      lowest[node] = low;
    };
    for (const arc of this.#ends.keys()) if (reached[this.#end(arc)] === 0) visit(this.#end(arc), -1);
    return found;
  }

  /** Of each node the number of its strongly connected component (Tarjan 1972). */
  #strongComponents(): Int32Array {
    const reached = new Int32Array(this.#first.length);
    const lowest = new Int32Array(this.#first.length);
    const component = new Int32Array(this.#first.length).fill(-1);
    const open: number[] = [];
    let clock = 0;
    const visit = (node: number): void => {
      clock += 1;
      reached[node] = clock;
      lowest[node] = clock;
      let low = clock;
      open.push(node);
      for (let arc = this.#first[node] ?? -1; arc !== -1; arc = this.#next[arc] ?? -1) {
        if (!this.#isOpen(arc)) continue;
        const other = this.#end(arc);
        if (reached[other] === 0) visit(other);
        if (component[other] === -1) low = Math.min(low, lowest[other] ?? 0);
      }
      lowest[node] = low;
      if (low !== reached[node]) return;
      for (let top = open.pop(); top !== undefined; top = open.pop()) {
        component[top] = node;
        if (top === node) return;
      }
    };
    for (const arc of this.#ends.keys()) if (reached[this.#end(arc)] === 0) visit(this.#end(arc));
    return component;
  }

  /** Whether something sent along the arc finds its way back without the arc's own cell. */
  #leads(arc: number): boolean {
    const target = this.#end(arc ^ 1);
    const seen = new Uint8Array(this.#first.length);
    const waiting = [this.#end(arc)];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      if (node === target) return true;
      for (let step = this.#first[node] ?? -1; step !== -1; step = this.#next[step] ?? -1) {
        const other = this.#end(step);
        if (step >> 1 === arc >> 1 || !this.#isOpen(step) || seen[other] === 1) continue;
        seen[other] = 1;
        waiting.push(other);
      }
    }
    return false;
  }
}
