import type { Parameters } from '../../platform/practice-sql.ts';
import { entryMoments, OWN_COLUMNS, OWN_MOMENT } from './judged-events.ts';
import { HOLDS } from './judged-fields.ts';

/** Stands beside the codes of rules for "some documentation is missing", so that complete records are counted alike. */
export const INCOMPLETE = 'INCOMPLETE';

export type Judging = {
  /** Versions of measures: a subquery with the columns of `measure_version`. */
  readonly measures: string;
  /** Condition on the versions of their entries. */
  readonly known: string;
  /** What `ruleRows` gives. */
  readonly rules: string;
  /** Duties of measures in force are told where they fall due before this moment, as text. */
  readonly horizon: string;
};

/**
 * The duties (plikter) of some measures that were not met when they fell due, or have not been met yet: a
 * subquery (id, rule, occurrence, due_at, met_at) with what a deviation tells of its measure (is_open, started_on, kind,
 * means, facility), and a row INCOMPLETE for each measure that lacks some documentation, due when the first of it was.
 * `met_at` is later than `due_at`, or null.
 */
export function unmetDuties(parameters: Parameters, judging: Judging): string {
  const rules = parameters.add(judging.rules, 'jsonb');
  const horizon = parameters.add(judging.horizon, 'timestamptz');
  return `(
    with rule as materialized (${rulesIn(rules)}),
    measure as materialized (${measuresIn(judging.measures)}),
    applying as materialized (${APPLYING}),
    judged as materialized (${judged(judging.known)}),
    unmet as materialized (${onceDue(horizon)} union all ${everyGap(horizon)})
    select id, code as rule, occurrence, due_at, met_at, ${TOLD} from unmet
    union all
    select id, '${INCOMPLETE}', 1, min(due_at), null, ${ONE_OF_TOLD} from unmet where documentation group by id
  )`;
}

const TOLD = 'is_open, started_on, kind, means, facility';
const ONE_OF_TOLD = TOLD.replaceAll(/\w+/g, 'any_value($&)');

function rulesIn(rules: string): string {
  return `
    select given.*, means, valid_from::timestamp at time zone 'Europe/Oslo' as valid_from_at,
           coalesce(valid_to::timestamp at time zone 'Europe/Oslo', 'infinity') as valid_to_at
      from jsonb_to_recordset(${rules}) as given(
        code text, all_means text[], extents text[], bases text[], except_bases text[], minor boolean, documentation boolean,
        valid_from date, valid_to date, base int, repeats boolean, needs int, event text, level int, anchor text,
        after int, every int, if_longer boolean, if_it_happens boolean)
     cross join unnest(all_means) as means`;
}

/**
 * A source with days only is read as late as its start can have been, and as early as its end can have been: a
 * duty is overdue only when it is so on every reading. The start's last second is the one before midnight.
 */
function measuresIn(measures: string): string {
  return `
    select *, (means, extent, legal_basis, holds, begins_minor, adult_at < 'infinity')::text as sort from (
    select id, source, source_key, kind, means, extent, legal_basis, facility, ${OWN_COLUMNS},
           started_on, started_at, ended_on, ended_at,
           started_at is null as by_day,
           is_interval and ended_on is null as is_open,
           coalesce(started_at, (started_on + 1)::timestamp at time zone 'Europe/Oslo' - interval '1 second') as start_latest,
           coalesce(ended_at, ended_on::timestamp at time zone 'Europe/Oslo') as end_earliest,
           age_group = 'UNDER_18' as begins_minor,
           coalesce(adult_on::timestamp at time zone 'Europe/Oslo', 'infinity') as adult_at,
           ${HOLDS} as holds
      from (${measures}) as version) as read`;
}

/**
 * Which rule applies to which sort of measure, apart from when. A delivery has a thousand measures of a few sorts, and to
 * hold each against every rule takes longer than to look up what happened to it.
 */
const APPLYING = `
    select sort, code, minor, documentation, valid_from_at, valid_to_at, base, repeats, event, level, anchor, after, every,
           if_longer, if_it_happens
      from (select distinct sort, means, extent, legal_basis, holds, begins_minor, adult_at < 'infinity' as turns_adult from measure) as measure
      join rule using (means)
     where (extents is null or extent = any(extents))
       and (bases is null or legal_basis = any(bases))
       and (except_bases is null or legal_basis is null or legal_basis <> all(except_bases))
       and (needs = 0 or needs & ~holds <> 0)
       and (minor is not true or begins_minor)
       and (minor is not false or not begins_minor or turns_adult)`;

