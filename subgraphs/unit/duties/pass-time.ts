import type { Sql } from '../../platform/database.ts';
import { readClock } from './deviation-clock.ts';
import { INCOMPLETE } from './unmet-duties.ts';

/**
 * What has fallen due since the clock was last set, by time alone, is now counted by month and told in the feed;
 * what is not due after all, since a source declared to be complete only up to an earlier moment, no longer.
 * Under the write lock.
 */
export async function passTime(
  sql: Sql,
  { through, recordedAt }: { readonly through: string; readonly recordedAt: string },
): Promise<void> {
  const { countedThrough, toldThrough } = await readClock(sql);
  await sql.query(
    `insert into deviation_month (month, kind, rule, count)
     select date_trunc('month', started_on::timestamp)::date, kind, rule, sum(case when $1::timestamptz < $2::timestamptz then 1 else -1 end)
       from deviation
      where state <> 'GONE' and not is_open
        and due_at >= least($1::timestamptz, $2::timestamptz) and due_at < greatest($1::timestamptz, $2::timestamptz)
      group by 1, 2, 3
         on conflict (month, kind, rule) do update set count = deviation_month.count + excluded.count`,
    [countedThrough, through],
  );
  await sql.query(
    `update deviation
        set state = case when due_at < $2 then 'BROKEN' else 'WAITING' end,
            sequence = case when rule <> '${INCOMPLETE}' and (due_at < $2 or told or sequence <= $4) then nextval('deviation_sequence') end,
            told = told or coalesce(sequence <= $4, false),
            seen_at = coalesce(seen_at, $3)
      where state <> 'GONE' and not is_open
        and due_at >= least($1::timestamptz, $2::timestamptz) and due_at < greatest($1::timestamptz, $2::timestamptz)
        and state <> case when due_at < $2 then 'BROKEN' else 'WAITING' end`,
    [countedThrough, through, recordedAt, toldThrough],
  );
  await sql.query('update deviation_clock set counted_through = $1', [through]);
}
