import { z } from 'zod';
import type { AwaitedDeviations } from '../../../schema/deviations/awaited-sentence.ts';
import type { Sql } from '../../platform/database.ts';
import type { DeviationFilter } from './case-filter.ts';

const waiting = z.array(
  z.object({
    unit: z.string(),
    targets: z.array(z.string()),
    declared: z.record(z.string(), z.string().nullable()),
    count: z.int(),
    opensFrom: z.string(),
  }),
);

/**
 * Deviations of which no case is opened yet, by unit and by what may still come; of a filter only the units and
 * rules are about them. What was found over the units waits for others too, and names all that it rests on.
 */
export async function listAwaited(
  sql: Sql,
  { units, rules }: DeviationFilter,
): Promise<(AwaitedDeviations & { readonly unit: { readonly code: string } })[]> {
  const rows = await sql.query(
    `select unit, targets, (array_agg(declared))[1] as declared, count(*)::int as count, min(opens_at) as "opensFrom"
       from (select unit, opens_at, coalesce(declared, '{}')::jsonb as declared,
                    array(select kind from unnest(rests_on) as kind
                           where over_units or coalesce((declared ->> kind)::timestamptz, '-infinity') < due_at) as targets
               from awaited_deviation left join feed_position using (unit)
              where ($1::text[] is null or unit = any($1)) and ($2::text[] is null or rule = any($2))) as one
      group by unit, targets order by unit, targets`,
    [units ?? null, rules ?? null],
  );
  return waiting.parse(rows).map(({ unit, targets, declared, count, opensFrom }) => ({
    unit: { code: unit },
    count,
    opensFrom,
    records: targets.map((target) => ({ target, through: declared[target] ?? null })),
  }));
}
