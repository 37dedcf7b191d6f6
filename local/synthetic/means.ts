import { MEANS_CODES } from '../../schema/vocabulary.ts';
import type { Means } from '../../schema/vocabulary.ts';

/**
 * How often each means is used in a year at scale 1. Exclusions and security cell follow published counts
 * (6,765 whole exclusions in 2020, 71 % of exclusions whole; about 315 uses of the cell); the others are invented.
 */
const USES_PER_YEAR: Readonly<Record<Means, number>> = {
  EXCLUSION: 9_900,
  IMMEDIATE_EXCLUSION: 900,
  LEISURE_EXCLUSION: 500,
  SECURITY_CELL: 325,
  RESTRAINT_BED: 25,
  HANDCUFFS: 1_800,
  TRANSPORT_IRONS: 30,
  BODY_CUFF: 60,
  SPIT_GUARD: 90,
  SHIELD_OR_BATON: 60,
  GAS: 20,
  PERSON_SEARCH: 6_000,
  CELL_SEARCH: 6_000,
  PROPERTY_SEARCH: 1_500,
  DRUG_TEST: 6_000,
  SPECIAL_TOILET_CELL: 250,
  BODY_INTERVENTION: 12,
  POST_CONTROL: 1_500,
  VISIT_CONTROL: 1_000,
  PHONE_CONTROL: 1_500,
  SENSOR_CONTROL: 60,
};
const INMATES = 3_000;

/** Never used on a minor: by law (§39), or because a rule there is left to planned cases. */
const NOT_ON_MINORS: ReadonlySet<Means> = new Set([
  'IMMEDIATE_EXCLUSION',
  'LEISURE_EXCLUSION',
  'RESTRAINT_BED',
  'BODY_INTERVENTION',
]);

/** Uses of each means per inmate and year at the national rate. */
export function usesPerInmateYear(minor: boolean): readonly (readonly [Means, number])[] {
  return minor ? MINORS : ADULTS;
}

const ADULTS = MEANS_CODES.map((means) => [means, USES_PER_YEAR[means] / INMATES] as const);
const MINORS = ADULTS.filter(([means]) => !NOT_ON_MINORS.has(means));

/** The legal basis where the means has but one. */
export const SINGLE_BASIS: Readonly<Record<Exclude<Means, 'EXCLUSION'>, string>> = {
  IMMEDIATE_EXCLUSION: '39',
  LEISURE_EXCLUSION: '40-2-d',
  SECURITY_CELL: '38-1',
  RESTRAINT_BED: '38-1',
  HANDCUFFS: '38-1',
  TRANSPORT_IRONS: '38-1',
  BODY_CUFF: '38-1',
  SPIT_GUARD: '38-1',
  SHIELD_OR_BATON: '38-1',
  GAS: '38-1',
  PERSON_SEARCH: '28',
  CELL_SEARCH: '28',
  PROPERTY_SEARCH: '28',
  DRUG_TEST: '29-1',
  SPECIAL_TOILET_CELL: '29-2',
  BODY_INTERVENTION: '29-3',
  POST_CONTROL: '30',
  VISIT_CONTROL: '31',
  PHONE_CONTROL: '32',
  SENSOR_CONTROL: '29a',
};
