import { bucketsOf, osloDay } from '../../schema/practice/calendar.ts';
import type { Question } from '../../schema/practice/question.ts';
import { EMPTY_KEY } from '../../schema/practice/state.ts';
import { UNITS } from '../../schema/units.ts';
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

/** The days beside the kept months as this process last counted them; empty before. */
export type RememberedDays = { latest?: DaysBeside };
type DaysBeside = {
  readonly watermark: string;
  readonly cutoffOn: string;
  readonly days: readonly DaysOfMonth[];
};
type DaysOfMonth = { readonly unit: string; readonly month: string; readonly days: number };
type Asked = { readonly question: Question; readonly cutoff: string; readonly watermark: string };

/** Inmate-days from the months kept, and beside them those of persons still there and of the month not yet over. */
export async function readMonths(sql: Sql, remembered: RememberedDays, asked: Asked): Promise<DaysGroup[]> {
  const { period, units, by } = asked.question;
  const buckets = bucketsOf(period, by);
  const beside = (await daysBeside(sql, remembered, asked)).filter(
    ({ unit, month }) => units.includes(unit) && month >= period.from && month < period.to,
  );
  return addAlike(
    [...(await readKept(sql, asked)), ...beside].map(({ unit, month, days }) => {
      const { year, quarter, month: label } = buckets.findLast(({ from }) => from <= month) ?? EMPTY_KEY;
      return { unit, key: { ...EMPTY_KEY, year, quarter, month: label }, days };
    }),
  );
}

/** A part of time may be over in part. */
function addAlike(groups: readonly DaysGroup[]): DaysGroup[] {
  const alike = Map.groupBy(groups, ({ unit, key }) => `${unit} ${key.year} ${key.quarter} ${key.month}`);
  return [...alike.values()].flatMap((same) => {
    const days = same.reduce((sum, group) => sum + group.days, 0);
    return same.slice(0, 1).map((first) => ({ ...first, days }));
  });
}

/** Of persons who have left, in months that are over. */
function readKept(sql: Sql, { question: { period, units }, cutoff }: Asked): Promise<DaysOfMonth[]> {
  return sql.prepared<DaysOfMonth>(
    `select unit, month, days from inmate_days_month
      where month >= $1 and month < least($2::date, $3::date) and unit = any($4) and days <> 0`,
    [period.from, period.to, monthOf(osloDay(cutoff)), units],
  );
}

/**
 * Of persons still there, and of everybody in the month of the cutoff. To count them takes many times as long as the rest
 * of an answer, so it is done once for each watermark and day, for all units and months.
 */
async function daysBeside(
  sql: Sql,
  remembered: RememberedDays,
  { question, cutoff, watermark }: Asked,
): Promise<readonly DaysOfMonth[]> {
  const { latest } = remembered;
  const cutoffOn = osloDay(cutoff);
  if (latest?.watermark === watermark && latest.cutoffOn === cutoffOn) return latest.days;
  const count = async (period: Question['period'], stillThere: boolean) => {
    if (period.from >= period.to) return [];
    const all = { ...question, units: UNITS.map(({ code }) => code), period, by: ['MONTH' as const] };
    return countDays(sql, { question: all, cutoff, stillThere });
  };
  const thisMonth = monthOf(cutoffOn);
  const first = monthOf((await firstArrival(sql)) ?? cutoffOn);
  const groups = [
    ...(await count({ from: first, to: thisMonth }, true)),
    ...(await count({ from: thisMonth, to: cutoffOn }, false)),
  ];
  const days = groups.map(({ unit, key, days: counted }) => ({
    unit,
    month: monthOf(key.month ?? ''),
    days: counted,
  }));
  remembered.latest = { watermark, cutoffOn, days };
  return days;
}

/** Of persons still there the day the first of them came. */
async function firstArrival(sql: Sql): Promise<string | null> {
  const [row] = await sql.prepared<{ first: string | null }>(
    `select min(arrived_on) as first from stay_version
      where superseded_at = 'infinity' and not withdrawn
        and (pseudonym, unit) in (select pseudonym, unit from stay_version
                                   where superseded_at = 'infinity' and not withdrawn and left_on is null)`,
  );
  return row?.first ?? null;
}

/** The first day of the month of a day or month. */
function monthOf(day: string): string {
  return `${day.slice(0, 7)}-01`;
}
