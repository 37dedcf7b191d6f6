import { osloDay } from '../../schema/practice/calendar.ts';
import { isDay, measureRecord } from '../../schema/records/measure.ts';
import type { MeasureRecord } from '../../schema/records/measure.ts';
import { MEANS } from '../../schema/vocabulary.ts';
import type { RecordKind } from '../platform/records/record-kind.ts';

/** How a measure is laid out in `measure_version`. */
export const measureKind: RecordKind<MeasureRecord> = {
  target: 'measures',
  table: 'measure_version',
  schema: measureRecord,
  dayColumn: 'started_on',
  identify: ({ source, sourceKey }) => `${source}\0${sourceKey}`,
  columns: (record) => ({
    withdrawn: record.withdrawn,
    source: record.source,
    source_key: record.sourceKey,
    kind: record.kind,
    means: record.means,
    is_interval: MEANS[record.means].course === 'INTERVAL',
    legal_basis: record.legalBasis,
    extent: record.kind === 'EXCLUSION' ? (record.extent ?? 'UNKNOWN') : null,
    facility: record.facility,
    security_level: record.securityLevel,
    started_on: dayOf(record.start),
    started_at: clockTime(record.start),
    ended_on: record.end === null ? null : dayOf(record.end),
    ended_at: record.end === null ? null : clockTime(record.end),
    person: record.person,
    sex: record.sex,
    age_group: record.ageGroup,
    adult_on: record.adultOn,
    custody: record.custody,
    citizenship: record.citizenship,
    vulnerability: record.vulnerability,
    continues: record.continues,
    decision_level: record.decision?.level ?? null,
    decision_role: record.decision?.role ?? null,
    decided_at: record.decision?.decidedAt ?? null,
    written_at: record.decision?.writtenAt ?? null,
    justification: record.decision?.justification ?? null,
    milder_means_tried: record.decision?.milderMeansTried ?? null,
    partial_considered: record.decision?.partialConsidered ?? null,
    best_interest_considered: record.decision?.bestInterestConsidered ?? null,
    guardian_told_at: record.decision?.guardianToldAt ?? null,
    inmate_told_at: record.decision?.inmateToldAt ?? null,
    circumstances: record.coercion?.circumstances ?? null,
    participant_roles: record.coercion?.participantRoles ?? null,
    injuries: record.coercion?.injuries ?? null,
    repaired_start: record.repair?.start ?? null,
    repaired_end: record.repair?.end ?? null,
    debriefed_at: record.coercion?.debriefedAt ?? null,
  }),
};

function dayOf(moment: string): string {
  return isDay(moment) ? moment : osloDay(moment);
}

/** Null where the source has days only. */
function clockTime(moment: string): string | null {
  return isDay(moment) ? null : moment;
}
