import type { Database, Sql } from '../platform/database.ts';
import type { Written } from '../platform/records/record-kind.ts';
import { lockForWriting } from '../platform/records/write-lock.ts';
import { presence } from './presence.ts';

/**
 * Brings `inmate_days_month` up to date with the stays just written. A stay added can shorten what another of
 * the same person counts, so all stays of the persons touched are counted as they were and as they are.
 */
export async function keepDays(sql: Sql, { versions, recordedAt }: Written): Promise<void> {
  // An array, which is searched for in the index whatever PostgreSQL knows of a table that is just being filled.
  const touched =
    'pseudonym = any(array(select distinct pseudonym from stay_version where id = any($1::uuid[])))';
  await addDays(
    sql,
    `${daysByMonth(`${touched} and recorded_at < $2::timestamptz and superseded_at >= $2::timestamptz`, -1)}
     union all
     ${daysByMonth(`${touched} and superseded_at = 'infinity'`, 1)}`,
    [versions.map(({ id }) => id), recordedAt],
  );
}

/** Counts all months from the stays where none is kept: in a database older than them, or emptied because their rules changed. */
export async function keepFirstDays(database: Database): Promise<void> {
  await database.transaction(async (sql) => {
    await lockForWriting(sql);
    await sql.query('set local statement_timeout = 0');
    const [kept] = await sql.query('select from inmate_days_month limit 1');
    if (kept === undefined) await addDays(sql, daysByMonth(`superseded_at = 'infinity'`, 1), []);
  });
}

async function addDays(sql: Sql, days: string, values: readonly unknown[]): Promise<void> {
  await sql.query(
    `insert into inmate_days_month (unit, month, days)
     select unit, month, sum(days) from (${days}) as counted group by unit, month having sum(days) <> 0
         on conflict (unit, month) do update set days = inmate_days_month.days + excluded.days`,
    values,
  );
}

/** Days by unit and month of persons with no stay there that is still going on. */
function daysByMonth(condition: string, weight: 1 | -1): string {
  const gone = `
    select * from (select *, bool_or(left_on is null) over (partition by pseudonym, unit) as is_there
                     from stay_version as version where ${condition} and not withdrawn) as stay
     where not is_there`;
  return `
    select unit, month::date,
           ${weight} * (least(present_to, (month + interval '1 month')::date) - greatest(present_from, month::date)) as days
      from (${presence(gone)}) as present
     cross join lateral generate_series(date_trunc('month', present_from::timestamp), present_to::timestamp - interval '1 day',
                                        interval '1 month') as months(month)`;
}
