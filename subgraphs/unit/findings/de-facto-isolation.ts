import type { RuleSet } from '../../../schema/rules/rule-set.ts';
import type { Sql } from '../../platform/database.ts';
import { knownAt, Parameters } from '../../platform/practice-sql.ts';
import type { Finding } from './finding.ts';

/** Days of these persons in isolation without a decision, as the rules have it. */
export async function findDeFactoIsolation(
  sql: Sql,
  set: RuleSet,
  persons: readonly string[],
): Promise<Finding[]> {
  const parameters = new Parameters();
  const some = `person = any(${parameters.add(persons, 'text[]')})`;
  return sql.query<Finding>(
    `select id as record, rule, 1 as occurrence, 'regime-days' as target, facility, null as kind, null as means,
            day as "startedOn", ends as "dueAt", null as "metAt"
       from (${daysAlone(parameters, set, { where: some, asOf: null })}) as alone`,
    parameters.values,
  );
}

/** Which days are looked at, of records known at a moment. */
export type LookedAt = { readonly where: string; readonly asOf: string | null };

/**
 * De facto isolation: days this long locked in with no more contact than this, and no decision on being alone that
 * covers them, so that as many hours of the day stand without one. A day that does not say how long or with what
 * contact shows nothing.
 */
export function daysAlone(parameters: Parameters, { rules }: RuleSet, { where, asOf }: LookedAt): string {
  const rows = rules.flatMap(({ code, enabled, validFrom, validTo, demands }) =>
    demands.type === 'DE_FACTO' && enabled
      ? [{ ...demands, code, validFrom, validTo: validTo ?? 'infinity' }]
      : [],
  );
  return `
  with rule as (
    select * from jsonb_to_recordset(${parameters.add(JSON.stringify(rows), 'jsonb')})
      as given(code text, "validFrom" date, "validTo" date, "lockedIn" int, "contactUpTo" int, alone jsonb)),
  day as (${recordedDays(parameters, { where, asOf })}),
  decision as (
    select person, means, extent, ${TIME} as time
      from measure_version
     where ${knownAt(parameters, asOf)} and is_interval)
  select day.*, code as rule
    from day
    join rule on day >= "validFrom" and day < "validTo"
   cross join lateral (
     select coalesce(sum(extract(epoch from upper(part) - lower(part))), 0) / 60 as minutes
       from (select unnest(range_agg(time * tstzrange(begins, ends))) as part
               from decision
               join jsonb_to_recordset(alone) as given(means text, extents text[]) using (means)
              where decision.person = day.person and (extents is null or extent = any(extents))
                and time && tstzrange(begins, ends)) as covering) as covered
   where extract(epoch from ends - begins) / 60 - out_of_cell >= "lockedIn"
     and contact <= "contactUpTo"
     and extract(epoch from ends - begins) / 60 - covered.minutes >= "lockedIn"`;
}

/** Days of the regime: when they begin and end, minutes out of the cell, and minutes of contact; null where unknown. */
export function recordedDays(parameters: Parameters, { where, asOf }: LookedAt): string {
  return `
    select id, person, facility, day, day::timestamp at time zone 'Europe/Oslo' as begins,
           (day + 1)::timestamp at time zone 'Europe/Oslo' as ends,
           minutes_out_of_cell as out_of_cell,
           coalesce(contact_minutes_accepted, case when contact_minutes_offered = 0 or contact_refused then 0 end) as contact
      from regime_day_version
     where ${knownAt(parameters, asOf)} and ${where}`;
}

/** The time of a measure. One known by the day only is read as covering all of both days. */
export const TIME = `tstzrange(coalesce(started_at, started_on::timestamp at time zone 'Europe/Oslo'),
                               coalesce(ended_at, (ended_on + 1)::timestamp at time zone 'Europe/Oslo'))`;
