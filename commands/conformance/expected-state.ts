import { bucketsOf } from '../../schema/practice/calendar.ts';
import type { Bucket } from '../../schema/practice/calendar.ts';
import type { Question } from '../../schema/practice/question.ts';
import { EMPTY_KEY } from '../../schema/practice/state.ts';
import type { Cell, GroupKey } from '../../schema/practice/state.ts';
import type { MeasureRecord } from '../../schema/records/measure.ts';
import type { PracticeDimension } from '../../schema/vocabulary.ts';
import { count, isInterval, lengthOf, startCell } from './expected-cell.ts';

/**
 * What a unit has to answer, record by record from the definitions of the figures. It shares with a unit
 * nothing but the contract: no SQL, no index, no rollup.
 */
export type ExpectedState = { readonly total: Cell; readonly groups: ReadonlyMap<string, Cell> };

export function expectedState(
  records: readonly MeasureRecord[],
  question: Question,
  through: string | null = null,
): ExpectedState {
  const cutoff = earliest([question.asOf, through, question.now]);
  const chosen = records.filter((record) => isChosen(record, question, cutoff));
  const buckets = bucketsOf(question.period, question.by);
  const groups = new Map<string, Cell>();
  for (const bucket of buckets) {
    for (const record of chosen) {
      for (const flag of question.by.includes('VULNERABILITY') ? flagsOf(record) : [null]) {
        const name = groupName(keyOf(record, { bucket, flag, by: question.by }));
        const cell = groups.get(name) ?? startCell(question.personKey);
        groups.set(name, cell);
        count(cell, { record, period: bucket, cutoff, personKey: question.personKey });
      }
    }
  }
  const total = startCell(question.personKey);
  // The total is that of the period as one: a measure counts once, the stock is that of its end.
  for (const record of chosen)
    count(total, { record, period: question.period, cutoff, personKey: question.personKey });
  return { total, groups };
}

/** The name of a group by the values of its key, in a fixed order. */
export function groupName(key: GroupKey): string {
  return JSON.stringify(
    Object.keys(EMPTY_KEY).flatMap((name) => {
      const value = key[name as keyof GroupKey];
      return value === null ? [] : [`${name}=${value}`];
    }),
  );
}

/** Whether the filter of a question takes the record, whenever it began. */
export function isChosen(record: MeasureRecord, question: Question, cutoff: string): boolean {
  const among = (values: readonly string[] | null, value: string | null) =>
    values === null || (value !== null && values.includes(value));
  const { overSeconds, upToSeconds, vulnerabilities } = question;
  const byLength = overSeconds !== null || upToSeconds !== null;
  const length = lengthOf(record, cutoff);
  return (
    among(question.kinds, record.kind) &&
    among(question.means, record.means) &&
    among(question.legalBases, record.legalBasis) &&
    among(question.extents, extentOf(record)) &&
    among(question.facilities, record.facility) &&
    among(question.securityLevels, record.securityLevel) &&
    among(question.sexes, record.sex) &&
    among(question.ageGroups, record.ageGroup) &&
    among(question.custodies, record.custody) &&
    among(question.citizenships, record.citizenship) &&
    (vulnerabilities === null || flagsOf(record).some((flag) => among(vulnerabilities, flag))) &&
    (!byLength || isInterval(record)) &&
    (overSeconds === null || length > overSeconds) &&
    (upToSeconds === null || length <= upToSeconds)
  );
}

function keyOf(
  record: MeasureRecord,
  { bucket, flag, by }: { bucket: Bucket; flag: string | null; by: readonly PracticeDimension[] },
): GroupKey {
  const where = <T>(dimension: PracticeDimension, value: T) => (by.includes(dimension) ? value : null);
  return {
    year: bucket.year,
    quarter: bucket.quarter,
    month: bucket.month,
    facility: where('FACILITY', record.facility),
    securityLevel: where('SECURITY_LEVEL', record.securityLevel),
    kind: where('KIND', record.kind),
    means: where('MEANS', record.means),
    legalBasis: where('LEGAL_BASIS', record.legalBasis),
    extent: where('EXTENT', extentOf(record)),
    sex: where('SEX', record.sex),
    ageGroup: where('AGE_GROUP', record.ageGroup),
    custody: where('CUSTODY', record.custody),
    citizenship: where('CITIZENSHIP', record.citizenship),
    vulnerability: flag,
  };
}

function flagsOf({ vulnerability }: MeasureRecord): readonly string[] {
  return vulnerability.length === 0 ? ['NONE'] : [...new Set(vulnerability)];
}

/** Exclusions have an extent, `UNKNOWN` where none is recorded; other kinds have none. */
export function extentOf({ kind, extent }: MeasureRecord): string | null {
  return kind === 'EXCLUSION' ? (extent ?? 'UNKNOWN') : null;
}

function earliest(moments: readonly (string | null)[]): string {
  const known = moments.flatMap((moment) => (moment === null ? [] : [Date.parse(moment)]));
  return new Date(Math.min(...known)).toISOString();
}
