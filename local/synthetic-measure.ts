import type { z } from 'zod';
import type { measureRecord } from '../schema/records/measure.ts';
import { AGE_GROUPS, MEANS } from '../schema/vocabulary.ts';
import type { Means } from '../schema/vocabulary.ts';
import type { Random } from './random.ts';
import type { SyntheticPerson, SyntheticStay } from './synthetic.ts';

type Measure = Omit<z.input<typeof measureRecord>, 'source'>;
export type SyntheticMeasure = Measure & { readonly unit: string };

const HOUR = 3_600_000;
const YEAR = 365.2425 * 24 * HOUR;

/** How often each means occurs, the basis it rests on, and its length in hours (lognormal). */
type Profile = { weight: number; basis: string; mu?: number; sigma?: number };
const PROFILES: Readonly<Partial<Record<Means, Profile>>> = {
  EXCLUSION: { weight: 940, basis: '37-1-e', mu: 2.64, sigma: 1.825 },
  IMMEDIATE_EXCLUSION: { weight: 220, basis: '39', mu: 2.3, sigma: 0.8 },
  LEISURE_EXCLUSION: { weight: 90, basis: '40-2-d', mu: 4.4, sigma: 0.6 },
  SECURITY_CELL: { weight: 190, basis: '38-1', mu: 2.6, sigma: 1 },
  RESTRAINT_BED: { weight: 8, basis: '38-1', mu: 1.5, sigma: 0.9 },
  HANDCUFFS: { weight: 140, basis: '38-1', mu: -0.6, sigma: 0.8 },
  BODY_CUFF: { weight: 14, basis: '38-1', mu: 0.3, sigma: 0.8 },
  SPIT_GUARD: { weight: 12, basis: '38-1', mu: -1, sigma: 0.6 },
  SHIELD_OR_BATON: { weight: 16, basis: '38-1' },
  GAS: { weight: 4, basis: '38-1' },
  PERSON_SEARCH: { weight: 330, basis: '28' },
  CELL_SEARCH: { weight: 260, basis: '28' },
  DRUG_TEST: { weight: 240, basis: '29-1' },
  SPECIAL_TOILET_CELL: { weight: 20, basis: '29-2', mu: 3.2, sigma: 0.6 },
  VISIT_CONTROL: { weight: 16, basis: '31' },
};
const WEIGHTED = Object.entries(PROFILES).map(([means, { weight }]) => [means as Means, weight] as const);
const EXCLUSION_BASES = [
  ['37-1-a', 14],
  ['37-1-b', 34],
  ['37-1-c', 5],
  ['37-1-d', 14],
  ['37-1-e', 20],
  ['37-8', 3],
  ['37-9-building', 5],
  ['37-9-wish', 5],
] as const;
const MINOR_BASES = [
  ['37-1-b', 70],
  ['37-10', 30],
] as const;

/** One invented measure during the stay, begun and (unless it is ongoing) ended within the bounds. */
export function syntheticMeasure(
  random: Random,
  sourceKey: string,
  inmate: SyntheticPerson,
  stay: SyntheticStay,
  within: { readonly from: number; readonly to: number },
): SyntheticMeasure {
  const means = random.pick(WEIGHTED);
  const { kind, course } = MEANS[means];
  const { basis = '', mu = 0, sigma = 0 } = PROFILES[means] ?? {};
  const start = random.between(within.from, within.to - HOUR);
  const ageGroup = ageGroupAt(inmate.birthDate, start);
  const bases = ageGroup === 'UNDER_18' ? MINOR_BASES : EXCLUSION_BASES;
  const legalBasis = means === 'EXCLUSION' ? random.pick<string>(bases) : basis;
  const hours = course === 'EVENT' ? 0 : Math.max(0.05, random.lognormal(mu, sigma));
  const wanted = start + hours * HOUR;
  // With the stay the measure ends too; only where the stay goes on can the measure be ongoing.
  const ongoing = wanted > within.to && typeof stay.leftOn !== 'string';
  const end = course === 'EVENT' || ongoing ? null : toInstant(Math.min(wanted, within.to));
  const serious = kind === 'COERCIVE_MEASURE' || legalBasis === '37-1-b';
  return {
    unit: stay.unit,
    sourceKey,
    kind,
    means,
    legalBasis: random.chance(0.97) ? legalBasis : null,
    extent: kind === 'EXCLUSION' ? extentOf(random, legalBasis) : null,
    facility: stay.facility,
    securityLevel: stay.securityLevel,
    start: toInstant(start),
    end,
    person: random.chance(0.98) ? inmate.pseudonym : null,
    sex: inmate.sex,
    ageGroup,
    custody: stay.custody,
    citizenship: inmate.citizenship,
    vulnerability: vulnerabilityOf(random, serious),
    decision:
      kind === 'CONTROL_MEASURE' || random.chance(0.06) ? null : decisionOf(random, kind, start, hours),
  };
}

function extentOf(random: Random, legalBasis: string): Measure['extent'] {
  if (legalBasis === '37-8' && random.chance(0.7)) return 'COLLECTIVE';
  return random.pick([
    ['WHOLE', 71],
    ['PARTIAL', 26],
    ['UNKNOWN', 3],
  ] as const);
}

function vulnerabilityOf(random: Random, serious: boolean): Measure['vulnerability'] {
  if (!random.chance(serious ? 0.3 : 0.06)) return [];
  const flags = [
    ['MENTAL_ILLNESS', 50],
    ['SUICIDE_RISK', 35],
    ['SERIOUS_ILLNESS', 6],
    ['DISABILITY', 5],
    ['OTHER', 4],
  ] as const;
  return [random.pick(flags)];
}

function decisionOf(
  random: Random,
  kind: Measure['kind'],
  start: number,
  hours: number,
): Measure['decision'] {
  const decidedAt = start + random.between(-0.5, 1) * HOUR;
  const written = decidedAt + random.lognormal(0.5, 1) * HOUR;
  const told = start + random.lognormal(0.2, 1) * HOUR;
  return {
    level: hours > 14 * 24 && random.chance(0.8) ? 'REGIONAL' : 'LOCAL',
    role: random.pick([
      ['Vaktleder', 55],
      ['Inspektør', 30],
      ['Fengselsleder', 15],
    ] as const),
    decidedAt: random.chance(0.92) ? toInstant(decidedAt) : null,
    writtenAt: random.chance(0.85) ? toInstant(written) : null,
    milderMeansTried: random.chance(0.85) ? random.chance(0.55) : null,
    partialConsidered: kind === 'EXCLUSION' && random.chance(0.8) ? random.chance(0.5) : null,
    inmateToldAt: random.chance(0.8) ? toInstant(told) : null,
  };
}

function ageGroupAt(birthDate: string, moment: number): Measure['ageGroup'] {
  const age = (moment - Date.parse(birthDate)) / YEAR;
  const found = Object.entries(AGE_GROUPS).find(([, { from, to }]) => age >= from && age < to);
  return (found?.[0] as keyof typeof AGE_GROUPS | undefined) ?? 'UNKNOWN';
}

function toInstant(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
