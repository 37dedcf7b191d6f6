import { createHmac } from 'node:crypto';
import { osloDay } from '../../schema/practice/calendar.ts';
import { bandOfSeconds, BIN_EDGES } from '../../schema/practice/lengths.ts';
import { emptyCell } from '../../schema/practice/cells.ts';
import type { Cell } from '../../schema/practice/state.ts';
import { isDay } from '../../schema/records/measure.ts';
import type { MeasureRecord } from '../../schema/records/measure.ts';
import { RULE_SET } from '../../schema/rules/rule-set.ts';
import { MEANS } from '../../schema/vocabulary.ts';
import { judge } from './plain-judge.ts';
import type { Deviation } from './plain-judge.ts';
import { dayOf, daysBetween, midnightOf, secondsOf } from './oslo-time.ts';

/** The figures of one cell, counted record by record from their definitions. */
const DAY = 86_400;

/** Persons are a list only where they are asked for. */
export function startCell(personKey: string | null): Cell {
  return { ...emptyCell(), persons: personKey === null ? null : [] };
}

type Counting = {
  readonly record: MeasureRecord;
  readonly period: { readonly from: string; readonly to: string };
  readonly cutoff: string;
  readonly personKey: string | null;
};

export function count(cell: Cell, { record, period, cutoff, personKey }: Counting): void {
  const { end } = record;
  const day = dayOf(record.start);
  const begun = day >= period.from && day < period.to;
  if (isInterval(record)) {
    cell.seconds += secondsInside(record, period, cutoff);
    if (day < period.to && (end === null || dayOf(end) >= period.to)) cell.inForceAtEnd += 1;
  }
  if (!begun) return;
  cell.started += 1;
  countDeviations(cell, judge({ record, entries: {} }, RULE_SET, cutoff));
  if (record.repair !== null) cell.repairedRecords += 1;
  if (personKey !== null) countPerson(cell, record, personKey);
  if (isInterval(record)) countLength(cell, end !== null, lengthOf(record, cutoff));
}

export function isInterval({ means }: MeasureRecord): boolean {
  return MEANS[means].course === 'INTERVAL';
}

/** Full length in seconds, of an ongoing interval the length so far; days are 24 hours whatever the clocks do. */
export function lengthOf({ start, end }: MeasureRecord, cutoff: string): number {
  if (isDay(start)) return Math.max(0, daysBetween(start, end ?? osloDay(cutoff))) * DAY;
  return Math.max(0, secondsOf(end ?? cutoff) - secondsOf(start));
}

function countLength(cell: Cell, ended: boolean, length: number): void {
  if (!ended) {
    const band = bandOfSeconds(length);
    cell.ongoing += 1;
    cell.ongoingByBand[band] = (cell.ongoingByBand[band] ?? 0) + 1;
    return;
  }
  cell.ended += 1;
  cell.endedSeconds += length;
  const bin = BIN_EDGES.findIndex((edge) => length <= edge);
  const counted = cell.bins.find(([number]) => number === bin);
  if (counted === undefined) cell.bins.push([bin, 1]);
  else counted[1] += 1;
}

function countPerson(cell: Cell, { person }: MeasureRecord, personKey: string): void {
  if (person === null) cell.persons = null;
  if (person === null || cell.persons === null) return;
  const hash = hashedPerson(person, personKey);
  if (!cell.persons.includes(hash)) cell.persons.push(hash);
}

/** As `persons` of schema/practice/state.ts has it. */
export function hashedPerson(person: string, personKey: string): string {
  return createHmac('sha256', personKey).update(person).digest('base64url').slice(0, 22);
}

function secondsInside(
  { start, end }: MeasureRecord,
  { from, to }: Counting['period'],
  cutoff: string,
): number {
  if (isDay(start)) {
    const first = start > from ? start : from;
    const last = [end ?? osloDay(cutoff), to].toSorted()[0] ?? to;
    return Math.max(0, daysBetween(first, last)) * DAY;
  }
  const first = Math.max(secondsOf(start), secondsOf(midnightOf(from)));
  const last = Math.min(secondsOf(end ?? cutoff), secondsOf(midnightOf(to)));
  return Math.max(0, last - first);
}

/** Of measures that nothing followed. */
function countDeviations(cell: Cell, broken: readonly Deviation[]): void {
  if (!broken.some(({ documentation }) => documentation)) cell.completeRecords += 1;
  for (const { rule } of broken) {
    const counted = cell.deviations.find(([code]) => code === rule);
    if (counted === undefined) cell.deviations.push([rule, 1]);
    else counted[1] += 1;
  }
}
