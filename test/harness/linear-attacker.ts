/** A sum that everybody knows to hold: the cells of `parts` make up the cell `total`. */
export type KnownSum = { readonly total: string; readonly parts: readonly string[] };

/**
 * The hidden cells that follow from sums alone, by Gaussian elimination over all the sums at once: those whose
 * column is the only one left in a row. It knows nothing of networks, and so holds also against mistakes in them.
 */
export function solveHidden(sums: readonly KnownSum[], hidden: ReadonlySet<string>): string[] {
  const names = [...hidden];
  const rows = sums.flatMap(({ total, parts }) => {
    const row = names.map((name) => (name === total ? -1 : 0) + parts.filter((part) => part === name).length);
    return row.some((value) => value !== 0) ? [row] : [];
  });
  const pivots: number[][] = [];
  for (let column = 0; column < names.length; column += 1) {
    const at = rows.findIndex((row) => Math.abs(row[column] ?? 0) > 1e-9);
    const [pivot] = at === -1 ? [] : rows.splice(at, 1);
    if (pivot === undefined) continue;
    const unit = pivot.map((value) => value / (pivot[column] ?? 1));
    for (const list of [rows, pivots])
      for (const [index, row] of list.entries()) {
        const factor = row[column] ?? 0;
        if (factor !== 0) list[index] = row.map((value, other) => value - factor * (unit[other] ?? 0));
      }
    pivots.push(unit);
  }
  return pivots.flatMap((row) => {
    const left = row.flatMap((value, column) => (Math.abs(value) > 1e-9 ? [column] : []));
    return left.length === 1 ? left.map((column) => names[column] ?? '') : [];
  });
}
