import { withinGranted } from '../platform/access/require-clearance.ts';
import type { Period } from '../platform/access/require-clearance.ts';
import type { Database, Row } from '../platform/database.ts';
import { knownAt, Parameters } from '../platform/practice-sql.ts';
import { unlessBlocked } from '../platform/records/blocked-persons.ts';
import { atOneMoment } from '../platform/records/write-lock.ts';
import { REGIME_DAY_COLUMNS, selectFields } from './entry-rows.ts';
import { pageOf, readPosition } from '../platform/page.ts';
import type { Page, PageArguments } from '../platform/page.ts';

export type RegimeDayQuestion = PageArguments & {
  readonly period: { readonly from: string; readonly to: string };
  readonly facilities?: readonly string[] | null;
  readonly asOf?: string | null;
};

/** Days of the daily regime (dagsregime) in a period, newest first. */
export async function readRegimeDays(
  database: Database,
  question: RegimeDayQuestion & { readonly granted: readonly Period[] },
): Promise<Page<Row>> {
  const { first, position } = readPosition(question);
  const parameters = new Parameters();
  const conditions = [
    knownAt(parameters, question.asOf ?? null),
    unlessBlocked('person'),
    `day >= ${parameters.add(question.period.from, 'date')}`,
    `day < ${parameters.add(question.period.to, 'date')}`,
    parameters.oneOf('facility', question.facilities ?? null),
    ...withinGranted(parameters, question.granted, { from: 'day', to: 'day' }),
  ];
  if (position !== null) {
    conditions.push(
      `(day, id) < (${parameters.add(position[0], 'date')}, ${parameters.add(position[1], 'uuid')})`,
    );
  }
  const rows = await atOneMoment(database, question.asOf ?? null, async (sql) => {
    return sql.query(
      `select id, ${selectFields(REGIME_DAY_COLUMNS)}
         from regime_day_version
        where ${conditions.join(' and ')}
        order by day desc, id desc
        limit ${parameters.add(first + 1, 'int')}`,
      parameters.values,
    );
  });
  const nodeOf = (row: Row) => ({ ...row, inmate: { pseudonym: row['person'] } });
  return pageOf(rows, { first, position, orderedBy: 'day', nodeOf });
}
