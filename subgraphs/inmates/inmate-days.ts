import type { Question } from '../../schema/practice/question.ts';
import type { InmatesState } from '../../schema/practice/state.ts';
import type { Database, Sql } from '../platform/database.ts';
import { knownAt, Parameters } from '../platform/practice-sql.ts';
import { dataThrough } from '../platform/records/declarations.ts';
import { atOneMoment } from '../platform/records/write-lock.ts';
import { tellMoment } from '../platform/watermark.ts';
import { countDays } from './count-days.ts';
import type { DaysGroup } from './count-days.ts';
import { fitsMonths, readMonths } from './read-months.ts';
import type { RememberedDays } from './read-months.ts';

/**
 * Inmate-days (innsattdøgn): persons present at 24:00, summed over the days of the period that have
 * passed. A stay [arrived, left) is present at 24:00 of each of its days.
 */
export async function inmateDays(
  database: Database,
  remembered: RememberedDays,
  question: Question,
): Promise<InmatesState> {
  return atOneMoment(database, question.asOf, async (sql) => {
    const through = await dataThrough(sql, 'stays', question.asOf);
    const moments = [question.asOf, through, question.now].filter((moment) => moment !== null);
    const cutoff = new Date(Math.min(...moments.map((moment) => Date.parse(moment)))).toISOString();
    const watermark = await tellMoment(sql, { open: Date.parse(cutoff) === Date.parse(question.now) });
    const groups = fitsMonths(question)
      ? await readMonths(sql, remembered, { question, cutoff, watermark })
      : await countDays(sql, { question, cutoff });
    return {
      dataThrough: through,
      populatedUnits: await populatedUnits(sql, question),
      groups,
      totals: addByUnit(groups),
    };
  });
}

/** Nobody is in two groups of one unit on the same day, so the groups add up to the unit. */
function addByUnit(groups: readonly DaysGroup[]): InmatesState['totals'] {
  const days = new Map<string, number>();
  for (const group of groups) days.set(group.unit, (days.get(group.unit) ?? 0) + group.days);
  return [...days].map(([unit, sum]) => ({ unit, days: sum }));
}

async function populatedUnits(sql: Sql, { units, asOf }: Question): Promise<string[]> {
  const parameters = new Parameters();
  const rows = await sql.query<{ unit: string }>(
    `select unit from unnest(${parameters.add(units, 'text[]')}) as asked(unit)
      where exists (select from stay_version where stay_version.unit = asked.unit and ${knownAt(parameters, asOf)})`,
    parameters.values,
  );
  return rows.map(({ unit }) => unit);
}
