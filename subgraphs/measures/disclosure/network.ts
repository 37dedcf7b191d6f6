/**
 * A table with its margins as a network: what holds between a cell and its sums is that whatever flows into
 * a node flows out of it again. Every cell is one edge, so that changing hidden cells without touching a
 * published one means sending something round a cycle of hidden edges. This holds for a table of two
 * dimensions of which at most one is a hierarchy (Castro 2012, section 3).
 */
export type NetworkCell = {
  readonly from: number;
  readonly to: number;
  /** What is published or hidden; 0 or more. */
  readonly value: number;
  /** A sum of other cells. */
  readonly isMargin: boolean;
  /** Must be hidden by itself. */
  readonly isPrimary: boolean;
  /** Rests on one person, who knows it. */
  readonly isSingle: boolean;
};

export type Network = { readonly nodes: number; readonly cells: readonly NetworkCell[] };

/** Who attacks, and what must stay hidden from them. */
export type Attacker = {
  /** Numbers of the cells known beforehand, beside the published ones. */
  readonly knows: readonly number[];
  /** Every hidden cell, or only those that are sensitive themselves. */
  readonly mustNotLearn: 'HIDDEN' | 'PRIMARY';
};

export const OUTSIDER: Attacker = { knows: [], mustNotLearn: 'HIDDEN' };

/**
 * Everybody whose hidden cell rests on them alone. Next to it in a row of two hidden cells one is open to
 * them, which is no harm where it rests on many; Statistics Norway's package sees it so as well.
 */
export function singlesAmong({ cells }: Network, hidden: ReadonlySet<number>): Attacker[] {
  return [...hidden]
    .filter((cell) => cells[cell]?.isSingle === true)
    .map((cell) => ({ knows: [cell], mustNotLearn: 'PRIMARY' }));
}
