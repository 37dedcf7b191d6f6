import { hash } from 'node:crypto';
import type { JudgedEvent } from '../../../schema/rules/demands.ts';
import type { RuleSet } from '../../../schema/rules/rule-set.ts';
import type { Rule } from '../../../schema/rules/rule.ts';
import { MEANS } from '../../../schema/vocabulary.ts';
import type { Sql } from '../../platform/database.ts';
import type { Finding } from './finding.ts';

export const SILENCE = [
  'NO_REPORTS',
  'NO_REASSESSMENTS',
  'NO_REGIME_DAYS',
  'SOURCE_LATE',
  'WRITTEN_LATE_IN_BATCHES',
];

type Asked = { readonly unit: string; readonly through: string; readonly now: string };
/** A place and a moment; facility null is the unit as a whole. */
type Place = {
  readonly facility: string | null;
  /** Day from which it counts, in Oslo; it tells one time from another. */
  readonly since: string;
  readonly dueAt: string;
  readonly metAt: string | null;
};

/** Where a unit or one of its facilities is silent though it should not be, or writes long afterwards. */
export async function findSilence(sql: Sql, set: RuleSet, asked: Asked): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const rule of set.rules) {
    if (!rule.enabled || rule.demands.type !== 'PATTERN') continue;
    for (const place of await placesOf(sql, { rule, set, asked })) {
      if (place.since >= rule.validFrom && (rule.validTo === null || place.since < rule.validTo))
        found.push(tell(rule, place, asked.unit));
    }
  }
  return found;
}

type Question = { readonly rule: Rule; readonly set: RuleSet; readonly asked: Asked };

async function placesOf(sql: Sql, { rule, set, asked: { through, now } }: Question): Promise<Place[]> {
  if (rule.demands.type !== 'PATTERN') return [];
  const { pattern, limit, times } = rule.demands;
  switch (pattern) {
    case 'NO_REPORTS':
      return sql.query(silent(UNMET, REPORTS), [limit, through, codesAbout(set, 'REPORT_SENT')]);
    case 'NO_REASSESSMENTS':
      return sql.query(silent(UNMET, REASSESSMENTS), [limit, through, codesAbout(set, 'REASSESSED')]);
    case 'NO_REGIME_DAYS':
      return sql.query(silent(WHOLE_DAYS, REGIME_DAYS), [
        limit,
        through,
        meansOf(rule),
        rule.appliesTo.extents,
      ]);
    case 'SOURCE_LATE':
      return sql.query(LATE, [limit, now]);
    case 'WRITTEN_LATE_IN_BATCHES':
      return sql.query(BATCHES, [limit, through, times ?? 1]);
    default:
      return [];
  }
}

function tell({ code }: Rule, { facility, since, dueAt, metAt }: Place, unit: string): Finding {
  return {
    record: idOfPlace(unit, facility),
    rule: code,
    occurrence: Math.max(1, Date.parse(since) / 86_400_000),
    target: 'unit',
    facility,
    kind: null,
    means: null,
    startedOn: since,
    dueAt,
    metAt,
  };
}

