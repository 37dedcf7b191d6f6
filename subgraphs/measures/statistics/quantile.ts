/** Quantile by linear interpolation between order statistics (type 7 of Hyndman & Fan 1996); NaN for no values. */
export function quantile(values: readonly number[], level: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const position = (sorted.length - 1) * level;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}
