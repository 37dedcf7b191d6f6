import { bucketsOf, osloDay } from '../../schema/practice/calendar.ts';
import type { Question } from '../../schema/practice/question.ts';
import { EMPTY_KEY } from '../../schema/practice/state.ts';
import type { Sql } from '../platform/database.ts';
import { countDays } from './count-days.ts';
import type { DaysGroup } from './count-days.ts';

/** Whether `inmate_days_month` can answer: whole months, latest knowledge, no filter on place or person. */
export function fitsMonths(question: Question): boolean {
  const filters = [
    question.asOf,
    question.facilities,
    question.securityLevels,
    question.sexes,
    question.ageGroups,
    question.custodies,
    question.citizenships,
  ];
  return (
    [question.period.from, question.period.to].every((day) => day.endsWith('-01')) &&
    filters.every((filter) => filter === null) &&
    !question.by.some((dimension) => OF_STAYS.includes(dimension))
  );
}

const OF_STAYS: Question['by'] = ['FACILITY', 'SECURITY_LEVEL', 'SEX', 'AGE_GROUP', 'CUSTODY', 'CITIZENSHIP'];

/** Inmate-days from the months kept, and from the stays of persons still there and of months not yet over. */
export async function readMonths(
  sql: Sql,
  { question, cutoff }: { readonly question: Question; readonly cutoff: string },
): Promise<DaysGroup[]> {
  const { from, to } = question.period;
  const over = clamp(`${osloDay(cutoff).slice(0, 7)}-01`, { from, to });
  const past = { ...question, period: { from, to: over } };
  const current = { ...question, period: { from: over, to } };
  return addAlike([
    ...(from < over ? await readKept(sql, past) : []),
    ...(from < over ? await countDays(sql, { question: past, cutoff, stillThere: true }) : []),
    ...(over < to ? await countDays(sql, { question: current, cutoff }) : []),
  ]);
}

/** A part of time may be over in part. */
function addAlike(groups: readonly DaysGroup[]): DaysGroup[] {
  const alike = Map.groupBy(groups, ({ unit, key }) => `${unit} ${key.year} ${key.quarter} ${key.month}`);
  return [...alike.values()].flatMap((same) => {
    const days = same.reduce((sum, group) => sum + group.days, 0);
    return same.slice(0, 1).map((first) => ({ ...first, days }));
  });
}

function clamp(day: string, { from, to }: Question['period']): string {
  if (day < from) return from;
  return day > to ? to : day;
}

async function readKept(sql: Sql, question: Question): Promise<DaysGroup[]> {
  const buckets = bucketsOf(question.period, question.by);
  const rows = await sql.prepared<{ unit: string; month: string; days: number }>(
    `select unit, month, days from inmate_days_month
      where month >= $1 and month < $2 and unit = any($3) and days <> 0`,
    [question.period.from, question.period.to, question.units],
  );
  return rows.map(({ unit, month, days }) => {
    const {
      year = null,
      quarter = null,
      month: label = null,
    } = buckets.findLast(({ from }) => from <= month) ?? {};
    return { unit, key: { ...EMPTY_KEY, year, quarter, month: label }, days };
  });
}
