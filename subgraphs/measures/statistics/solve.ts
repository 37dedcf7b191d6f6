const MOST_STEPS = 200;

/**
 * The zero of an increasing function between two bounds: Newton's steps, and the middle of what is left
 * where a step would leave it.
 */
export function solveIncreasing(
  at: (x: number) => { readonly value: number; readonly slope: number },
  within: { readonly from: number; readonly to: number; readonly start: number },
): number {
  let { from, to, start: x } = within;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const { value, slope } = at(x);
    if (value === 0) return x;
    if (value < 0) from = x;
    else to = x;
    const newton = x - value / slope;
    const next = newton > from && newton < to ? newton : (from + to) / 2;
    if (Math.abs(next - x) <= Number.EPSILON * Math.abs(x)) return next;
    x = next;
  }
  return x;
}
