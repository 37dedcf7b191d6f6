import type { Sql } from '../../platform/database.ts';

/** What has to be looked at anew: since it was written, or because it goes on. */
export type Touched = {
  readonly records: readonly string[];
  readonly persons: readonly string[];
  readonly justifications: readonly string[];
};

/** What was recorded after one moment, in whatever version; everything there is where that is null. */
export async function readTouched(sql: Sql, since: string | null): Promise<Touched> {
  const rows = await sql.query<{ what: keyof Touched; value: string }>(
    since === null ? EVERYTHING : WRITTEN,
    since === null ? [] : [since],
  );
  const of = (wanted: keyof Touched) => rows.filter(({ what }) => what === wanted).map(({ value }) => value);
  return { records: of('records'), persons: of('persons'), justifications: of('justifications') };
}

/** Measures in force, whose findings come with time. */
const IN_FORCE = `
  select id, person from measure_version
   where superseded_at = 'infinity' and is_interval and ended_on is null and not withdrawn and kind <> 'CONTROL_MEASURE'`;

/** Of one record, what earlier versions said is looked at too: it may no longer be so. */
const WRITTEN = `
  with measure as (select id, person, justification from measure_version where recorded_at > $1),
  day as (select id, person from regime_day_version where recorded_at > $1),
  entry as (
    select source, measure_source_key from higher_decision_version where recorded_at > $1
     union select source, measure_source_key from report_version where recorded_at > $1),
  followed as (
    select measure.id, person from entry join measure_version as measure
      on measure.source = entry.source and measure.source_key = entry.measure_source_key and superseded_at = 'infinity'),
  former as (
    select version.id, version.person, version.justification from measure_version as version
     where id in (select id from measure) and version.superseded_at < 'infinity'
     union all
    select version.id, version.person, null from regime_day_version as version
     where id in (select id from day) and version.superseded_at < 'infinity'),
  touched as (
    select id, person, justification from measure union all select id, person, null from day
     union all select id, person, null from followed union all select id, person, justification from former
     union all select id, person, null from (${IN_FORCE}) as in_force)
  select distinct 'records' as what, id::text as value from touched
   union all select distinct 'persons', person from touched where person is not null
   union all select distinct 'justifications', justification from touched where justification is not null`;

const EVERYTHING = `
  select 'records' as what, id::text as value from (${IN_FORCE}) as in_force
   union all
  select distinct 'persons', person from (
    select person from measure_version where superseded_at = 'infinity' and is_interval and person is not null
     union select person from regime_day_version where superseded_at = 'infinity') as somebody
   union all
  select 'justifications', justification from measure_version
   where superseded_at = 'infinity' and justification is not null group by justification having count(*) > 1`;
