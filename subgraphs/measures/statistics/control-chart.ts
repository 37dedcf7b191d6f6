import type { Stratum } from './standardisation.ts';

export type ChartPoint = {
  /** Events per exposure; null where there was no exposure. */
  readonly value: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly beyond: boolean;
};

const SIGMAS = 3;

/**
 * Shewhart's chart of rates (u-chart) or of shares (p-chart): the rate of the whole series with limits three
 * standard deviations away, by the exposure of each point (Montgomery, Statistical Quality Control, ch. 7).
 */
export function controlChart(
  series: readonly Stratum[],
  kind: 'RATE' | 'SHARE',
): { readonly centre: number | null; readonly points: readonly ChartPoint[] } {
  const events = series.reduce((sum, point) => sum + point.events, 0);
  const exposure = series.reduce((sum, point) => sum + point.exposure, 0);
  if (exposure === 0) return { centre: null, points: series.map(() => NOTHING) };
  const centre = events / exposure;
  const variance = kind === 'RATE' ? centre : centre * (1 - centre);
  const points = series.map((point): ChartPoint => {
    if (point.exposure === 0) return NOTHING;
    const value = point.events / point.exposure;
    const width = SIGMAS * Math.sqrt(variance / point.exposure);
    const lower = Math.max(0, centre - width);
    const upper = kind === 'RATE' ? centre + width : Math.min(1, centre + width);
    return { value, lower, upper, beyond: value < lower || value > upper };
  });
  return { centre, points };
}

const NOTHING: ChartPoint = { value: null, lower: null, upper: null, beyond: false };
