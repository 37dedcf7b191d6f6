import type { EXTENTS, Means } from '../../schema/vocabulary.ts';
import type { Random } from '../random.ts';
import { SINGLE_BASIS } from './means.ts';

/** On which ground a measure rests, how far it goes, and how long it would last. */
export type Terms = {
  readonly means: Means;
  readonly legalBasis: string;
  readonly extent: (typeof EXTENTS)[number] | null;
  /** 0 for an event. */
  readonly hours: number;
};

/** Logarithmic mean and deviation of the length in hours, and the longest, by law or by invention. */
type Length = { readonly mu: number; readonly sigma: number; readonly longest: number };
const WHOLE: Length = { mu: 2.64, sigma: 1.825, longest: 360 * 24 };
const PARTIAL: Length = { mu: 3.6, sigma: 1.5, longest: 120 * 24 };
/** §37(8): 3 × 24 hours, to which the region may add three. */
const COLLECTIVE: Length = { mu: 2.3, sigma: 0.9, longest: 140 };
const LENGTHS: Readonly<Partial<Record<Means, Length>>> = {
  /** §39: 24 hours. */
  IMMEDIATE_EXCLUSION: { mu: 2.3, sigma: 0.8, longest: 23.5 },
  /** §40(2) d: 20 days. */
  LEISURE_EXCLUSION: { mu: 4.4, sigma: 0.6, longest: 479 },
  /** Few under a day, several over three, the longest 13 days. */
  SECURITY_CELL: { mu: 3.69, sigma: 0.6, longest: 312 },
  RESTRAINT_BED: { mu: 1.8, sigma: 0.9, longest: 90 },
  HANDCUFFS: { mu: -0.6, sigma: 0.8, longest: 8 },
  TRANSPORT_IRONS: { mu: 0.5, sigma: 0.6, longest: 10 },
  BODY_CUFF: { mu: 0.3, sigma: 0.8, longest: 12 },
  SPIT_GUARD: { mu: -1, sigma: 0.6, longest: 2 },
  /** Regulation 3-26: more than three days go to the region; none here lasts so long. */
  SPECIAL_TOILET_CELL: { mu: 3.2, sigma: 0.6, longest: 71 },
  SENSOR_CONTROL: { mu: 5.5, sigma: 0.5, longest: 480 },
};
/** Minors' lengths end before a duty that only planned cases should raise: §37(6), §37(10), §38(6). */
const LONGEST_FOR_MINORS = { WHOLE: 240, PARTIAL: 150, SECURITY_CELL: 70 };
const SHORTEST_HOURS = 0.1;

export function termsOf(random: Random, means: Means, minor: boolean): Terms {
  if (means === 'EXCLUSION') return exclusionTerms(random, minor);
  const length = LENGTHS[means];
  const longest = minor && means === 'SECURITY_CELL' ? LONGEST_FOR_MINORS.SECURITY_CELL : length?.longest;
  return {
    means,
    legalBasis: SINGLE_BASIS[means],
    extent: means === 'IMMEDIATE_EXCLUSION' ? 'WHOLE' : means === 'LEISURE_EXCLUSION' ? 'PARTIAL' : null,
    hours: length === undefined ? 0 : hoursOf(random, length, longest),
  };
}

function exclusionTerms(random: Random, minor: boolean): Terms {
  const extent = random.pick([
    ['WHOLE', 71.3],
    ['PARTIAL', 25.7],
    ['COLLECTIVE', minor ? 0 : 3],
  ] as const);
  const means = 'EXCLUSION';
  if (extent === 'COLLECTIVE')
    return { means, extent, legalBasis: '37-8', hours: hoursOf(random, COLLECTIVE) };
  if (extent === 'PARTIAL') {
    const hours = hoursOf(random, PARTIAL, minor ? LONGEST_FOR_MINORS.PARTIAL : PARTIAL.longest);
    return { means, extent, legalBasis: groundOf(random, minor), hours };
  }
  const hours = hoursOf(random, WHOLE, minor ? LONGEST_FOR_MINORS.WHOLE : WHOLE.longest);
  // Half of those under 26 hours: over 30 % of decisions, lasting 8 hours in the mean, as published for 2023.
  const building = hours < 26 && random.chance(0.5);
  return {
    means,
    extent,
    legalBasis: building ? buildingBasis(random, minor) : groundOf(random, minor),
    hours,
  };
}

/** A whole exclusion of this many hours on an ordinary ground, for a planned case. */
export function plannedExclusion(random: Random, hours: number): Terms {
  return { means: 'EXCLUSION', extent: 'WHOLE', legalBasis: groundOf(random, false), hours };
}

function buildingBasis(random: Random, minor: boolean): string {
  if (minor) return '37-10';
  return random.chance(0.8) ? '37-9-building' : '37-8';
}

/** §37(1) a to e and the own wish; for minors letter a is not a ground, §37(2). */
function groundOf(random: Random, minor: boolean): string {
  return random.pick([
    ['37-1-a', minor ? 0 : 16],
    ['37-1-b', 38],
    ['37-1-c', 6],
    ['37-1-d', 13],
    ['37-1-e', 20],
    ['37-9-wish', minor ? 0 : 7],
  ]);
}

function hoursOf(random: Random, { mu, sigma, longest }: Length, limit = longest): number {
  return Math.min(limit, Math.max(SHORTEST_HOURS, random.lognormal(mu, sigma)));
}
