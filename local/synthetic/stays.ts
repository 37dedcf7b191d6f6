import type { Random } from '../random.ts';
import { atOslo, DAY } from './clock.ts';
import type { Place } from './places.ts';
import { UNIT_MIXES } from './unit-mixes.ts';

/** A stay as planned; its last day moves where a measure outlasts it. People come and go at eleven. */
export type Stay = Pick<Place, 'unit' | 'facility' | 'securityLevel' | 'custody'> & {
  readonly arrivedOn: number;
  leftOn: number;
};

export function arrivalOf({ arrivedOn }: Stay): number {
  return atOslo(arrivedOn, 11);
}

export function departureOf({ leftOn }: Stay): number {
  return atOslo(leftOn, 11);
}

/** Nights a whole time in prison lasts (lognormal), invented. */
const NIGHTS = {
  REMAND: { mu: 3.9, sigma: 0.8 },
  SENTENCED: { mu: 4.6, sigma: 0.9 },
  PREVENTIVE_DETENTION: { mu: 7, sigma: 0.5 },
  UNKNOWN: { mu: 4, sigma: 0.8 },
} as const;
const LONGEST_FOR_MINORS = 60;

export function nightsOf(random: Random, place: Place): number {
  const { mu, sigma } = NIGHTS[place.custody];
  const nights = Math.ceil(random.lognormal(mu, sigma));
  return place.minor ? Math.min(nights, LONGEST_FOR_MINORS) : nights;
}

/** Of the first inmate of a place, how long the time lasts and how much of it has passed. */
export function firstNightsOf(random: Random, place: Place): { nights: number; passed: number } {
  const { mu, sigma } = NIGHTS[place.custody];
  // Who is there at a given moment is there for a longer time: length-biased, which keeps a lognormal one.
  const biased = Math.ceil(random.lognormal(mu + sigma * sigma, sigma));
  const nights = place.minor ? Math.min(biased, LONGEST_FOR_MINORS) : biased;
  return { nights, passed: Math.floor(random.next() * nights) };
}

/** A move decided beforehand: on which day, and away from which units. */
export type PlannedTransfer = { readonly on: number; readonly notTo: readonly string[] };

/** One time in prison: a single stay, or one that goes on after a judgment or in another unit. */
export function planStays(
  random: Random,
  place: Place,
  time: { readonly arrivedOn: number; readonly nights: number; readonly transfer: PlannedTransfer | null },
): [Stay, ...Stay[]] {
  const { unit, facility, securityLevel, custody } = place;
  const leftOn = time.arrivedOn + time.nights * DAY;
  const whole: Stay = { unit, facility, securityLevel, custody, arrivedOn: time.arrivedOn, leftOn };
  if (time.transfer !== null) return move(random, whole, time.transfer);
  if (place.minor || time.nights < 20) return [whole];
  const on = time.arrivedOn + Math.round(time.nights * random.between(0.5, 0.8)) * DAY;
  if (random.chance(0.08)) return move(random, whole, { on, notTo: [] });
  if (custody !== 'REMAND' || !random.chance(0.2)) return [whole];
  return [
    { ...whole, leftOn: on },
    { ...whole, custody: 'SENTENCED', arrivedOn: on },
  ];
}

function move(random: Random, stay: Stay, { on, notTo }: PlannedTransfer): [Stay, ...Stay[]] {
  const among = UNIT_MIXES.filter(({ unit }) => unit !== stay.unit && !notTo.includes(unit));
  if (among.length === 0) return [stay];
  const unit = random.pick(among.map((mix) => [mix.unit, mix.places] as const));
  return [
    { ...stay, leftOn: on },
    { ...stay, unit, arrivedOn: on },
  ];
}
