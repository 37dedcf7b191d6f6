import type { z } from 'zod';
import { TARGETS } from '../../schema/records/targets.ts';
import { regimeDayRecord } from '../../schema/records/regime-day.ts';
import type { RecordKind } from '../platform/records/record-kind.ts';

/** The entries that follow a measure: their table, and which column holds which field; the first orders them. */
export const ENTRIES = {
  reassessments: {
    table: 'reassessment_version',
    columns: {
      assessed_at: 'assessedAt',
      level: 'level',
      role: 'role',
      outcome: 'outcome',
      justification: 'justification',
    },
  },
  supervision: {
    table: 'supervision_version',
    columns: { supervised_at: 'supervisedAt', by_health_staff: 'byHealthStaff', role: 'role' },
  },
  'health-notices': {
    table: 'health_notice_version',
    columns: { notified_at: 'notifiedAt', doctor_statement_at: 'doctorStatementAt' },
  },
  'higher-decisions': {
    table: 'higher_decision_version',
    columns: { decided_at: 'decidedAt', level: 'level', outcome: 'outcome' },
  },
  reports: {
    table: 'report_version',
    columns: { sent_at: 'sentAt', due_at: 'dueAt', to_level: 'toLevel' },
  },
  complaints: {
    table: 'complaint_version',
    columns: { filed_at: 'filedAt', decided_at: 'decidedAt', outcome: 'outcome' },
  },
} as const satisfies Record<string, EntryTable>;

export type EntryTarget = keyof typeof ENTRIES;
type EntryTable = { readonly table: string; readonly columns: Readonly<Record<string, string>> };
type EntryRecord = z.infer<(typeof TARGETS)[EntryTarget]['record']>;

export function entryKind(target: EntryTarget): RecordKind<EntryRecord> {
  const { table, columns } = ENTRIES[target];
  return {
    target,
    table,
    schema: TARGETS[target].record,
    dayColumn: `(${Object.keys(columns)[0]} at time zone 'Europe/Oslo')::date`,
    identify: ({ source, sourceKey }) => `${source}\0${sourceKey}`,
    columns: (record) => ({
      withdrawn: record.withdrawn,
      source: record.source,
      source_key: record.sourceKey,
      measure_source_key: record.measure,
      ...fieldsIn(columns, record),
    }),
  };
}

/** Which column of `regime_day_version` holds which field of a regime day. */
export const REGIME_DAY_COLUMNS = {
  day: 'day',
  facility: 'facility',
  person: 'person',
  minutes_offered_out_of_cell: 'minutesOfferedOutOfCell',
  minutes_out_of_cell: 'minutesOutOfCell',
  minutes_outdoors: 'minutesOutdoors',
  contact_minutes_offered: 'contactMinutesOffered',
  contact_minutes_accepted: 'contactMinutesAccepted',
  contact_refused: 'contactRefused',
} as const;

export const regimeDayKind: RecordKind<z.infer<typeof regimeDayRecord>> = {
  target: 'regime-days',
  table: 'regime_day_version',
  schema: regimeDayRecord,
  dayColumn: 'day',
  identify: ({ source, sourceKey }) => `${source}\0${sourceKey}`,
  columns: (record) => ({
    withdrawn: record.withdrawn,
    source: record.source,
    source_key: record.sourceKey,
    ...fieldsIn(REGIME_DAY_COLUMNS, record),
  }),
};

/** `column as "field"` for every field, in SQL. */
export function selectFields(columns: Readonly<Record<string, string>>): string {
  return Object.entries(columns)
    .map(([column, field]) => `${column} as "${field}"`)
    .join(', ');
}

function fieldsIn(columns: Readonly<Record<string, string>>, record: object): Record<string, unknown> {
  const fields = new Map(Object.entries(record));
  return Object.fromEntries(Object.entries(columns).map(([column, field]) => [column, fields.get(field)]));
}
