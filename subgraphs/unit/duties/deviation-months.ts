import type { Row, Sql } from '../../platform/database.ts';

/**
 * Counts of deviations by month, kind and rule of measures with an end: those kept, put right by what has
 * fallen due since they were counted, or is not due after all.
 */
export async function readDeviationMonths(
  sql: Sql,
  asked: {
    readonly from: string;
    readonly to: string;
    readonly kinds: readonly string[] | null;
    readonly through: string;
    readonly countedThrough: string;
  },
): Promise<Row[]> {
  const { from, to, kinds, through, countedThrough } = asked;
  return sql.prepared(
    `select month, kind, rule, sum(count)::int as count
       from (select month, kind, rule, count from deviation_month
              where month >= $1 and month < $2 and ($3::text[] is null or kind = any($3))
             union all
             select date_trunc('month', started_on::timestamp)::date, kind, rule,
                    case when $4::timestamptz < $5::timestamptz then 1 else -1 end
               from deviation
              where state <> 'GONE' and not is_open
                and due_at >= least($4::timestamptz, $5::timestamptz) and due_at < greatest($4::timestamptz, $5::timestamptz)
                and started_on >= $1 and started_on < $2 and ($3::text[] is null or kind = any($3))) as counted
      group by month, kind, rule
     having sum(count) <> 0`,
    [from, to, kinds, countedThrough, through],
  );
}
