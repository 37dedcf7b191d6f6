import type { AGE_GROUP_CODES, MeasureKind } from '../../schema/vocabulary.ts';
import { AGE_GROUPS } from '../../schema/vocabulary.ts';
import type { Place } from './places.ts';
import { UNIT_MIXES } from './unit-mixes.ts';

/**
 * How often measures are used in a stratum (security level × custody × sex × age band), relative to one
 * another. One table for the whole service: a unit treats nobody differently, but for the planted group.
 */
const RELATIVE = {
  securityLevel: { HIGH: 1.35, LOWER: 0.3, TRANSITIONAL: 0.1, UNKNOWN: 1 },
  custody: { REMAND: 1.5, SENTENCED: 1, PREVENTIVE_DETENTION: 1.2, UNKNOWN: 1 },
  sex: { FEMALE: 0.8, MALE: 1, UNKNOWN: 1 },
  ageGroup: {
    UNDER_18: 2.5,
    AGE_18_24: 1.6,
    AGE_25_34: 1.15,
    AGE_35_49: 0.85,
    AGE_50_PLUS: 0.5,
    UNKNOWN: 1,
  },
} as const;
export type AgeGroup = (typeof AGE_GROUP_CODES)[number];

/** One group in one unit is put under exclusion more often, all else being equal. */
export const TREATED_HARDER = {
  unit: 'sor-ost',
  kind: 'EXCLUSION',
  citizenship: 'FOREIGN',
  factor: 1.5,
} as const;

/** Two units whose crude rates differ widely, and by their mix alone. */
export const CASE_MIX_ONLY = ['agder', 'innlandet'] as const;

type Stratum = Pick<Place, 'securityLevel' | 'custody' | 'sex'> & { readonly ageGroup: AgeGroup };

/** The stratum's rate as a multiple of the national one. */
export function relativeRate({ securityLevel, custody, sex, ageGroup }: Stratum): number {
  const { securityLevel: levels, custody: custodies, sex: sexes, ageGroup: ages } = RELATIVE;
  return (levels[securityLevel] * custodies[custody] * sexes[sex] * ages[ageGroup]) / NATIONAL;
}

export function unfairFactor(
  kind: MeasureKind,
  { unit, citizenship }: { readonly unit: string; readonly citizenship: string },
): number {
  const planted =
    kind === TREATED_HARDER.kind &&
    unit === TREATED_HARDER.unit &&
    citizenship === TREATED_HARDER.citizenship;
  return planted ? TREATED_HARDER.factor : 1;
}

export function ageGroupOf(age: number): AgeGroup {
  const found = Object.entries(AGE_GROUPS).find(([, { from, to }]) => age >= from && age < to);
  return (found?.[0] as AgeGroup | undefined) ?? 'UNKNOWN';
}

/** Mean of the relative rates over the places, so that the yearly counts of the means are those of the table. */
const NATIONAL = nationalMean();

function nationalMean(): number {
  const { securityLevel, custody, sex } = RELATIVE;
  // Shares of inmate-days by age that the ages in `inmates.ts` come to.
  const age = 0.12 * 1.6 + 0.46 * 1.15 + 0.3 * 0.85 + 0.12 * 0.5;
  let places = 0;
  let sum = 0;
  for (const mix of UNIT_MIXES) {
    const sentenced = mix.high - mix.remand - mix.preventive;
    const high =
      mix.remand * custody.REMAND +
      mix.preventive * custody.PREVENTIVE_DETENTION +
      sentenced * custody.SENTENCED;
    const levels =
      high * securityLevel.HIGH +
      mix.lower * securityLevel.LOWER +
      (1 - mix.high - mix.lower) * securityLevel.TRANSITIONAL;
    places += mix.places;
    sum += mix.places * levels * (1 + mix.women * (sex.FEMALE - 1));
  }
  return (sum / places) * age;
}
