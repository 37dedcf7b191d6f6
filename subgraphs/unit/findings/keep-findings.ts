import type { Sql } from '../../platform/database.ts';
import { readClock } from '../duties/deviation-clock.ts';
import type { Finding } from './finding.ts';

/** Which findings were looked for: all others of these rules and records are no longer there. */
export type Looked = {
  readonly rules: readonly string[];
  readonly records: readonly string[];
  readonly found: readonly Finding[];
};
export type At = { readonly through: string; readonly recordedAt: string; readonly ruleSet: string };

/** Brings what is kept up to date with what was found, under the write lock. What is due is told in the feed. */
export async function keepFindings(
  sql: Sql,
  { rules, records, found }: Looked,
  { through, recordedAt, ruleSet }: At,
): Promise<void> {
  const { toldThrough } = await readClock(sql);
  await sql.query(
    `with wanted as materialized (
       select *, case when target = 'unit' or due_at < $4::timestamptz then 'BROKEN' else 'WAITING' end as state
         from jsonb_to_recordset($1) as given(record uuid, rule text, occurrence int, target text, facility text, kind text,
              means text, started_on date, due_at timestamptz, met_at timestamptz)),
     kept as materialized (select * from finding where rule = any($2::text[]) and record = any($3::uuid[])),
     changed as (
       insert into finding (record, rule, occurrence, target, facility, kind, means, started_on, due_at, met_at, state, rule_set, sequence, told, seen_at)
       select wanted.record, wanted.rule, wanted.occurrence, wanted.target, wanted.facility, wanted.kind, wanted.means,
              wanted.started_on, wanted.due_at, wanted.met_at, wanted.state, $6,
              case when wanted.state = 'BROKEN' or kept.told or kept.sequence <= $7 then nextval('deviation_sequence') end,
              coalesce(kept.told or kept.sequence <= $7, false),
              coalesce(kept.seen_at, case when wanted.state = 'BROKEN' then $5::timestamptz end)
         from wanted left join kept using (record, rule, occurrence)
        where (wanted.due_at, wanted.met_at, wanted.state, wanted.facility, wanted.kind, wanted.means, wanted.started_on)
              is distinct from (kept.due_at, kept.met_at, kept.state, kept.facility, kept.kind, kept.means, kept.started_on)
           on conflict (record, rule, occurrence) do update
          set target = excluded.target, facility = excluded.facility, kind = excluded.kind, means = excluded.means,
              started_on = excluded.started_on, due_at = excluded.due_at, met_at = excluded.met_at, state = excluded.state,
              rule_set = excluded.rule_set, sequence = excluded.sequence, told = excluded.told, seen_at = excluded.seen_at)
     update finding set rule_set = $6 from wanted
      where (finding.record, finding.rule, finding.occurrence) = (wanted.record, wanted.rule, wanted.occurrence)
        and finding.rule_set <> $6
        and (wanted.due_at, wanted.met_at, wanted.state, wanted.facility, wanted.kind, wanted.means, wanted.started_on)
            is not distinct from (finding.due_at, finding.met_at, finding.state, finding.facility, finding.kind, finding.means, finding.started_on)`,
    [JSON.stringify(found.map(columnsOf)), rules, records, through, recordedAt, ruleSet, toldThrough],
  );
  await endFindings(sql, {
    where: `rule = any($3::text[]) and record = any($4::uuid[])
        and (record, rule, occurrence) not in (
          select record, rule, occurrence from jsonb_to_recordset($5) as given(record uuid, rule text, occurrence int))`,
    values: [
      rules,
      records,
      JSON.stringify(found.map(({ record, rule, occurrence }) => ({ record, rule, occurrence }))),
    ],
    ruleSet,
  });
}

/** Somebody was told of it, so somebody is told that it is gone; the others are forgotten. */
export async function endFindings(
  sql: Sql,
  { where, values, ruleSet }: { where: string; values: readonly unknown[]; ruleSet: string },
): Promise<void> {
  const { toldThrough } = await readClock(sql);
  await sql.query(
    `with forgotten as (delete from finding where not told and coalesce(sequence > $1, true) and ${where})
     update finding set state = 'GONE', told = true, rule_set = $2, sequence = nextval('deviation_sequence')
      where (told or sequence <= $1) and state <> 'GONE' and ${where}`,
    [toldThrough, ruleSet, ...values],
  );
}

/** What has fallen due by time alone is told; what is not due after all, no longer. Silence is looked for anew each time. */
export async function passFindings(sql: Sql, { through, recordedAt }: At): Promise<void> {
  const { toldThrough } = await readClock(sql);
  await sql.query(
    `update finding
        set state = case when due_at < $1 then 'BROKEN' else 'WAITING' end,
            sequence = case when due_at < $1 or told or sequence <= $3 then nextval('deviation_sequence') end,
            told = told or coalesce(sequence <= $3, false),
            seen_at = coalesce(seen_at, $2)
      where target <> 'unit' and (state = 'WAITING' and due_at < $1 or state = 'BROKEN' and due_at >= $1)`,
    [through, recordedAt, toldThrough],
  );
}

function columnsOf(found: Finding) {
  const { startedOn: started_on, dueAt: due_at, metAt: met_at, ...rest } = found;
  return { ...rest, started_on, due_at, met_at };
}
