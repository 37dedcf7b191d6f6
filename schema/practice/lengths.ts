/**
 * Lengths are kept in bins `(a, b]`, at most one minute or 1 % wide, with edges at every whole hour to
 * three days and every whole day to 1,000, so that every legal threshold is an edge. A bin's value is its
 * upper edge: whole-day data are exact, the rest within 1 % (or a minute).
 */
export const BIN_EDGES: readonly number[] = binEdges();

const DAY = 86_400;

/** Bands of the length table in elapsed 24-hour periods, closed above. */
export const LENGTH_BANDS = [
  { code: 'UP_TO_1', fromDays: 0, toDays: 1 },
  { code: 'OVER_1_TO_3', fromDays: 1, toDays: 3 },
  { code: 'OVER_3_TO_6', fromDays: 3, toDays: 6 },
  { code: 'OVER_6_TO_14', fromDays: 6, toDays: 14 },
  { code: 'OVER_14_TO_15', fromDays: 14, toDays: 15 },
  { code: 'OVER_15_TO_30', fromDays: 15, toDays: 30 },
  { code: 'OVER_30_TO_42', fromDays: 30, toDays: 42 },
  { code: 'OVER_42_TO_365', fromDays: 42, toDays: 365 },
  { code: 'OVER_365', fromDays: 365, toDays: null },
] as const;

/** Pairs of bin number and count; lengths past the last edge share the last bin. */
export type LengthBins = readonly (readonly [bin: number, count: number])[];

export function bandOfSeconds(seconds: number): number {
  const band = LENGTH_BANDS.findIndex(({ toDays }) => toDays !== null && seconds <= toDays * DAY);
  return band === -1 ? LENGTH_BANDS.length - 1 : band;
}

/** What the figures tell of lengths that have ended. */
export function summariseLengths(bins: LengthBins): {
  medianSeconds: number | null;
  p90Seconds: number | null;
  endedByBand: number[];
} {
  const ordered = bins.toSorted(([left], [right]) => left - right);
  return {
    medianSeconds: quantileSeconds(ordered, { numerator: 1, denominator: 2 }),
    p90Seconds: quantileSeconds(ordered, { numerator: 9, denominator: 10 }),
    endedByBand: countsByBand(bins),
  };
}

/** Lengths by band. Every border between bands is an edge of a bin. */
export function countsByBand(bins: LengthBins): number[] {
  const counts = LENGTH_BANDS.map(() => 0);
  for (const [bin, count] of bins) {
    const band = bandOfBin(bin);
    counts[band] = (counts[band] ?? 0) + count;
  }
  return counts;
}

/** The ⌈share · n⌉-th smallest length in seconds, as its bin's upper edge; null for no lengths. Bins come in order. */
export function quantileSeconds(
  bins: LengthBins,
  share: { readonly numerator: number; readonly denominator: number },
): number | null {
  const total = bins.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return null;
  // Whole numbers only: 0.9 × 10 in floating point may exceed 9.
  const rank = Math.ceil((total * share.numerator) / share.denominator);
  let seen = 0;
  for (const [bin, count] of bins) {
    seen += count;
    if (seen >= rank) return edgeOf(bin);
  }
  return null;
}

const bands: readonly number[] = BIN_EDGES.map(bandOfSeconds);

function bandOfBin(bin: number): number {
  return bands[bin] ?? LENGTH_BANDS.length - 1;
}

function edgeOf(bin: number): number {
  return BIN_EDGES[Math.min(bin, BIN_EDGES.length - 1)] ?? 0;
}

function binEdges(): number[] {
  const day = 86_400;
  const edges = new Set<number>([0]);
  for (let hour = 1; hour <= 72; hour += 1) edges.add(hour * 3600);
  for (let days = 1; days <= 1000; days += 1) edges.add(days * day);
  for (let edge = 60; edge < 40_000 * day; edge += Math.max(60, Math.floor(edge / 100))) {
    // A whole second never widens a bin past 1 %: the step is rounded down.
    edges.add(edge);
  }
  return [...edges].toSorted((left, right) => left - right);
}
