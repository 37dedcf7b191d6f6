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
       from (${daysAlone(parameters, set, { days: some, measures: some, asOf: null })}) as alone`,
    parameters.values,
  );
}

/** Which days and measures are looked at, as known at a moment. */
export type LookedAt = { readonly days: string; readonly measures: string; readonly asOf: string | null };

/**
 * De facto isolation: days this long locked in with no more contact than this, and no decision on being alone that
 * covers them, so that as many hours of the day stand without one. A day that does not say how long or with what
 * contact shows nothing.
 */
export function daysAlone(parameters: Parameters, { rules }: RuleSet, looked: LookedAt): string {
  const days = recordedDays(parameters, looked);
  const known = knownAt(parameters, looked.asOf);
  const byRule = rules.flatMap(({ code, enabled, validFrom, validTo, demands }) => {
    if (demands.type !== 'DE_FACTO' || !enabled) return [];
    const lockedIn = parameters.add(demands.lockedIn, 'int');
    return [
      `(with alone as (
          select * from jsonb_to_recordset(${parameters.add(JSON.stringify(demands.alone), 'jsonb')}) as given(means text, extents text[])),
        decision as (
          select person, ${TIME} as time
            from measure_version join alone using (means)
           where ${known} and is_interval and ${looked.measures} and (extents is null or extent = any(extents)))
        select ${DAY}, ${parameters.add(code, 'text')} as rule
          from (select ${DAY}, range_agg(time * tstzrange(begins, ends)) as covered
                  from (${days}) as day
                  left join decision using (person)
                 where day >= ${parameters.add(validFrom, 'date')} and day < ${parameters.add(validTo ?? 'infinity', 'date')}
                   and extract(epoch from ends - begins) / 60 - out_of_cell >= ${lockedIn}
                   and contact <= ${parameters.add(demands.contactUpTo, 'int')}
                 group by ${DAY}) as day
         where (extract(epoch from ends - begins)
                - (select coalesce(sum(extract(epoch from upper(part) - lower(part))), 0) from unnest(covered) as part)) / 60
               >= ${lockedIn})`,
    ];
  });
  return [`select ${DAY}, null as rule from (${days}) as day where false`, ...byRule].join(' union all ');
}

const DAY = 'id, person, facility, day, begins, ends, out_of_cell, contact';

/** Days of the regime: when they begin and end, minutes out of the cell, and minutes of contact; null where unknown. */
export function recordedDays(parameters: Parameters, { days, asOf }: LookedAt): string {
  return `
    select id, person, facility, day, day::timestamp at time zone 'Europe/Oslo' as begins,
           (day + 1)::timestamp at time zone 'Europe/Oslo' as ends,
           minutes_out_of_cell as out_of_cell,
           coalesce(contact_minutes_accepted, case when contact_minutes_offered = 0 or contact_refused then 0 end) as contact
      from regime_day_version
     where ${knownAt(parameters, asOf)} and ${days}`;
}

/** The time of a measure. One known by the day only is read as covering all of both days. */
export const TIME = `tstzrange(coalesce(started_at, started_on::timestamp at time zone 'Europe/Oslo'),
                               coalesce(ended_at, (ended_on + 1)::timestamp at time zone 'Europe/Oslo'))`;
