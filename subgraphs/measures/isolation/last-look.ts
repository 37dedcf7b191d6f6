import { z } from 'zod';
import { INMATES_SUBGRAPH, UNITS } from '../../../schema/units.ts';
import type { Sql } from '../../platform/database.ts';

const look = z.object({
  lookedAt: z.string(),
  persons: z.int().nullable(),
  /** By unit: up to when it knows what goes on; and why it was missing. */
  answered: z.record(z.string(), z.string()),
  missing: z.record(z.string(), z.string()),
});

/** The last time isolation was added up over the units, and what stands of what was found in some; null for all. */
export async function readLastLook(sql: Sql, within: readonly string[] | null) {
  const [row] = await sql.query(
    `select looked_at as "lookedAt", persons, answered, missing from isolation_look order by looked_at desc limit 1`,
  );
  if (row === undefined) return null;
  const { lookedAt, persons, answered, missing } = look.parse(row);
  const units = UNITS.map(({ code }) => ({
    unit: { code },
    ruleSets: [],
    dataThrough: answered[code] ?? null,
    reason: persons === null ? 'INMATES_UNAVAILABLE' : (missing[code] ?? null),
  }));
  const complete = units.every(({ reason }) => reason === null);
  return {
    lookedAt,
    // Of all units together, so only for those who may see all.
    persons: within === null ? persons : null,
    atLeast: !complete,
    coverage: {
      complete,
      answered: units.filter(({ reason }) => reason === null),
      missing: units.filter(({ reason }) => reason !== null),
      ruleSets: [],
      registers: [
        {
          register: INMATES_SUBGRAPH,
          answered: persons !== null,
          reason: persons === null ? 'INMATES_UNAVAILABLE' : null,
          dataThrough: null,
        },
      ],
      ratesFrom: [],
    },
    deviations: () =>
      sql.query(
        `select rule as "ruleCode", count(*)::int as count, count(*) filter (where at_least)::int as "atLeast"
           from case_version
          where superseded_at = 'infinity' and target in ('transfers', 'stays') and status <> 'GONE'
            and ($1::text[] is null or unit = any($1))
          group by rule order by rule`,
        [within],
      ),
  };
}
