import { describe, expect, test } from 'vitest';
import { controlChart } from '../subgraphs/measures/statistics/control-chart.ts';
import { cusum, poissonReference } from '../subgraphs/measures/statistics/cusum.ts';
import { quantile } from '../subgraphs/measures/statistics/quantile.ts';
import { runLimits, runsAround } from '../subgraphs/measures/statistics/run-chart.ts';
import { furtherThan, groundTruthPresent, truthJson } from './harness/ground-truth.ts';

describe.runIf(groundTruthPresent)('over time', () => {
  const charts: Record<string, any> = groundTruthPresent ? truthJson('spc_qicharts2_montgomery.json') : {};

  test('limits of runs and crossings are those of qicharts2', () => {
    const rows = truthJson('anhoej_rule_limits.json');
    expect(rows.map(({ n }: any) => ({ n, ...runLimits(n) }))).toEqual(
      rows.map((row: any) => ({
        n: row.n,
        longestRunMost: row.longest_run_max,
        crossingsLeast: row.crossings_min,
      })),
    );
  });

  test.each(Object.entries(charts))('%s: runs and crossings are those of qicharts2', (_name, chart) => {
    // Of a chart split in two the source gives the runs of the first part.
    const rows = chart.rows.filter((row: any) => row.part === 1 && row.include);
    const runs = runsAround(
      rows.map(({ y }: any) => y),
      rows[0].cl,
    );
    expect(runs).toEqual({
      useful: chart.n_useful,
      longestRun: chart.longest_run,
      longestRunMost: chart.longest_run_max,
      crossings: chart.n_crossings,
      crossingsLeast: chart.n_crossings_min,
      signal: chart.runs_signal,
    });
  });

  test.each(Object.entries(charts).filter(([, { chart }]) => chart === 'u' || chart === 'p'))(
    '%s: centre and limits are those of qicharts2',
    (_name, { chart, rows }) => {
      const parts = [...Map.groupBy(rows, ({ part }: any) => part).values()];
      const compared = parts.flatMap((part: any[]) => {
        const scale = part[0].y / (part[0].y_sum / part[0].n);
        const point = (row: any) => ({ events: row.y_sum, exposure: row.n / scale });
        const { centre } = controlChart(
          part.filter((row) => row.include).map(point),
          chart === 'u' ? 'RATE' : 'SHARE',
        );
        const events = (row: any) => ({ about: row, got: centre, truth: row.cl });
        const limits = part.every((row) => row.include)
          ? controlChart(part.map(point), chart === 'u' ? 'RATE' : 'SHARE').points.flatMap((got, index) => [
              { about: part[index], got: got.value, truth: part[index].y },
              { about: part[index], got: got.lower, truth: part[index].lcl },
              { about: part[index], got: got.upper, truth: part[index].ucl },
              { about: part[index], got: Number(got.beyond), truth: Number(part[index].sigma_signal) },
            ])
          : [];
        return [...part.map(events), ...limits];
      });
      expect(furtherThan(1e-8, compared as any)).toEqual([]);
    },
  );

  test('a run chart around its median', () => {
    const { x, run_chart: truth } = truthJson('own/spc_small.json');
    expect(quantile(x, 0.5)).toBe(truth.median);
    expect(runsAround(x)).toEqual({
      useful: truth.n_useful,
      longestRun: truth.longest_run,
      longestRunMost: truth.longest_max,
      crossings: truth.crossings,
      crossingsLeast: truth.crossings_min,
      signal: true,
    });
  });

  test('cumulative sums are those of Montgomery, and of Poisson counts that double', () => {
    const { montgomery_table_9_1: table } = truthJson('cusum_ewma_textbook.json');
    const above = cusum(table.x.map((value: number) => ({ value, reference: table.mu0 + table.K })));
    const below = cusum(table.x.map((value: number) => ({ value: -value, reference: table.K - table.mu0 })));
    above.forEach((sum, index) => expect(sum).toBeCloseTo(table.Cplus[index], 2));
    below.forEach((sum, index) => expect(sum).toBeCloseTo(table.Cminus[index], 2));
    expect(above.findIndex((sum) => sum > table.H) + 1).toBe(table.first_signal);

    const { x, mu0, poisson_cusum: truth } = truthJson('own/spc_small.json');
    const reference = poissonReference(mu0, 2);
    const sums = cusum(x.map((value: number) => ({ value, reference })));
    expect(
      furtherThan(1e-9, [
        { about: 'k', got: reference, truth: truth.k },
        ...sums.map((got, index) => ({ about: index, got, truth: truth.S[index] })),
      ]),
    ).toEqual([]);
    expect(sums.findIndex((sum) => sum > 5) + 1).toBe(truth.first_signal_h5);
  });
});
