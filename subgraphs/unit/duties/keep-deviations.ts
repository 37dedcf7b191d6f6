import { EVENTS_OF } from '../../../schema/rules/rests-on.ts';
import type { MeasureRecord } from '../../../schema/records/measure.ts';
import type { RuleSet } from '../../../schema/rules/rule-set.ts';
import type { Sql } from '../../platform/database.ts';
import { Parameters } from '../../platform/practice-sql.ts';
import { recordId } from '../../platform/records/record-kind.ts';
import type { VersionTable, Written } from '../../platform/records/record-kind.ts';
import { ENTRIES } from '../entry-rows.ts';
import type { EntryTarget } from '../entry-rows.ts';
import { measureKind } from '../measure-rows.ts';
import { judgedThrough, readClock } from './deviation-clock.ts';
import { passTime } from './pass-time.ts';
import { ruleRows, ruleRowsFor, rulesAbout } from './rule-rows.ts';
import { INCOMPLETE, unmetDuties } from './unmet-duties.ts';

type Keep = NonNullable<VersionTable['keep']>;

/** Judges measures anew in the transaction that writes them. */
export function keepForMeasures(set: RuleSet): Keep {
  return (sql, written) => keepDeviations(sql, { set, ids: idsIn(written), recordedAt: written.recordedAt });
}

/** Judges the measures of entries anew, by the rules that such an entry can meet. */
export function keepForEntries(set: RuleSet, target: EntryTarget): Keep {
  const events = EVENTS_OF[target];
  const codes = rulesAbout(set, events);
  // Whether a record is complete follows from all its documentation rules together.
  const isPart = set.rules.every(({ code, documentation }) => !documentation || !codes.includes(code));
  const only = isPart ? { codes, rules: ruleRowsFor(set, events) } : null;
  return async (sql, written) => {
    const measures = await measuresOf(sql, target, idsIn(written));
    await keepDeviations(sql, { set, ids: measures, recordedAt: written.recordedAt, only });
  };
}

/** Each record once, though one was replaced and the other put in its place. */
function idsIn({ versions }: Written): string[] {
  return [...new Set(versions.map(({ id }) => id))];
}

/**
 * The measures that these entries follow, or followed in an earlier version, whether they are here yet or not. Their ids
 * follow from their keys; to look the keys up would be to read all measures for every delivery of entries.
 */
async function measuresOf(sql: Sql, target: EntryTarget, ids: readonly string[]): Promise<string[]> {
  const rows = await sql.query<{ source: string; sourceKey: string }>(
    `select distinct source, measure_source_key as "sourceKey"
       from unnest($1::uuid[]) as given(id)
      cross join lateral (select * from ${ENTRIES[target].table} where id = given.id offset 0) as entry`,
    [ids],
  );
  return rows.map((key) => recordId(measureKind, key as MeasureRecord));
}

/** Brings what is kept of the deviations of these measures up to date with their latest versions. */
export async function keepDeviations(
  sql: Sql,
  written: {
    readonly set: RuleSet;
    readonly ids: readonly string[];
    readonly recordedAt: string;
    /** Only these rules; all where absent. */
    readonly only?: { readonly codes: readonly string[]; readonly rules: string } | null;
  },
): Promise<void> {
  const { set, ids, recordedAt, only = null } = written;
  const through = await judgedThrough(sql, { asOf: null, now: recordedAt });
  await passTime(sql, { through, recordedAt });
  const { countedThrough, toldThrough } = await readClock(sql);
  const parameters = new Parameters();
  const some = parameters.add(ids, 'uuid[]');
  const unmet = unmetDuties(parameters, {
    measures: 'select * from measure_written',
    known: `entry.superseded_at = 'infinity' and not entry.withdrawn`,
    rules: only?.rules ?? ruleRows(set),
    horizon: through,
  });
  const codes = parameters.add(only?.codes ?? null, 'text[]');
  const at = {
    through: parameters.add(through, 'timestamptz'),
    recordedAt: parameters.add(recordedAt, 'timestamptz'),
    counted: parameters.add(countedThrough, 'timestamptz'),
    told: parameters.add(toldThrough, 'bigint'),
    set: parameters.add(set.version, 'text'),
  };
  await sql.query(
    `with written as materialized (select distinct id from unnest(${some}) as given(id)),
     measure_written as materialized (${MEASURES_WRITTEN}),
     wanted as materialized (select id as record, * from ${unmet} as unmet),
     kept as materialized (${KEPT(codes)}),
     compared as materialized (${COMPARED(at)}),
     added as (${ADD(at)}),
     changed as (${CHANGE(at)}),
     told as (${TELL_GONE(at)}),
     forgotten as (${FORGET})
     ${COUNT(at)}`,
    parameters.values,
  );
}

