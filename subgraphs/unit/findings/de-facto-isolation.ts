import type { RuleSet } from '../../../schema/rules/rule-set.ts';
import type { Sql } from '../../platform/database.ts';
import type { Finding } from './finding.ts';

/**
 * De facto isolation: days of these persons this long locked in with no more contact than this, and no decision on
 * being alone that covers them, so that as many hours of the day stand without one. A day that does not say how
 * long or with what contact shows nothing. Decisions known by the day only are read as covering all of both days.
 */
export async function findDeFactoIsolation(
  sql: Sql,
  set: RuleSet,
  persons: readonly string[],
): Promise<Finding[]> {
  const found = set.rules.flatMap(({ code, enabled, validFrom, validTo, demands }) =>
    demands.type === 'DE_FACTO' && enabled ? [{ code, validFrom, validTo, demands }] : [],
  );
  const rows = found.map(async ({ code, validFrom, validTo, demands }) =>
    sql.query<Finding>(DAYS, [
      persons,
      code,
      demands.lockedIn,
      demands.contactUpTo,
      JSON.stringify(demands.alone),
      validFrom,
      validTo ?? 'infinity',
    ]),
  );
  return (await Promise.all(rows)).flat();
}

const DAYS = `
  with alone as (select * from jsonb_to_recordset($5) as given(means text, extents text[])),
  day as (
    select id, person, facility, day, day::timestamp at time zone 'Europe/Oslo' as begins,
           (day + 1)::timestamp at time zone 'Europe/Oslo' as ends,
           minutes_out_of_cell as out_of_cell,
           coalesce(contact_minutes_accepted, case when contact_minutes_offered = 0 or contact_refused then 0 end) as contact
      from regime_day_version
     where superseded_at = 'infinity' and not withdrawn and person = any($1::text[]) and day >= $6 and day < $7),
  decision as (
    select person, tstzrange(coalesce(started_at, started_on::timestamp at time zone 'Europe/Oslo'),
                             coalesce(ended_at, (ended_on + 1)::timestamp at time zone 'Europe/Oslo')) as time
      from measure_version join alone using (means)
     where superseded_at = 'infinity' and not withdrawn and is_interval and person = any($1::text[])
       and (extents is null or extent = any(extents)))
  select id as record, $2 as rule, 1 as occurrence, 'regime-days' as target, facility, null as kind, null as means,
         day as "startedOn", ends as "dueAt", null as "metAt"
    from day
   cross join lateral (
     select coalesce(sum(extract(epoch from upper(part) - lower(part))), 0) / 60 as minutes
       from (select unnest(range_agg(time * tstzrange(begins, ends))) as part
               from decision where decision.person = day.person and time && tstzrange(begins, ends)) as covering) as covered
   where extract(epoch from ends - begins) / 60 - out_of_cell >= $3::int
     and contact <= $4::int
     and extract(epoch from ends - begins) / 60 - covered.minutes >= $3::int`;
