import type { CITIZENSHIP_GROUPS, CUSTODIES, SECURITY_LEVELS, SEXES } from '../../schema/vocabulary.ts';
import { createRandom } from '../random.ts';
import type { Random } from '../random.ts';
import { MINORS, UNIT_MIXES } from './unit-mixes.ts';

/**
 * A place holds one inmate at a time, one after another, all of the same custody, sex and citizenship group.
 * So the shares by inmate-days are those of the places at every moment.
 */
export type Place = {
  readonly number: number;
  readonly unit: string;
  readonly facility: string;
  readonly securityLevel: (typeof SECURITY_LEVELS)[number];
  readonly custody: (typeof CUSTODIES)[number];
  readonly sex: (typeof SEXES)[number];
  readonly citizenship: (typeof CITIZENSHIP_GROUPS)[number];
  readonly minor: boolean;
};

const FOREIGN_SHARE = { REMAND: 0.38, OTHER: 0.22 };
/** Stands apart from the streams of the places, which begin at 1. */
const PLACES_STREAM = 0;

export function countPlaces(scale: number): number {
  return UNIT_MIXES.reduce((sum, { places }) => sum + placesAt(places, scale), 0);
}

/** Every place of the service, unit by unit. */
export function* generatePlaces({ scale, seed }: { scale: number; seed: number }): Generator<Place> {
  const quotas = createQuotas(createRandom(seed, PLACES_STREAM));
  let number = 0;
  for (const mix of UNIT_MIXES) {
    const minors = Math.round((MINORS[mix.unit] ?? 0) * scale + 0.4);
    for (let within = 0; within < placesAt(mix.places, scale); within += 1) {
      number += 1;
      if (within < minors) {
        yield minorPlace(number, mix.unit);
        continue;
      }
      const high = quotas.take('high', mix.high);
      const lower = !high && quotas.take('lower', mix.lower / (1 - mix.high));
      const remand = high && quotas.take('remand', mix.remand / mix.high);
      const preventive =
        high && !remand && quotas.take('preventive', mix.preventive / (mix.high - mix.remand));
      const female = quotas.take('female', mix.women);
      const foreign = quotas.take('foreign', remand ? FOREIGN_SHARE.REMAND : FOREIGN_SHARE.OTHER);
      yield {
        number,
        unit: mix.unit,
        facility:
          female && high ? 'Kvinneavdelingen' : FACILITIES[high ? 'HIGH' : lower ? 'LOWER' : 'TRANSITIONAL'],
        securityLevel: high ? 'HIGH' : lower ? 'LOWER' : 'TRANSITIONAL',
        custody: remand ? 'REMAND' : preventive ? 'PREVENTIVE_DETENTION' : 'SENTENCED',
        sex: female ? 'FEMALE' : 'MALE',
        citizenship: foreign ? 'FOREIGN' : 'NORWEGIAN',
        minor: false,
      };
    }
  }
}

const FACILITIES = { HIGH: 'Avdeling A', LOWER: 'Avdeling B', TRANSITIONAL: 'Avdeling C' };

function minorPlace(number: number, unit: string): Place {
  return {
    number,
    unit,
    facility: 'Ungdomsenheten',
    securityLevel: 'HIGH',
    custody: 'REMAND',
    sex: 'MALE',
    citizenship: 'NORWEGIAN',
    minor: true,
  };
}

function placesAt(places: number, scale: number): number {
  return Math.max(1, Math.round(places * scale));
}

/**
 * Hits shares exactly: among the places a share adds up over, one hit for each whole one, at a random point
 * of it, so that two shares do not fall into step.
 */
function createQuotas(random: Random) {
  const states = new Map<string, { sum: number; next: number }>();
  return {
    take(name: string, share: number): boolean {
      const state = states.get(name) ?? { sum: 0, next: random.next() };
      states.set(name, state);
      state.sum += share;
      if (state.sum <= state.next) return false;
      state.next = Math.floor(state.next) + 1 + random.next();
      return true;
    },
  };
}
