import type { JudgedEvent } from '../../../schema/rules/demands.ts';
import type { EVENTS_OF } from '../../../schema/rules/rests-on.ts';
import type { EntryTarget } from '../entry-rows.ts';

/** Where what may happen to a measure is kept: in the record itself, or in entries of a target. */
const OWN_MOMENTS: Partial<Readonly<Record<JudgedEvent, string>>> = {
  DECIDED: 'decided_at',
  WRITTEN: 'written_at',
  INMATE_TOLD: 'inmate_told_at',
  GUARDIAN_TOLD: 'guardian_told_at',
  DEBRIEFED: 'debriefed_at',
};

/** Where the entries of one event are: its moments, which of the rows they are, and the rank of the level they came from. */
type Kept = { readonly table: string; readonly at: string; readonly only?: string; readonly level?: string };

/** Levels as ranks, LOCAL 1 to DIRECTORATE 3; what has no level passes for any. */
const rank = (column: string) => `array_position(array['LOCAL', 'REGIONAL', 'DIRECTORATE'], ${column})`;

const ENTRY_MOMENTS: {
  readonly [Target in EntryTarget]: Readonly<Record<(typeof EVENTS_OF)[Target][number], Kept>>;
} = {
  reassessments: { REASSESSED: { table: 'reassessment_version', at: 'assessed_at' } },
  supervision: {
    STAFF_SUPERVISION: { table: 'supervision_version', at: 'supervised_at', only: 'not by_health_staff' },
    HEALTH_SUPERVISION: { table: 'supervision_version', at: 'supervised_at', only: 'by_health_staff' },
  },
  'health-notices': {
    HEALTH_NOTIFIED: { table: 'health_notice_version', at: 'notified_at' },
    DOCTOR_STATEMENT: { table: 'health_notice_version', at: 'doctor_statement_at' },
  },
  'higher-decisions': {
    HIGHER_DECISION: { table: 'higher_decision_version', at: 'decided_at', level: rank('entry.level') },
  },
  reports: { REPORT_SENT: { table: 'report_version', at: 'sent_at', level: rank('to_level') } },
  complaints: { COMPLAINT_FILED: { table: 'complaint_version', at: 'filed_at' } },
};

/** The moments of the record itself among the columns of `measure_version`. */
export const OWN_COLUMNS = Object.values(OWN_MOMENTS).join(', ');

/** When the event of a rule happened, as the record itself says: the row has the rule's `event` and the record's columns. */
export const OWN_MOMENT = `case event ${cases(OWN_MOMENTS)} end`;

/**
 * When the event of a rule happened, as entries say, at its `level` or above: null where it is none of entries. Each
 * measure's by a search of its own: of a table that is just being filled PostgreSQL knows nothing, and would read all of
 * it for every delivery. `known` chooses their versions.
 */
export function entryMoments(known: string): string {
  const searches = Object.values(ENTRY_MOMENTS).flatMap((moments) => Object.entries<Kept>(moments));
  return `case event ${cases(
    Object.fromEntries(
      searches.map(([event, { table, at, only = 'true', level = null }]) => [
        event,
        `array(select entry.${at} from ${table} as entry
                where entry.source = judging.source and entry.measure_source_key = judging.source_key
                  and entry.${at} is not null and ${only} and ${known}
                  ${level === null ? '' : `and ${level} >= judging.level`})`,
      ]),
    ),
  )} end`;
}

function cases(moments: Readonly<Record<string, string>>): string {
  return Object.entries(moments)
    .map(([event, moment]) => `when '${event}' then ${moment}`)
    .join('\n             ');
}
