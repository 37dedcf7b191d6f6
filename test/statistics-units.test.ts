import { describe, expect, test } from 'vitest';
import { benjaminiHochberg } from '../subgraphs/measures/statistics/benjamini-hochberg.ts';
import { randomEffectsMean } from '../subgraphs/measures/statistics/dersimonian-laird.ts';
import { exactCountLimits } from '../subgraphs/measures/statistics/limits.ts';
import { rateRatio, riskRatio } from '../subgraphs/measures/statistics/mantel-haenszel.ts';
import { normalQuantile, twoSidedNormal } from '../subgraphs/measures/statistics/normal.ts';
import {
  adjustedZ,
  funnelLimits,
  overdispersionOf,
  transformRatio,
  transformShare,
} from '../subgraphs/measures/statistics/overdispersion.ts';
import type { Transformed } from '../subgraphs/measures/statistics/overdispersion.ts';
import { exactPoissonTest } from '../subgraphs/measures/statistics/poisson.ts';
import { furtherThan, groundTruthPresent, truthJson } from './harness/ground-truth.ts';

const Z95 = normalQuantile(0.975);
/** The quantiles as FunnelPlotR rounds them. */
const ROUNDED_Z = { usual: 1.959964, strict: 3.090232 };

/** The scales FunnelPlotR works on; ours are the root of a ratio and the arcsine of a share. */
function transformed(method: string, row: any): Transformed {
  const { numerator, denominator, target_transformed: target } = row;
  if (method === 'CQC') return transformRatio({ observed: numerator, expected: denominator });
  if (method === 'PR')
    return transformShare({ count: numerator, trials: denominator, expected: Math.sin(target) ** 2 });
  if (method === 'SHMI')
    return { value: Math.log(numerator / denominator), target, variance: 1 / denominator };
  const [count, whole] = [numerator + 0.5, denominator + 0.5];
  return {
    value: Math.log(count / whole),
    target,
    variance: numerator / count ** 2 + denominator / whole ** 2,
  };
}

/** Back on the scale shown: FunnelPlotR leaves the root as it is, and takes other limits for ratios of counts. */
const BACK: Record<string, (value: number) => number> = {
  CQC: (value) => value,
  PR: (value) => Math.sin(value) ** 2,
  SHMI: Math.exp,
  RC: Math.exp,
};

describe.runIf(groundTruthPresent)('overdispersion', () => {
  const sets = groundTruthPresent
    ? Object.entries({
        ...truthJson('funnelplotr_outputs.json'),
        units12: Object.fromEntries(
          Object.entries(truthJson('own/units12_smr.json')).filter(([name]) => /^cqc|^shmi/.test(name)),
        ),
      }).flatMap(([set, charts]) =>
        Object.entries(charts as object).map(([chart, result]) => ({ name: `${set} ${chart}`, result })),
      )
    : [];

  test.each(sets)('$name: φ, τ² and limits are those of FunnelPlotR', ({ result }) => {
    const method: string = result.sr_method ?? result.data_type;
    const units = result.rows.map((row: any) => ({ row, unit: transformed(method, row) }));
    // The log form leaves the extreme units out; ours keeps them at the edge.
    const used = units.filter(({ row }: any) => row.truncated !== 1).map(({ unit }: any) => unit);
    expect(used).toHaveLength(result.n_used);
    const { phi, tau2 } = overdispersionOf(used, method === 'SHMI' ? 0 : result.trim_by);
    const asked = result.adjusted_requested
      ? [
          { about: 'phi', got: phi, truth: result.phi },
          { about: 'tau2', got: tau2, truth: result.tau2 },
        ]
      : [];
    const rows = units.flatMap(({ row, unit }: any) => {
      const back = BACK[method] ?? Number;
      const spread = method === 'RC' ? { ...unit, variance: 1 / (4 * row.denominator) } : unit;
      const limits = (z: number) => funnelLimits(spread, { tau2: result.adjusted_used ? tau2 : 0, z });
      return [
        { about: row, got: unit.value, truth: row.Y },
        { about: row, got: adjustedZ(unit, 0), truth: row.Uzscore },
        { about: row, got: back(limits(ROUNDED_Z.usual).lower), truth: row.OD95LCL },
        { about: row, got: back(limits(ROUNDED_Z.usual).upper), truth: row.OD95UCL },
        { about: row, got: back(limits(ROUNDED_Z.strict).lower), truth: row.OD99LCL },
        { about: row, got: back(limits(ROUNDED_Z.strict).upper), truth: row.OD99UCL },
      ];
    });
    expect(furtherThan(1e-8, [...asked, ...rows])).toEqual([]);
  });
});

