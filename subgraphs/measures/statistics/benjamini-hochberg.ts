/**
 * Adjusted p-values of a family of tests (Benjamini & Hochberg 1995), in the order given: rejecting those
 * at most 0.05 keeps the expected share of false ones among the rejected at 5 %.
 */
export function benjaminiHochberg(p: readonly number[]): number[] {
  const descending = p
    .map((value, index) => ({ value, index }))
    .toSorted((one, other) => other.value - one.value);
  const adjusted = p.map(() => 1);
  let least = 1;
  for (const [position, { value, index }] of descending.entries()) {
    least = Math.min(least, (value * p.length) / (p.length - position));
    adjusted[index] = least;
  }
  return adjusted;
}