/**
 * Each by a search of its own, and what is kept is written over where it lies: of tables that are just being
 * filled PostgreSQL knows nothing, and would read all of them for every delivery.
 */
const MEASURES_WRITTEN = `
       select measure.* from written
        cross join lateral (select * from measure_version
                             where id = written.id and superseded_at = 'infinity' and not withdrawn offset 0) as measure`;

const KEPT = (codes: string) => `
       select deviation.* from written
        cross join lateral (select ctid as place, * from deviation where record = written.id offset 0) as deviation
        where ${codes} is null or rule = any(${codes})`;

type At = Readonly<Record<'through' | 'recordedAt' | 'counted' | 'told' | 'set', string>>;

/**
 * What is wanted and what is kept side by side, in a full join: that PostgreSQL never makes by going through one of them
 * for each row of the other, however few rows it expects.
 */
const COMPARED = ({ through, told }: At) => `
       select record, rule, occurrence, wanted.due_at, wanted.met_at, wanted.is_open, wanted.started_on, wanted.kind,
              wanted.means, wanted.facility, wanted.due_at < ${through} as is_due,
              wanted.record is null and kept.state <> 'GONE' as vanished,
              wanted.record is not null and kept.record is not null and (kept.state = 'GONE' or
                (wanted.due_at, wanted.met_at, wanted.is_open, wanted.started_on, wanted.kind, wanted.means, wanted.facility)
                is distinct from (kept.due_at, kept.met_at, kept.is_open, kept.started_on, kept.kind, kept.means, kept.facility)) as changed,
              kept.place, kept.seen_at, coalesce(kept.told or kept.sequence <= ${told}, false) as told
         from wanted full join kept using (record, rule, occurrence)`;

/** What is due has a place in the feed; INCOMPLETE never has. In the order of the primary key, which takes a third less time. */
const ADD = ({ recordedAt, set }: At) => `
       insert into deviation (record, rule, occurrence, due_at, met_at, state, is_open, started_on, kind, means, facility, rule_set, sequence, told, seen_at)
       select record, rule, occurrence, due_at, met_at, case when is_due then 'BROKEN' else 'WAITING' end,
              is_open, started_on, kind, means, facility, ${set},
              case when is_due and rule <> '${INCOMPLETE}' then nextval('deviation_sequence') end,
              false, case when is_due then ${recordedAt} end
         from compared where place is null order by record`;

const CHANGE = ({ recordedAt, set }: At) => `
       update deviation as old
          set due_at = new.due_at, met_at = new.met_at, is_open = new.is_open, started_on = new.started_on,
              kind = new.kind, means = new.means, facility = new.facility, rule_set = ${set},
              state = case when is_due then 'BROKEN' else 'WAITING' end,
              sequence = case when new.rule <> '${INCOMPLETE}' and (is_due or new.told) then nextval('deviation_sequence') end,
              told = new.told,
              seen_at = coalesce(new.seen_at, case when is_due then ${recordedAt} end)
         from compared as new
        where old.ctid = any(array(select place from compared where changed)) and old.ctid = new.place`;

/** Somebody was told of it, so somebody is told that it is gone. */
const TELL_GONE = ({ set }: At) => `
       update deviation set state = 'GONE', told = true, rule_set = ${set}, sequence = nextval('deviation_sequence')
        where ctid = any(array(select place from compared where vanished and told))`;

const FORGET = `
       delete from deviation where ctid = any(array(select place from compared where vanished and not told))`;

const COUNT = ({ counted }: At) => `
     insert into deviation_month (month, kind, rule, count)
     select date_trunc('month', started_on::timestamp)::date, kind, rule, sum(weight)
       from (select started_on, kind, rule, 1 as weight from wanted where not is_open and due_at < ${counted}
             union all
             select started_on, kind, rule, -1 from kept where not is_open and due_at < ${counted} and state <> 'GONE') as change
      group by 1, 2, 3
     having sum(weight) <> 0
         on conflict (month, kind, rule) do update set count = deviation_month.count + excluded.count`;
