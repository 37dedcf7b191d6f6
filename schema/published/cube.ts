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
 * Whether it is the one question readers of published figures may put: all units, whole quarters that have
 * ended, latest knowledge, no filter. Units and the register answer it with exact parts, which reach the
 * directorate's subgraph alone; a single filter more, and figures would come out by subtraction.
 */
export function isCubeQuestion({ period, units, now: _now, by, personKey, ...filters }: Question): boolean {
  return (
    sameMembers(by, CUBE_DIMENSIONS) &&
    sameMembers(
      units,
      UNITS.map(({ code }) => code),
    ) &&
    personKey !== null &&
    quartersOf(period) !== null &&
    hasEnded(period) &&
    Object.values(filters).every((filter) => filter === null)
  );
}

function sameMembers(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && others.every((one) => some.includes(one));
}
