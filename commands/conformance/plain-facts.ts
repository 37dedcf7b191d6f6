import type { z } from 'zod';
import type { MeasureRecord } from '../../schema/records/measure.ts';
import type { TARGETS } from '../../schema/records/targets.ts';
import type { JudgedEvent, JudgedField } from '../../schema/rules/demands.ts';
import { DECISION_LEVELS } from '../../schema/vocabulary.ts';

/** What a measure and its entries say, for those who judge it. */
export type JudgedMeasure = { readonly record: MeasureRecord; readonly entries: Entries };
type Entries = { readonly [T in EntryTarget]?: readonly z.infer<(typeof TARGETS)[T]['record']>[] };
type EntryTarget =
  | 'reassessments'
  | 'supervision'
  | 'health-notices'
  | 'higher-decisions'
  | 'reports'
  | 'complaints';

export function holds(
  { decision, coercion, ...record }: MeasureRecord,
  field: JudgedField,
  is: string,
): boolean {
  const [part = '', name = ''] = field.split('.');
  const parts: Record<string, object | null> = { decision, coercion };
  const value = new Map<string, unknown>(
    Object.entries(field.includes('.') ? (parts[part] ?? {}) : record),
  ).get(name === '' ? field : name);
  if (is === 'TRUE') return value === true;
  return value != null && value !== 'UNKNOWN' && !(Array.isArray(value) && value.length === 0);
}

/** When this happened, by or to this level at least, oldest first. */
export function happened(
  { record, entries }: JudgedMeasure,
  event: JudgedEvent,
  level: string | null,
): number[] {
  const { decision, coercion } = record;
  const suffices = (own: string) => rank(own) >= rank(level ?? 'LOCAL');
  const moments = ((): (string | null | undefined)[] => {
    switch (event) {
      case 'DECIDED':
        return [decision?.decidedAt];
      case 'WRITTEN':
        return [decision?.writtenAt];
      case 'INMATE_TOLD':
        return [decision?.inmateToldAt];
      case 'GUARDIAN_TOLD':
        return [decision?.guardianToldAt];
      case 'DEBRIEFED':
        return [coercion?.debriefedAt];
      case 'REASSESSED':
        return (entries.reassessments ?? []).map(({ assessedAt }) => assessedAt);
      case 'STAFF_SUPERVISION':
      case 'HEALTH_SUPERVISION':
        return (entries.supervision ?? [])
          .filter(({ byHealthStaff }) => byHealthStaff === (event === 'HEALTH_SUPERVISION'))
          .map(({ supervisedAt }) => supervisedAt);
      case 'HEALTH_NOTIFIED':
        return (entries['health-notices'] ?? []).map(({ notifiedAt }) => notifiedAt);
      case 'DOCTOR_STATEMENT':
        return (entries['health-notices'] ?? []).map(({ doctorStatementAt }) => doctorStatementAt);
      case 'HIGHER_DECISION':
        return (entries['higher-decisions'] ?? [])
          .filter((one) => suffices(one.level))
          .map(({ decidedAt }) => decidedAt);
      case 'REPORT_SENT':
        return (entries.reports ?? []).filter((one) => suffices(one.toLevel)).map(({ sentAt }) => sentAt);
      default:
        return (entries.complaints ?? []).map(({ filedAt }) => filedAt);
    }
  })();
  return moments
    .flatMap((moment) => (moment == null ? [] : [Date.parse(moment)]))
    .toSorted((left, right) => left - right);
}

function rank(level: string): number {
  return DECISION_LEVELS.findIndex((one) => one === level);
}
