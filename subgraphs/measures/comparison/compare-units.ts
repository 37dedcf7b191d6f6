import { findUnit } from '../../../schema/units.ts';
import { overdispersionOf } from '../statistics/overdispersion.ts';
import type { Overdispersion } from '../statistics/overdispersion.ts';
import { expectedEvents } from '../statistics/standardisation.ts';
import type { Stratum } from '../statistics/standardisation.ts';
import { adjustFamily, chanceOf, transform, usualRatios } from './judgement.ts';
import type { Evidence, TwoLevels } from './judgement.ts';
import type { Observation } from './observations.ts';

/** A unit, or a region, beside what its case mix lets expect. */
export type ComparedUnit = {
  readonly unit: string | null;
  readonly region: string | null;
  readonly evidence: Evidence;
  readonly chance: number | null;
  /** The same with the number of comparisons taken into account (Benjamini & Hochberg). */
  readonly adjustedChance: number | null;
  /** Where ratios lie that differ no more than units usually do. */
  readonly usual: TwoLevels | null;
  /** Overdispersion of the others. */
  readonly without: Overdispersion | null;
};

/** Indirectly standardised: what each part has beside what it would have at the rates of all parts together. */
export function compareUnits(
  observations: readonly Observation[],
  options: {
    readonly codes: readonly string[];
    readonly by: 'UNIT' | 'REGION';
    readonly law: 'RATE' | 'SHARE';
    readonly together: number;
  },
): { readonly units: readonly ComparedUnit[]; readonly overdispersion: Overdispersion | null } {
  const { codes, by, law, together } = options;
  const nameOf = (unit: string) => (by === 'UNIT' ? unit : (findUnit(unit)?.region ?? unit));
  const whole = strataOf(observations);
  const parts = Map.groupBy(observations, ({ unit }) => nameOf(unit));
  const names = [...new Set(codes.map(nameOf))];
  const evidence = names.map((name): Evidence => {
    const own = strataOf(
      (parts.get(name) ?? []).filter(({ stratum }) => (whole.get(stratum)?.exposure ?? 0) > 0),
    );
    const total = sumOf(own.values());
    return {
      observed: total.events,
      expected: total.exposure > 0 ? expectedEvents(own, whole) : null,
      exposure: total.exposure,
      law: law === 'RATE' ? { kind: 'RATE' } : { kind: 'SHARE', trials: total.exposure },
      together,
    };
  });
  const chances = evidence.map(chanceOf);
  const adjusted = adjustFamily(chances);
  const transformed = evidence.map(transform);
  const among = (left?: number) =>
    transformed.filter((one, index) => one !== null && index !== left).filter((one) => one !== null);
  const overdispersion = among().length === 0 ? null : overdispersionOf(among());
  return {
    overdispersion,
    units: names.map((name, index) => {
      const own = evidence[index];
      if (own === undefined) throw new Error(`no evidence of ${name}`);
      return {
        unit: by === 'UNIT' ? name : null,
        region: by === 'REGION' ? name : null,
        evidence: own,
        chance: chances[index] ?? null,
        adjustedChance: adjusted[index] ?? null,
        usual: overdispersion === null ? null : usualRatios(own, overdispersion.tau2),
        without: among(index).length === 0 ? null : overdispersionOf(among(index)),
      };
    }),
  };
}

/** Added up by stratum. */
export function strataOf(observations: readonly Observation[]): ReadonlyMap<string, Stratum> {
  const strata = new Map<string, Stratum>();
  for (const { stratum, events, exposure } of observations) {
    const known = strata.get(stratum) ?? { events: 0, exposure: 0 };
    strata.set(stratum, { events: known.events + events, exposure: known.exposure + exposure });
  }
  return strata;
}

export function sumOf(strata: Iterable<Stratum>): Stratum {
  let [events, exposure] = [0, 0];
  for (const stratum of strata) {
    events += stratum.events;
    exposure += stratum.exposure;
  }
  return { events, exposure };
}