/** Stands where records have their id. */
export function idOfPlace(unit: string, facility: string | null): string {
  const digits = hash('sha256', `place\0${unit}\0${facility ?? ''}`);
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20, 32)}`;
}

/** The rules that such an event meets. */
function codesAbout({ rules }: RuleSet, event: JudgedEvent): string[] {
  return rules.flatMap(({ code, demands }) => {
    const own = demands.type === 'REPORT' ? 'REPORT_SENT' : 'event' in demands ? demands.event : null;
    return own === event ? [code] : [];
  });
}

function meansOf({ appliesTo: { kinds, means } }: Rule): string[] {
  return Object.entries(MEANS).flatMap(([name, { kind }]) =>
    (kinds?.includes(kind) ?? true) && (means?.some((one) => one === name) ?? true) ? [name] : [],
  );
}

/** What was due and never came (`due`: facility, at) and what did come (`filed`: the same). */
const UNMET = `
  select facility, due_at as at from deviation where rule = any($3::text[]) and state = 'BROKEN' and met_at is null`;
const ENTRIES_AT = (table: string, at: string) => `
  select facility, ${at} as at from ${table} as entry
    join measure_version as measure on measure.source = entry.source and measure.source_key = entry.measure_source_key
     and measure.superseded_at = 'infinity'
   where entry.superseded_at = 'infinity' and not entry.withdrawn and ${at} is not null`;
const REPORTS = ENTRIES_AT('report_version', 'sent_at');
const REASSESSMENTS = ENTRIES_AT('reassessment_version', 'assessed_at');
/** The first whole day of each measure that lasts for one. */
const WHOLE_DAYS = `
  select facility, (started_on + 1)::timestamp at time zone 'Europe/Oslo' as at from measure_version
   where superseded_at = 'infinity' and not withdrawn and is_interval and means = any($3::text[]) and extent = any($4::text[])
     and (started_on + 2)::timestamp at time zone 'Europe/Oslo'
         <= least(coalesce(ended_at, ended_on::timestamp at time zone 'Europe/Oslo', 'infinity'), $2::timestamptz)`;
const REGIME_DAYS = `
  select facility, day::timestamp at time zone 'Europe/Oslo' as at from regime_day_version
   where superseded_at = 'infinity' and not withdrawn`;

/**
 * Times without anything filed, longer than the limit from the first that was due in them to the next that was
 * filed. A facility is told of where the unit as a whole is not silent.
 */
function silent(due: string, filed: string): string {
  return `
  with due as materialized (${due}), filed as materialized (${filed}),
  event as (
    select place.facility, place.whole, at, is_due
      from (select facility, at, true as is_due from due union all select facility, at, false from filed) as single
     cross join lateral (values (facility, false), (null, true)) as place(facility, whole)
     where place.whole or place.facility is not null),
  numbered as (
    select *, count(*) filter (where not is_due) over (partition by whole, facility order by at, not is_due) as number from event),
  stretch as (
    select facility, whole, number, min(at) filter (where is_due) as first, min(at) filter (where not is_due) as filed_at
      from numbered group by facility, whole, number),
  followed as (
    select *, lead(filed_at) over (partition by whole, facility order by number) as next_at from stretch),
  silence as (
    select *, first + $1::int * interval '1 minute' as due_at
      from followed
     where first is not null and least(coalesce(next_at, 'infinity'), $2::timestamptz) - first > $1::int * interval '1 minute')
  select facility, (first at time zone 'Europe/Oslo')::date as since, due_at as "dueAt", next_at as "metAt"
    from silence
   where whole or not exists (
     select from silence as unit where unit.whole and unit.first <= silence.first
        and coalesce(unit.next_at, 'infinity') >= coalesce(silence.next_at, 'infinity'))`;
}

/** All sources of measures and of what follows them are complete only up to a moment long ago. */
const LATE = `
  select null as facility, (declared at time zone 'Europe/Oslo')::date as since,
         declared + $1::int * interval '1 minute' as "dueAt", null as "metAt"
    from (select min(data_through) as declared
            from (select distinct on (target, source) target, data_through from source_declaration
                   where target <> 'regime-days' order by target, source, recorded_at desc) as latest) as unit
   where declared + $1::int * interval '1 minute' < $2::timestamptz`;

const BATCHES = `
  select facility, written_on as since, max(written_at) as "dueAt", null as "metAt"
    from (select facility, written_at, (written_at at time zone 'Europe/Oslo')::date as written_on
            from measure_version
           where superseded_at = 'infinity' and not withdrawn and written_at < $2::timestamptz
             and written_at - coalesce(started_at, (started_on + 1)::timestamp at time zone 'Europe/Oslo' - interval '1 second')
                 > $1::int * interval '1 minute') as late
   group by facility, written_on
  having count(*) >= $3::int`;
