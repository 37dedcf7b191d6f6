import type { Random } from '../random.ts';
import { DAY, HOUR } from './clock.ts';
import { arrivingInmate } from './inmates.ts';
import { isolationIn, plantIsolation, stretchOver } from './isolation-days.ts';
import { createSheet } from './items.ts';
import type { Item } from './items.ts';
import { plannedExclusion } from './measure-terms.ts';
import { addMeasures } from './measures.ts';
import type { Period } from './options.ts';
import type { Place } from './places.ts';
import { regimeDays } from './regime-days.ts';
import { addPerson, addStays } from './register-records.ts';
import type { Run } from './run.ts';
import { planSplit, roomForSplit } from './split.ts';
import { planStays } from './stays.ts';
import type { Stay } from './stays.ts';
import { courseOver, layOutCourses } from './timeline.ts';
import type { Course, Stretch } from './timeline.ts';

type Arrival = {
  readonly random: Random;
  readonly place: Place;
  /** Counts the inmates of the place; with it, what the pseudonym and the source keys are made of. */
  readonly number: number;
  readonly arrivedOn: number;
  readonly nights: number;
};

/** One inmate's whole time in prison: all its records and faults, and the day the place is free again. */
export function visit(run: Run, arrival: Arrival): { items: Item[]; leftOn: number } {
  const { random, place, number, arrivedOn, nights } = arrival;
  const { seed, period, planting } = run;
  const inmate = arrivingInmate(random, {
    place,
    pseudonym: `p${seed}-${place.number}-${number}`,
    arrivedOn,
  });
  const inside = {
    from: Math.max(arrivedOn, period.fromDay),
    to: Math.min(arrivedOn + nights * DAY, period.toDay),
  };
  const splits = !place.minor && roomForSplit(inside) && planting.next(['SPLIT_BY_TRANSFER']) !== null;
  const split = splits ? planSplit(random, inside, planting) : null;
  const stays = planStays(random, place, { arrivedOn, nights, transfer: split?.transfer ?? null });
  const isolation = splits ? [] : isolationIn(random, { stay: stays[0], inside, planting });
  const reserved = split?.over ?? stretchOver(isolation);
  const courses = layOutCourses(random, { inmate, stays, reserved, period });
  const planned = split === null ? [] : [plannedCourse(random, split, { stays, period })];

  const sheet = createSheet(random);
  addPerson(sheet, inmate);
  addStays(sheet, { inmate, stays, toDay: period.toDay });
  let measures = 0;
  for (const course of [...courses, ...planned]) {
    const keys = course.parts.map(() => `m-${place.number}-${number}-${(measures += 1)}`);
    const splitOver = planned.includes(course) ? (split?.limit ?? null) : null;
    const released = leftOn(stays) < period.toDay;
    addMeasures(sheet, { run, course, inmate, period, keys, splitOver, released });
  }
  const days = { pseudonym: inmate.pseudonym, stays, courses: [...courses, ...planned] };
  const regime = regimeDays(random, days, { isolation, measuring: run.measuring, to: period.to });
  for (const day of regime) sheet.add('regime-days', day);
  plantIsolation(sheet, regime, isolation);
  return { items: sheet.items, leftOn: leftOn(stays) };
}

function leftOn(stays: readonly Stay[]): number {
  return stays.at(-1)?.leftOn ?? 0;
}

function plannedCourse(
  random: Random,
  { over }: { over: Stretch },
  within: { stays: readonly [Stay, ...Stay[]]; period: Period },
): Course {
  const hours = (over.end - over.start) / HOUR;
  return courseOver(plannedExclusion(random, hours), { ...within, index: 0, ...over });
}
