import type { Random } from '../random.ts';
import { atOslo, DAY, toDate } from './clock.ts';
import { arrivingInmate } from './inmates.ts';
import type { Inmate } from './inmates.ts';
import { planIsolation, planSplit, roomForSplit } from './isolation-plan.ts';
import { createSheet } from './items.ts';
import type { Item, Sheet } from './items.ts';
import { plannedExclusion } from './measure-terms.ts';
import { addMeasures } from './measures.ts';
import type { Period } from './options.ts';
import type { Place } from './places.ts';
import { regimeDays } from './regime-days.ts';
import type { RegimeDay } from './regime-days.ts';
import type { Run } from './run.ts';
import { planStays } from './stays.ts';
import type { Stay } from './stays.ts';
import { courseOver, layOutCourses } from './timeline.ts';
import type { Course, Stretch } from './timeline.ts';

type Arrival = {
  readonly place: Place;
  /** Counts the inmates of the place; with it, what the pseudonym and the source keys are made of. */
  readonly number: number;
  readonly seed: number;
  readonly arrivedOn: number;
  readonly nights: number;
};

/** One inmate's whole time in prison: all its records and faults, and the day the place is free again. */
export function visit(random: Random, run: Run, arrival: Arrival): { items: Item[]; leftOn: number } {
  const { place, number, seed, arrivedOn, nights } = arrival;
  const { period, planting } = run;
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
  const isolation = splits ? [] : isolationIn(random, run, { stay: stays[0], inside });
  const reserved = split?.over ?? stretchOver(isolation);
  const courses = layOutCourses(random, { inmate, stays, reserved, period });
  const planned = split === null ? [] : [plannedCourse(random, split, { stays, period })];

  const sheet = createSheet();
  addPerson(sheet, inmate);
  addStays(sheet, { inmate, stays, toDay: period.toDay });
  let measures = 0;
  for (const course of [...courses, ...planned]) {
    const keys = course.parts.map(() => `m-${place.number}-${number}-${(measures += 1)}`);
    const splitOver = planned.includes(course) ? (split?.limit ?? null) : null;
    const released = leftOn(stays) < period.toDay;
    addMeasures(random, sheet, run, { course, inmate, period, keys, splitOver, released });
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

function isolationIn(
  random: Random,
  { planting }: Run,
  { stay, inside }: { stay: Stay; inside: { from: number; to: number } },
): readonly number[] {
  const days = planIsolation(random, stay, inside);
  return days.length > 0 && planting.next(['DE_FACTO_ISOLATION']) !== null ? days : [];
}

function stretchOver(days: readonly number[]): Stretch | null {
  const [first] = days;
  const last = days.at(-1);
  return first === undefined || last === undefined
    ? null
    : { start: atOslo(first, 0), end: atOslo(last + DAY, 0) };
}

function plannedCourse(
  random: Random,
  { over }: { over: Stretch },
  within: { stays: readonly [Stay, ...Stay[]]; period: Period },
): Course {
  const hours = (over.end - over.start) / 3_600_000;
  return courseOver(plannedExclusion(random, hours), { ...within, index: 0, ...over });
}

function addPerson(sheet: Sheet, { pseudonym, sex, birthDate, citizenship }: Inmate): void {
  sheet.add('persons', { pseudonym, sex, birthDate, citizenship });
}

function addStays(
  sheet: Sheet,
  { inmate, stays, toDay }: { inmate: Inmate; stays: readonly Stay[]; toDay: number },
): void {
  for (const [index, stay] of stays.entries()) {
    if (stay.arrivedOn >= toDay) continue;
    sheet.add('stays', {
      sourceKey: `${inmate.pseudonym}-${index + 1}`,
      pseudonym: inmate.pseudonym,
      unit: stay.unit,
      facility: stay.facility,
      securityLevel: stay.securityLevel,
      custody: stay.custody,
      arrivedOn: toDate(stay.arrivedOn),
      leftOn: stay.leftOn < toDay ? toDate(stay.leftOn) : null,
    });
  }
}

function plantIsolation(sheet: Sheet, regime: readonly RegimeDay[], isolation: readonly number[]): void {
  const dates = new Set(isolation.map((day) => toDate(day)));
  const days = regime.filter(({ day }) => dates.has(day));
  const [first] = days;
  if (first === undefined) return;
  const locked = Math.min(...days.map(({ minutesOutOfCell }) => 24 - (minutesOutOfCell ?? 0) / 60));
  sheet.plant({
    kind: 'DE_FACTO_ISOLATION',
    units: days.map(({ unit }) => unit),
    target: 'regime-days',
    sourceKeys: days.map(({ sourceKey }) => sourceKey),
    person: first.person,
    expected: { hours: 22, level: null },
    planted: { hours: Math.floor(locked * 100) / 100, level: null },
  });
}
