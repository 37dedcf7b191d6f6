import { bucketsOf, osloDay } from '../practice/calendar.ts';
import type { Bucket } from '../practice/calendar.ts';
import type { Question } from '../practice/question.ts';
import { UNITS } from '../units.ts';
import type { PracticeDimension } from '../vocabulary.ts';

/** What the published cube is divided by, for readers without access to persons. */
export const CUBE_DIMENSIONS = [
  'UNIT',
  'KIND',
  'EXTENT',
  'QUARTER',
  'SEX',
] as const satisfies readonly PracticeDimension[];

const FIRST_DAY = /-(?:01|04|07|10)-01$/;

type Period = Question['period'];

/** The quarters of a period of whole quarters; null for any other period. */
export function quartersOf(period: Period): readonly (Bucket & { readonly quarter: string })[] | null {
  if (!FIRST_DAY.test(period.from) || !FIRST_DAY.test(period.to)) return null;
  return bucketsOf(period, ['QUARTER']).flatMap((bucket) =>
    bucket.quarter === null ? [] : [{ ...bucket, quarter: bucket.quarter }],
  );
}

/** Whether the period is over: what still comes in day by day could be held against the day before. */
export function hasEnded({ to }: Period): boolean {
  return to <= osloDay(new Date().toISOString());
}

/**
 * Whether it is the one question of the published cube: all units, whole quarters that have ended, latest
 * knowledge, no filter. Units and the register answer it with exact parts, which reach the directorate's
 * subgraph alone; a single filter more, and hidden figures would come out by subtraction.
 */
export function isCubeQuestion(asked: Question): boolean {
  return isUnfiltered(asked, CUBE_DIMENSIONS) && quartersOf(asked.period) !== null && hasEnded(asked.period);
}

/** Whether it is over everything there is, as known now, persons counted, divided by just these dimensions. */
export function isUnfiltered(
  { period: _period, units, now: _now, by, personKey, ...filters }: Question,
  dimensions: readonly PracticeDimension[],
): boolean {
  return (
    sameMembers(by, dimensions) &&
    sameMembers(
      units,
      UNITS.map(({ code }) => code),
    ) &&
    personKey !== null &&
    Object.values(filters).every((filter) => filter === null)
  );
}

function sameMembers(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && others.every((one) => some.includes(one));
}
