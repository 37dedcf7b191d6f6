import type { JudgedEvent } from '../../../schema/rules/demands.ts';
import type { EntryTarget } from '../entry-rows.ts';

/** Where what may happen to a measure is kept: in the record itself, or in entries of a target. */
const OWN_MOMENTS: Partial<Readonly<Record<JudgedEvent, string>>> = {
  DECIDED: 'decided_at',
  WRITTEN: 'written_at',
  INMATE_TOLD: 'inmate_told_at',
  GUARDIAN_TOLD: 'guardian_told_at',
  DEBRIEFED: 'debriefed_at',
};

type Kept = { readonly table: string; readonly at: string; readonly event: string; readonly level: string };

/** Levels as ranks, LOCAL 1 to DIRECTORATE 3; what has no level passes for any. */
const ANY_LEVEL = '3';
const rank = (column: string) => `array_position(array['LOCAL', 'REGIONAL', 'DIRECTORATE'], ${column})`;
const text = (event: JudgedEvent) => `'${event}'`;

const ENTRY_MOMENTS: Readonly<Record<EntryTarget, readonly Kept[]>> = {
  reassessments: [
    { table: 'reassessment_version', at: 'assessed_at', event: text('REASSESSED'), level: ANY_LEVEL },
  ],
  supervision: [
    {
      table: 'supervision_version',
      at: 'supervised_at',
      event: `case when by_health_staff then ${text('HEALTH_SUPERVISION')} else ${text('STAFF_SUPERVISION')} end`,
      level: ANY_LEVEL,
    },
  ],
  'health-notices': [
    { table: 'health_notice_version', at: 'notified_at', event: text('HEALTH_NOTIFIED'), level: ANY_LEVEL },
    {
      table: 'health_notice_version',
      at: 'doctor_statement_at',
      event: text('DOCTOR_STATEMENT'),
      level: ANY_LEVEL,
    },
  ],
  'higher-decisions': [
    {
      table: 'higher_decision_version',
      at: 'decided_at',
      event: text('HIGHER_DECISION'),
      level: rank('level'),
    },
  ],
  reports: [{ table: 'report_version', at: 'sent_at', event: text('REPORT_SENT'), level: rank('to_level') }],
  complaints: [
    { table: 'complaint_version', at: 'filed_at', event: text('COMPLAINT_FILED'), level: ANY_LEVEL },
  ],
};

/** The moments of the record itself among the columns of `measure_version`. */
export const OWN_COLUMNS = Object.values(OWN_MOMENTS).join(', ');

/** All events of the rows of `measure`, as (id, event, level, at); `known` chooses the versions of entries. */
export function eventsOfMeasures(known: string): string {
  const own = Object.entries(OWN_MOMENTS).map(([event, column]) => `('${event}', ${column})`);
  const entries = Object.values(ENTRY_MOMENTS)
    .flat()
    .map(
      ({ table, at, event, level }) => `
      select measure.id, ${event}, ${level}, entry.${at}
        from measure join ${table} as entry
          on entry.source = measure.source and entry.measure_source_key = measure.source_key
       where entry.${at} is not null and ${known}`,
    );
  return [
    `select id, event, ${ANY_LEVEL} as level, at from measure cross join lateral (values ${own.join(', ')}) as own(event, at)
      where at is not null`,
    ...entries,
  ].join('\n      union all');
}
