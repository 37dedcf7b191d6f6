import { MEANS } from '../../schema/vocabulary.ts';
import type { Means } from '../../schema/vocabulary.ts';
import type { Random } from '../random.ts';
import { atOslo, DAY, HOUR, osloDay } from './clock.ts';
import { ageGroupOn } from './inmates.ts';
import type { Inmate } from './inmates.ts';
import { usesPerInmateYear } from './means.ts';
import { termsOf } from './measure-terms.ts';
import type { Terms } from './measure-terms.ts';
import type { Period } from './options.ts';
import { arrivalOf, departureOf } from './stays.ts';
import type { Stay } from './stays.ts';
import { relativeRate, unfairFactor } from './strata.ts';

/** What happened to an inmate: one measure, or several where it went on in another unit after a transfer. */
export type Course = { readonly terms: Terms; readonly parts: readonly [Part, ...Part[]] };
/** `end` null: an event, or still in force when the period ends. */
export type Part = { readonly stay: Stay; readonly start: number; readonly end: number | null };

export type Stretch = { readonly start: number; readonly end: number };

const YEAR = 365.2425 * DAY;
/** Between two measures that last: longer than the pause that isolation goes on over (`schema/rules`). */
const PAUSE = 25 * HOUR;
const SHORTEST_REST = 2 * HOUR;

type Time = {
  readonly inmate: Inmate;
  readonly stays: readonly [Stay, ...Stay[]];
  /** Kept free of other measures that last. */
  readonly reserved: Stretch | null;
  readonly period: Period;
};

/** The measures of one time in prison, as a Poisson process at the rates of its strata, one lasting measure at a time. */
export function layOutCourses(random: Random, time: Time): Course[] {
  const { inmate, stays, period } = time;
  const courses: Course[] = [];
  let free = Number.NEGATIVE_INFINITY;
  for (const [index, stay] of stays.entries()) {
    const until = latestStart(stay, period);
    const uses = usesAt(stay, inmate);
    const perYear = uses.reduce((sum, [, rate]) => sum + rate, 0);
    let moment = Math.max(arrivalOf(stay), period.from);
    while (moment < until) {
      const rate =
        perYear * relativeRate({ ...stay, sex: inmate.sex, ageGroup: ageGroupOn(inmate, osloDay(moment)) });
      moment += random.exponential(YEAR / rate);
      if (moment >= until) break;
      const terms = termsOf(random, random.pick(uses), inmate.minor);
      if (MEANS[terms.means].course === 'EVENT') {
        courses.push({ terms, parts: [{ stay, start: moment, end: null }] });
        continue;
      }
      const room = roomFrom(Math.max(moment, free), time.reserved);
      if (room.start >= latestStart(stay, period)) continue;
      const end = Math.min(room.start + terms.hours * HOUR, room.end);
      const course = courseOver(terms, { ...time, index, start: room.start, end });
      courses.push(course);
      free = (course.parts.at(-1)?.end ?? period.to) + PAUSE;
    }
  }
  return courses;
}

/** Nothing begins on the day of leaving, which the register no longer counts, or in the period's last hours. */
function latestStart({ leftOn }: Stay, period: Period): number {
  return Math.min(atOslo(leftOn, 0), period.to - DAY) - SHORTEST_REST;
}

function usesAt(stay: Stay, inmate: Inmate): readonly (readonly [Means, number])[] {
  const { citizenship } = inmate;
  return usesPerInmateYear(inmate.minor).map(
    ([means, rate]) =>
      [means, rate * unfairFactor(MEANS[means].kind, { unit: stay.unit, citizenship })] as const,
  );
}

/** Where something that lasts can begin at this moment or later, and by when it must have ended. */
function roomFrom(moment: number, reserved: Stretch | null): Stretch {
  if (reserved === null || moment > reserved.end + PAUSE)
    return { start: moment, end: Number.POSITIVE_INFINITY };
  const latest = reserved.start - PAUSE;
  if (moment < latest - SHORTEST_REST) return { start: moment, end: latest };
  return { start: reserved.end + PAUSE, end: Number.POSITIVE_INFINITY };
}

/**
 * The course over the stays it touches. Who is under a measure is not released: the last stay grows with it.
 * An exclusion goes on through a transfer; any other means ends with it.
 */
export function courseOver(
  terms: Terms,
  over: Pick<Time, 'stays' | 'period'> & { index: number; start: number; end: number },
): Course {
  const { stays, period } = over;
  const parts: Part[] = [];
  let { start, end, index } = over;
  let begun = stays[index] ?? stays[0];
  for (let stay = begun; end > departureOf(stay); index += 1) {
    const next = stays[index + 1];
    if (next === undefined) {
      stay.leftOn = osloDay(end) + DAY;
      break;
    }
    if (next.unit !== stay.unit) {
      const departure = departureOf(stay);
      if (terms.means !== 'EXCLUSION' || terms.extent === 'COLLECTIVE') {
        end = departure;
        break;
      }
      if (departure >= period.to) break;
      parts.push({ stay: begun, start, end: departure });
      start = departure;
      begun = next;
    }
    stay = next;
  }
  const last: Part = { stay: begun, start, end: end < period.to ? end : null };
  const [first, ...rest] = [...parts, last];
  return { terms, parts: [first, ...rest] };
}