describe.runIf(groundTruthPresent)('twelve units', () => {
  test('ratios, exact limits, p-values and both tiers are those of R', () => {
    const { per_unit: rows } = truthJson('own/units12_smr.json');
    const units = rows.map((row: any) => ({ observed: row.numerator, expected: row.denominator }));
    const p = units.map(({ observed, expected }: any) => exactPoissonTest(observed, expected));
    const { tau2 } = overdispersionOf(units.map(transformRatio));
    const z = units.map((unit: any) => adjustedZ(transformRatio(unit), tau2));
    const adjusted = { p: benjaminiHochberg(p), pOfZ: benjaminiHochberg(z.map(twoSidedNormal)) };
    expect(
      furtherThan(
        1e-9,
        rows.flatMap((row: any, index: number) => {
          const limits = (level: number) => exactCountLimits(row.numerator, level);
          return [
            { about: row, got: limits(0.95).lower / row.denominator, truth: row.lo95 },
            { about: row, got: limits(0.95).upper / row.denominator, truth: row.hi95 },
            { about: row, got: limits(0.998).lower / row.denominator, truth: row.lo998 },
            { about: row, got: limits(0.998).upper / row.denominator, truth: row.hi998 },
            { about: row, got: p[index], truth: row.p_exact },
            { about: row, got: adjusted.p[index], truth: row.bh_exact },
            { about: row, got: adjustedZ(transformRatio(units[index]), 0), truth: row.z },
            { about: row, got: z[index], truth: row.z_adj },
            { about: row, got: twoSidedNormal(z[index]), truth: row.p_adj },
            { about: row, got: adjusted.pOfZ[index], truth: row.bh_adj },
          ];
        }),
      ),
    ).toEqual([]);
    const flagged = (values: readonly number[]) => values.filter((value) => value <= 0.05).length;
    expect([flagged(adjusted.p), flagged(adjusted.pOfZ)]).toEqual([4, 1]);
  });
});

describe.runIf(groundTruthPresent)('families and means', () => {
  test('Benjamini and Hochberg reject the four of their paper, in any order', () => {
    const truth = truthJson('benjamini_hochberg.json');
    const adjusted = benjaminiHochberg(truth.p);
    expect(
      furtherThan(
        1e-12,
        adjusted.map((got, index) => ({ about: index, got, truth: truth.bh[index] })),
      ),
    ).toEqual([]);
    expect(adjusted.filter((value) => value <= truth.q)).toHaveLength(truth.rejected_bh);
    const shuffled = benjaminiHochberg(truth.shuffled_order.map((position: number) => truth.p[position - 1]));
    expect(
      furtherThan(
        1e-12,
        shuffled.map((got, index) => ({ about: index, got, truth: truth.shuffled_bh[index] })),
      ),
    ).toEqual([]);
  });

  test('DerSimonian and Laird are those of metafor', () => {
    const { bcg, medpar } = truthJson('dersimonian_laird_metafor.json');
    const trials = randomEffectsMean(bcg.rows.map((row: any) => ({ value: row.yi, variance: row.vi })));
    const hospitals = randomEffectsMean(medpar.rows.map((row: any) => ({ value: row.y, variance: row.v })));
    expect(
      furtherThan(1e-8, [
        { about: 'tau2', got: trials.tau2, truth: bcg.tau2 },
        { about: 'mean', got: trials.mean, truth: bcg.mu },
        { about: 'standard error', got: trials.standardError, truth: bcg.se },
        { about: 'lower', got: trials.mean - Z95 * trials.standardError, truth: bcg.ci_lb },
        { about: 'upper', got: trials.mean + Z95 * trials.standardError, truth: bcg.ci_ub },
        { about: 'Q', got: trials.q, truth: bcg.Q },
        { about: 'I2', got: trials.i2, truth: bcg.I2 },
        { about: 'tau2', got: hospitals.tau2, truth: medpar.tau2 },
        { about: 'mean', got: hospitals.mean, truth: medpar.mu },
        { about: 'Q', got: hospitals.q, truth: medpar.Q },
        { about: 'I2', got: hospitals.i2, truth: medpar.I2 },
      ]),
    ).toEqual([]);
  });

  test('the ratio of risks over the BCG trials is that of metafor’s rma.mh', () => {
    const { bcg } = truthJson('dersimonian_laird_metafor.json');
    const ratio = riskRatio(
      bcg.rows.map((row: any) => ({
        group: { events: row.tpos, exposure: row.tpos + row.tneg },
        others: { events: row.cpos, exposure: row.cpos + row.cneg },
      })),
      0.95,
    );
    // Printed in its documentation: 0.6353 (0.5881 to 0.6862).
    expect(ratio).toEqual({
      ratio: expect.closeTo(0.6353, 4),
      lower: expect.closeTo(0.5881, 4),
      upper: expect.closeTo(0.6862, 4),
    });
  });
});

test('smoking and coronary deaths of British doctors: the ratio of rates that Stata’s manual prints', () => {
  const row = (deaths: number, years: number) => ({ events: deaths, exposure: years });
  const strata = [
    { group: row(32, 52407), others: row(2, 18790) },
    { group: row(104, 43248), others: row(12, 10673) },
    { group: row(206, 28612), others: row(28, 5710) },
    { group: row(186, 12663), others: row(28, 2585) },
    { group: row(102, 5317), others: row(31, 1462) },
  ];
  expect(rateRatio(strata, 0.95)).toEqual({
    ratio: expect.closeTo(1.424682, 6),
    lower: expect.closeTo(1.154703, 6),
    upper: expect.closeTo(1.757784, 6),
  });
  expect(rateRatio([{ group: row(0, 10), others: row(3, 10) }], 0.95)).toBeNull();
});
