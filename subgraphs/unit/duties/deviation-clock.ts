import { UNIT_TARGETS } from '../../../schema/records/targets.ts';
import { EVENTS_OF } from '../../../schema/rules/rests-on.ts';
import type { RuleSet } from '../../../schema/rules/rule-set.ts';
import type { Sql } from '../../platform/database.ts';

/** Where the judging of a unit stands; moments as PostgreSQL writes them, to be given back to it. */
export type Clock = {
  readonly countedThrough: string;
  readonly ruleSet: string | null;
  readonly nextRuleSet: string | null;
  readonly judgedTo: string | null;
  readonly toldThrough: number;
};

export async function readClock(sql: Sql): Promise<Clock> {
  const [clock] = await sql.prepared<Clock>(
    `select counted_through::text as "countedThrough", rule_set as "ruleSet", next_rule_set as "nextRuleSet",
            judged_to as "judgedTo", told_through as "toldThrough"
       from deviation_clock`,
  );
  if (clock === undefined) throw new Error('the unit has no clock of deviations');
  return clock;
}

/** The versions of the rules that the deviations kept were judged by: two while records are judged anew. */
export function ruleSetsOf({ ruleSet, nextRuleSet }: Clock): string[] {
  return [ruleSet, nextRuleSet].filter((version) => version !== null);
}

/** Whether all that is kept was judged by these rules. */
export function isJudgedBy({ ruleSet, nextRuleSet }: Clock, { version }: RuleSet): boolean {
  return ruleSet === version && nextRuleSet === null;
}

/**
 * Up to when duties can be said to be overdue: not past what a source declared to be complete, of measures and
 * of what follows them alike, since what would have met them may only not have come yet.
 */
export async function judgedThrough(
  sql: Sql,
  { asOf, now }: { readonly asOf: string | null; readonly now: string },
): Promise<string> {
  const [row] = await sql.prepared<{ through: string }>(
    `select least($1::timestamptz, $2::timestamptz, min(through)) as through
       from (select case when bool_and(data_through is not null) then min(data_through) end as through
               from (select distinct on (target, source) target, data_through from source_declaration
                      where target = any($3) and ($1::timestamptz is null or recorded_at <= $1)
                      order by target, source, recorded_at desc) latest
              group by target) declared`,
    [asOf, now, UNIT_TARGETS.filter((target) => target !== 'regime-days')],
  );
  return row?.through ?? now;
}

/**
 * By kind of record, up to when everything of it has come. What follows a measure comes from the measure's source, so
 * one that has never sent such entries has not said that there are none.
 */
export async function readDeclared(sql: Sql): Promise<Record<string, string | null>> {
  const rows = await sql.prepared<{ target: string; through: string | null }>(
    `with latest as (
       select distinct on (target, source) target, source, data_through from source_declaration
        where target = any($1) order by target, source, recorded_at desc),
     expected as (
       select target, source from latest
        union
       select follows.target, latest.source from latest cross join unnest($2::text[]) as follows(target) where latest.target = 'measures')
     select target, case when bool_and(data_through is not null) then min(data_through) end as through
       from expected left join latest using (target, source) group by target`,
    [UNIT_TARGETS, Object.keys(EVENTS_OF)],
  );
  return Object.fromEntries(rows.map(({ target, through }) => [target, through]));
}
