import type { ExportQuestion } from '../../../schema/exports/question.ts';
import { chosenMeasures } from './chosen-measures.ts';

/** What happened of itself in a measure: its name in the timeline, and the column of its moment. */
const OWN_MOMENTS = {
  DECIDED: 'decided_at',
  WRITTEN: 'written_at',
  INMATE_TOLD: 'inmate_told_at',
  GUARDIAN_TOLD: 'guardian_told_at',
  DEBRIEFED: 'debriefed_at',
} as const;

/** What entries tell: table, the column of the moment, and what is said of it. */
const ENTRY_MOMENTS = [
  ['REASSESSED', 'reassessment_version', 'assessed_at', 'outcome'],
  [
    'LOOKED_IN',
    'supervision_version',
    'supervised_at',
    `case when by_health_staff then 'HEALTH_STAFF' else 'STAFF' end`,
  ],
  ['HEALTH_STAFF_TOLD', 'health_notice_version', 'notified_at', 'null'],
  ['DOCTOR_STATED', 'health_notice_version', 'doctor_statement_at', 'null'],
  ['HIGHER_LEVEL_DECIDED', 'higher_decision_version', 'decided_at', `concat_ws(' ', level, outcome)`],
  ['REPORT_DUE', 'report_version', 'due_at', 'to_level'],
  ['REPORTED', 'report_version', 'sent_at', 'to_level'],
  ['COMPLAINED', 'complaint_version', 'filed_at', 'null'],
  ['COMPLAINT_DECIDED', 'complaint_version', 'decided_at', 'outcome'],
] as const;

const MIDNIGHT = (day: string) => `${day}::timestamp at time zone 'Europe/Oslo'`;

/** All that happened in each measure, one thing after another. Of a source with days only it is midnight. */
export function timeline(question: ExportQuestion): string {
  const own = Object.entries(OWN_MOMENTS).map(([event, column]) => `('${event}', ${column}, false)`);
  const entries = ENTRY_MOMENTS.map(
    ([event, table, at, detail]) => `
       select measure.started_on, measure.id, entry.${at}, '${event}', entry.id::text, ${detail}, false
         from asked, chosen as measure
         join ${table} as entry on entry.source = measure.source and entry.measure_source_key = measure.source_key
        where entry.recorded_at <= "asOf" and entry.superseded_at > "asOf" and not entry.withdrawn and entry.${at} is not null`,
  );
  return `
    with chosen as materialized (
      select id, source, source_key, started_on, started_at, ended_on, ended_at, ${Object.values(OWN_MOMENTS).join(', ')}
        from ${chosenMeasures(question)} as measure)
    select happened.started_on as "measureStartedOn", asked.unit || ':' || happened.id as "measureId", at, event,
           entry as "entryId", detail, by_day as "dayOnly"
      from asked, (
       select started_on, id, at, event, '' as entry, null as detail, by_day
         from chosen cross join lateral (values
              ('STARTED', coalesce(started_at, ${MIDNIGHT('started_on')}), started_at is null),
              ('ENDED', coalesce(ended_at, ${MIDNIGHT('ended_on')}), started_at is null),
              ${own.join(', ')}) as moment(event, at, by_day)
        where at is not null
       union all ${entries.join(' union all ')}) as happened
     where after is null
        or (happened.started_on, happened.id, at, event, entry)
           > ((after->>0)::date, split_part(after->>1, ':', 2)::uuid, (after->>2)::timestamptz, after->>3, after->>4)
     order by happened.started_on, happened.id, at, event, entry`;
}