/**
 * The rules of each measure, and when what they demand happened. By a full join, which PostgreSQL never makes by going
 * through all rules for each measure, however few it expects.
 */
function judged(known: string): string {
  return `
    select id, ${TOLD}, started_at, ended_on, ended_at, by_day, start_latest, end_earliest, begins_minor, adult_at,
           decided_at, inmate_told_at, code, minor, documentation, valid_from_at, valid_to_at, base, repeats, anchor, after,
           every, if_longer, if_it_happens, ${OWN_MOMENT} as own_moment, ${entryMoments(known)} as entry_moments
      from (select * from measure full join applying using (sort) offset 0) as judging
     where code is not null`;
}

/** A rule binds what falls due while it is valid; a person who has turned 18 by then is no minor. */
const BINDS = `due_at >= valid_from_at and due_at < valid_to_at
       and (minor is null or minor = (begins_minor and due_at < adult_at))`;

/** When something falls due so many minutes after the start; days of a source with days only are calendar days. */
function afterStart(minutes: string): string {
  return `case when by_day then ${afterDay('started_on', minutes)} else started_at + ${minutes} * interval '1 minute' end`;
}

function afterDay(day: string, minutes: string): string {
  return `((${day} + 1 + ${minutes} / 1440)::timestamp at time zone 'Europe/Oslo') + ${minutes} % 1440 * interval '1 minute' - interval '1 second'`;
}

/** Each step in a subquery with `offset 0`, or PostgreSQL would work out a moment anew in every place that names it. */
function onceDue(horizon: string): string {
  const due = (minutes: string) => `case anchor
             when 'START' then ${afterStart(minutes)}
             when 'END' then case when by_day then ${afterDay('coalesce(ended_on, started_on)', minutes)}
                                  else coalesce(ended_at, started_at) + ${minutes} * interval '1 minute' end
             when 'DECISION' then greatest(start_latest, decided_at) + ${minutes} * interval '1 minute'
             when 'TOLD' then coalesce(inmate_told_at, start_latest) + ${minutes} * interval '1 minute'
           end`;
  const minutesSoFar = `case when is_open then extract(epoch from ${horizon} - start_latest) / 60
                             when by_day then (ended_on - started_on) * 1440
                             else extract(epoch from ended_at - started_at) / 60 end`;
  const occurrences = `
              select *, generate_series(0, case when every is null then 0 else floor((${minutesSoFar} - after) / every)::int end) as number
                from judged where not repeats`;
  const falling = `
            select *, ${due('minutes')} as due_at
              from (select *, after + number * coalesce(every, 0) as minutes from (${occurrences}) as occurring offset 0) as timed offset 0`;
  const judgedOnce = `
          select *, base + number + 1 as occurrence,
                 least(case when own_moment > not_before then own_moment end,
                       case when entry_moments <> '{}' then (select min(at) from unnest(entry_moments) as at where at > not_before) end) as met_at
            from (select *, case when number = 0 then '-infinity' else ${due('(minutes - every)')} end as not_before
                    from (${falling}) as duty
                   where ${BINDS}
                     and case when is_open then due_at < ${horizon} and anchor <> 'END'
                              when not if_longer then true
                              when by_day then (ended_on - started_on) * 1440 > minutes
                              else ended_at > due_at end
                  offset 0) as binding offset 0`;
  return `
    select id, code, documentation, occurrence, due_at, met_at, ${TOLD}
      from (${judgedOnce}) as duty
     where met_at > due_at or (met_at is null and not if_it_happens)`;
}

/** The time from the start, and from each event, to the next one; it is numbered by where in the measure it begins. */
function everyGap(horizon: string): string {
  return `
    select id, code, documentation,
           base + 1 + floor(extract(epoch from since - start_latest) / (60 * every))::int as occurrence, due_at, next_at as met_at, ${TOLD}
      from (select *, case when since = start_latest then ${afterStart('every')} else since + every * interval '1 minute' end as due_at
              from (select *, array(select at from unnest(entry_moments || own_moment) as at where at > start_latest order by at) as moments
                      from judged where repeats offset 0) as repeated
             cross join lateral unnest(start_latest || moments, moments) as stretch(since, next_at) offset 0) as gap
     where (next_at is null or next_at > due_at)
       and ${BINDS}
       and case when is_open then due_at < ${horizon} else due_at < end_earliest end`;
}
