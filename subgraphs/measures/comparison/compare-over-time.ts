import { controlChart } from '../statistics/control-chart.ts';
import type { ChartPoint } from '../statistics/control-chart.ts';
import { cusum, poissonReference } from '../statistics/cusum.ts';
import { runsAround } from '../statistics/run-chart.ts';
import type { Runs } from '../statistics/run-chart.ts';
import { expectedEvents } from '../statistics/standardisation.ts';
import { strataOf, sumOf } from './compare-units.ts';
import type { Observation } from './observations.ts';

export const SERIES_SIGNALS = [
  'BEYOND_LIMITS',
  'LONG_RUN',
  'FEW_CROSSINGS',
  'CUMULATED_RISE',
  'CUMULATED_FALL',
] as const;
type SeriesSignal = (typeof SERIES_SIGNALS)[number];

type Point = ChartPoint & {
  readonly period: string;
  readonly observed: number;
  readonly exposure: number;
  /** At the unit's own level, with the case mix of this part of time. */
  readonly expected: number;
  readonly rise: number;
  readonly fall: number;
};

/** One unit over time. */
export type Series = {
  readonly unit: string;
  readonly centre: number | null;
  readonly points: readonly Point[];
  /** Null with fewer than ten values off the median, too few to tell. */
  readonly runs: Runs | null;
  readonly signals: readonly SeriesSignal[];
};

/** Doubling is what the cumulative sum listens for, and halving; five events ahead of it is a signal. */
const RATIO = 2;
const THRESHOLD = 5;
const FEWEST_USEFUL = 10;

/** Run chart, chart of rates or shares, and cumulative sum of each unit, against its own level. */
export function compareOverTime(
  observations: readonly Observation[],
  options: {
    readonly codes: readonly string[];
    readonly periods: readonly string[];
    readonly law: 'RATE' | 'SHARE';
    readonly together: number;
  },
): readonly Series[] {
  const whole = strataOf(observations);
  return options.codes.map((unit) => {
    const own = Map.groupBy(
      observations.filter((one) => one.unit === unit),
      ({ time }) => time ?? '',
    );
    const parts = options.periods.map((period) => strataOf(own.get(period) ?? []));
    const sums = parts.map((part) => sumOf(part.values()));
    const expected = parts.map((part) => expectedEvents(part, whole));
    const level = sumOf(sums).events / expected.reduce((total, one) => total + one, 0);
    return seriesOf({
      unit,
      ...options,
      sums,
      expected: expected.map((one) => (one === 0 ? 0 : one * level)),
    });
  });
}

function seriesOf(given: {
  readonly unit: string;
  readonly periods: readonly string[];
  readonly law: 'RATE' | 'SHARE';
  readonly together: number;
  readonly sums: readonly { readonly events: number; readonly exposure: number }[];
  readonly expected: readonly number[];
}): Series {
  const { unit, periods, law, together, sums, expected } = given;
  // In stretches that come together, which is what chance has a known variance for.
  const counted = sums.map(({ events, exposure }) => ({ events: events / together, exposure }));
  const chart = controlChart(counted, law);
  const rise = cusum(
    counted.map(({ events }, at) => ({ value: events, reference: reference(expected[at], RATIO) })),
  );
  const fall = cusum(
    counted.map(({ events }, at) => ({ value: -events, reference: -reference(expected[at], 1 / RATIO) })),
  );
  const values = chart.points.flatMap(({ value }) => (value === null ? [] : [value]));
  const runs = values.length === 0 ? null : runsAround(values);
  const told = runs !== null && runs.useful >= FEWEST_USEFUL ? runs : null;
  const scaled = (value: number | null) => (value === null ? null : value * together);
  return {
    unit,
    centre: scaled(chart.centre),
    points: chart.points.map((point, at) => ({
      value: scaled(point.value),
      lower: scaled(point.lower),
      upper: scaled(point.upper),
      beyond: point.beyond,
      period: periods[at] ?? '',
      observed: sums[at]?.events ?? 0,
      exposure: sums[at]?.exposure ?? 0,
      expected: expected[at] ?? 0,
      rise: rise[at] ?? 0,
      fall: fall[at] ?? 0,
    })),
    runs: told,
    signals: [
      ...(chart.points.some(({ beyond }) => beyond) ? (['BEYOND_LIMITS'] as const) : []),
      ...(told !== null && told.longestRun > told.longestRunMost ? (['LONG_RUN'] as const) : []),
      ...(told !== null && told.crossings < told.crossingsLeast ? (['FEW_CROSSINGS'] as const) : []),
      ...(rise.some((sum) => sum > THRESHOLD) ? (['CUMULATED_RISE'] as const) : []),
      ...(fall.some((sum) => sum > THRESHOLD) ? (['CUMULATED_FALL'] as const) : []),
    ],
  };

  function reference(hours: number | undefined, ratio: number): number {
    return poissonReference((hours ?? 0) / together, ratio);
  }
}
