import type { Random } from '../random.ts';
import { atOslo, DAY, osloDay, toDate } from './clock.ts';
import type { RecordOf } from './items.ts';
import { isolates } from './measure-case.ts';
import type { Period } from './options.ts';
import type { Stay } from './stays.ts';
import type { Course } from './timeline.ts';

export type RegimeDay = RecordOf<'regime-days'>;
type Days = {
  readonly pseudonym: string;
  readonly stays: readonly Stay[];
  readonly courses: readonly Course[];
};

/**
 * The daily regime on each day somebody was wholly excluded from midnight to midnight, on the planted days of
 * isolation, and on three measuring days a year for everybody. All other days are left out, see the README.
 */
export function regimeDays(
  random: Random,
  { pseudonym, stays, courses }: Days,
  { isolation, measuring, to }: { isolation: readonly number[]; measuring: readonly number[]; to: number },
): RegimeDay[] {
  const told = new Map<number, RegimeDay>();
  const tell = (day: number, stay: Stay, time: Minutes): void => {
    const { unit, facility } = stay;
    const date = toDate(day);
    told.set(day, {
      unit,
      sourceKey: `${pseudonym}-${date}`,
      person: pseudonym,
      facility,
      day: date,
      ...time,
    });
  };
  for (const course of courses.filter(isolates)) {
    for (const { stay, start, end } of course.parts) {
      const until = end ?? to;
      for (let day = osloDay(start) + DAY; atOslo(day + DAY, 0) <= until; day += DAY)
        tell(day, stay, excluded(random));
    }
  }
  for (const stay of stays) {
    const present = (day: number): boolean => stay.arrivedOn <= day && day < stay.leftOn;
    for (const day of isolation) if (present(day)) tell(day, stay, isolated(random));
    for (const day of measuring) if (present(day) && !told.has(day)) tell(day, stay, ordinary(random));
  }
  return [...told.values()];
}

type Minutes = Omit<RegimeDay, 'unit' | 'sourceKey' | 'person' | 'facility' | 'day'>;

/** Less than two hours out, and some contact for most. */
function excluded(random: Random): Minutes {
  const out = whole(random.between(30, 115));
  const offered = whole(random.between(20, 180));
  const refused = random.chance(0.15);
  return {
    minutesOfferedOutOfCell: whole(out + random.between(0, 60)),
    minutesOutOfCell: out,
    minutesOutdoors: Math.min(out, 60),
    contactMinutesOffered: offered,
    contactMinutesAccepted: refused ? 0 : whole(offered * random.between(0.5, 1)),
    contactRefused: refused,
  };
}

/** De facto isolation: locked in for 22 hours or more, and nobody to talk to. */
function isolated(random: Random): Minutes {
  const out = whole(random.between(0, 100));
  return {
    minutesOfferedOutOfCell: out,
    minutesOutOfCell: out,
    minutesOutdoors: Math.min(out, 45),
    contactMinutesOffered: 0,
    contactMinutesAccepted: 0,
    contactRefused: false,
  };
}

/** One in four is locked in for 16 hours or more on a weekday; nobody here for 22. */
function ordinary(random: Random): Minutes {
  const out = whole(random.chance(0.25) ? random.between(150, 478) : random.between(485, 840));
  return {
    minutesOfferedOutOfCell: whole(out + random.between(0, 90)),
    minutesOutOfCell: out,
    minutesOutdoors: whole(random.between(30, 90)),
    contactMinutesOffered: out,
    contactMinutesAccepted: whole(out * random.between(0.5, 1)),
    contactRefused: false,
  };
}

/** The first Wednesdays from 10 March, 10 June and 10 November. */
export function measuringDays({ fromDay, toDay }: Period): number[] {
  const days: number[] = [];
  for (let year = new Date(fromDay).getUTCFullYear(); Date.UTC(year, 0) < toDay; year += 1) {
    for (const month of [2, 5, 10]) {
      const tenth = Date.UTC(year, month, 10);
      days.push(tenth + ((3 - new Date(tenth).getUTCDay() + 7) % 7) * DAY);
    }
  }
  return days.filter((day) => day >= fromDay && day < toDay);
}

function whole(minutes: number): number {
  return Math.round(minutes);
}
