import type { Random } from '../random.ts';
import { ageOn, DAY, toDate } from './clock.ts';
import { ageGroupOf } from './strata.ts';
import type { AgeGroup } from './strata.ts';
import type { Place } from './places.ts';

export type Inmate = {
  readonly pseudonym: string;
  readonly sex: Place['sex'];
  readonly citizenship: Place['citizenship'];
  readonly birthDate: string;
  readonly minor: boolean;
};

/** The inmate who arrives in this place on this day; minors leave before they are eighteen. */
export function arrivingInmate(
  random: Random,
  { place, pseudonym, arrivedOn }: { place: Place; pseudonym: string; arrivedOn: number },
): Inmate {
  const years = place.minor ? random.between(15.3, 17.4) : 18.01 + Math.min(57, random.lognormal(2.7, 0.65));
  const birthDate = toDate(arrivedOn - Math.ceil(years * 365.25) * DAY);
  return {
    pseudonym,
    sex: place.sex,
    // A few whose citizenship was not found out.
    citizenship: random.chance(0.004) ? 'UNKNOWN' : place.citizenship,
    // A birthday that every year has, so that nobody can count it otherwise.
    birthDate: birthDate.endsWith('-02-29') ? birthDate.replace('-29', '-28') : birthDate,
    minor: place.minor,
  };
}

/** By the birth date and the day in Oslo. */
export function ageGroupOn({ birthDate }: Inmate, day: number): AgeGroup {
  return ageGroupOf(ageOn(birthDate, day));
}

export function eighteenthBirthday({ birthDate }: Inmate): string {
  return `${Number(birthDate.slice(0, 4)) + 18}${birthDate.slice(4)}`;
}
