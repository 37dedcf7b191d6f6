import { personRecord, stayRecord } from '../../schema/records/inmates.ts';
import type { PersonRecord, StayRecord } from '../../schema/records/inmates.ts';
import { keepDays } from './keep-days.ts';
import type { RecordKind } from '../platform/records/record-kind.ts';

/** How persons and stays are laid out in the register. */
export const personKind: RecordKind<PersonRecord> = {
  target: 'persons',
  table: 'person_version',
  schema: personRecord,
  identify: ({ pseudonym }) => pseudonym,
  columns: (person) => ({
    withdrawn: person.withdrawn,
    pseudonym: person.pseudonym,
    sex: person.sex,
    birth_date: person.birthDate,
    citizenship: person.citizenship,
  }),
};

export const stayKind: RecordKind<StayRecord> = {
  target: 'stays',
  table: 'stay_version',
  keep: keepDays,
  schema: stayRecord,
  dayColumn: 'arrived_on',
  identify: ({ source, sourceKey }) => `${source}\0${sourceKey}`,
  columns: (stay) => ({
    withdrawn: stay.withdrawn,
    source: stay.source,
    source_key: stay.sourceKey,
    pseudonym: stay.pseudonym,
    unit: stay.unit,
    facility: stay.facility,
    security_level: stay.securityLevel,
    custody: stay.custody,
    arrived_on: stay.arrivedOn,
    left_on: stay.leftOn,
  }),
};
