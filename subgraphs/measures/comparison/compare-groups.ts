import { expectedEvents } from '../statistics/standardisation.ts';
import type { Stratum } from '../statistics/standardisation.ts';
import { rateRatio, riskRatio } from '../statistics/mantel-haenszel.ts';
import type { PairOfStrata } from '../statistics/mantel-haenszel.ts';
import { strataOf, sumOf } from './compare-units.ts';
import { adjustFamily, chanceOf } from './judgement.ts';
import type { Evidence } from './judgement.ts';
import type { Observation } from './observations.ts';

type Ratio = { readonly ratio: number; readonly lower: number; readonly upper: number };

/** A group of people in one unit, or in all of them, beside the others in the same strata. */
export type ComparedPeople = {
  /** Null for all units together. */
  readonly unit: string | null;
  readonly group: string;
  readonly evidence: Evidence;
  readonly chance: number | null;
  readonly adjustedChance: number | null;
  /** Mantel and Haenszel's ratio to the others, at 95 and 99.8 %. */
  readonly toOthers: { readonly usual: Ratio; readonly strict: Ratio } | null;
};

/** Not groups of their own: nobody knows who they are, so that they are nobody's others either, or everybody is compared with them. */
const NOT_COMPARED = ['UNKNOWN', 'NONE'];

/**
 * Each group against the others, stratum by stratum and only where both are, so that case mix cannot tell
 * them apart. Given how many events a stratum has, how many fall on the group is by chance alone at most as
 * variable as binomial (Hoeffding 1956), which the exact test rests on. All units together are one family of
 * tests, the single units another.
 */
export function compareGroups(
  observations: readonly Observation[],
  options: {
    readonly codes: readonly string[];
    readonly groups: readonly string[];
    readonly law: 'RATE' | 'SHARE';
    readonly together: number;
  },
): readonly ComparedPeople[] {
  const groups = options.groups.filter((group) => !NOT_COMPARED.includes(group));
  // In all units together a stratum is one unit's, or a unit's own ways would look like the group's.
  const within = observations.map((one) => ({ ...one, stratum: `${one.unit} ${one.stratum}` }));
  const national = groups.map((group) => compareGroup(within, { ...options, unit: null, group }));
  const local = options.codes.flatMap((unit) => {
    const own = observations.filter((one) => one.unit === unit);
    return groups.map((group) => compareGroup(own, { ...options, unit, group }));
  });
  return [...asFamily(national), ...asFamily(local)];
}

type Untested = Omit<ComparedPeople, 'chance' | 'adjustedChance'>;

function compareGroup(
  observations: readonly Observation[],
  options: {
    readonly unit: string | null;
    readonly group: string;
    readonly groups: readonly string[];
    readonly law: 'RATE' | 'SHARE';
    readonly together: number;
  },
): Untested {
  const { unit, group, law, together } = options;
  // A measure counts under each of its flags, so those with one are held against those with none.
  const others = options.groups.includes('NONE')
    ? ['NONE']
    : options.groups.filter((other) => other !== group && !NOT_COMPARED.includes(other));
  const pairs = pairsOf(observations, group, others);
  const own = new Map([...pairs].map(([stratum, pair]) => [stratum, pair.group]));
  const both = new Map([...pairs].map(([stratum, pair]) => [stratum, sumOf([pair.group, pair.others])]));
  const { events, exposure } = sumOf(own.values());
  const all = sumOf(both.values());
  const evidence: Evidence = {
    observed: events,
    expected: exposure > 0 && all.events > 0 ? expectedEvents(own, both) : null,
    exposure,
    law: { kind: 'SHARE', trials: all.events },
    together,
  };
  return { unit, group, evidence, toOthers: ratioOf([...pairs.values()], law) };
}

function pairsOf(
  observations: readonly Observation[],
  group: string,
  others: readonly string[],
): ReadonlyMap<string, PairOfStrata> {
  const mine = strataOf(observations.filter((one) => one.group === group));
  const theirs = strataOf(observations.filter((one) => one.group !== null && others.includes(one.group)));
  return new Map(
    [...mine].flatMap(([stratum, own]): [string, PairOfStrata][] => {
      const rest: Stratum | undefined = theirs.get(stratum);
      if (rest === undefined || rest.exposure === 0 || own.exposure === 0) return [];
      return [[stratum, { group: own, others: rest }]];
    }),
  );
}

function ratioOf(pairs: readonly PairOfStrata[], law: 'RATE' | 'SHARE'): ComparedPeople['toOthers'] {
  const ratio = law === 'RATE' ? rateRatio : riskRatio;
  const usual = ratio(pairs, 0.95);
  const strict = ratio(pairs, 0.998);
  return usual === null || strict === null ? null : { usual, strict };
}

function asFamily(people: readonly Untested[]): ComparedPeople[] {
  const chances = people.map(({ evidence }) => chanceOf(evidence));
  const adjusted = adjustFamily(chances);
  return people.map((one, index) => ({
    ...one,
    chance: chances[index] ?? null,
    adjustedChance: adjusted[index] ?? null,
  }));
}
