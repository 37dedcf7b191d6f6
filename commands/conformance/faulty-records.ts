import type { Target } from '../../schema/records/targets.ts';
import type { ReasonCode } from '../../schema/records/reasons.ts';

/** Records with one fault each, and the reason they are to be given. Their key is added, save where it is the fault. */
export type Fault = {
  readonly record: Readonly<Record<string, unknown>>;
  readonly code: ReasonCode;
  readonly field: string | null;
};

const YEAR = 2011;
const FUTURE = '2199-01-01';

const exclusion = (part: object): Fault['record'] => ({
  kind: 'EXCLUSION',
  means: 'EXCLUSION',
  start: `${YEAR}-03-01`,
  end: `${YEAR}-03-04`,
  ...part,
});
const entry = (part: object): Fault['record'] => ({ measure: 'a measure', ...part });
const regimeDay = (part: object): Fault['record'] => ({ person: 'p1', day: `${YEAR}-03-01`, ...part });

export const FAULTS: Partial<Record<Target, readonly Fault[]>> = {
  measures: [
    fault('FIELD_MISSING', 'sourceKey', exclusion({ sourceKey: undefined })),
    fault('FIELD_MISSING', 'means', exclusion({ means: undefined })),
    fault('FIELD_MISSING', 'start', exclusion({ start: null })),
    fault('FIELD_UNKNOWN', 'farge', exclusion({ farge: 'rød' })),
    fault('VALUE_INVALID', 'start', exclusion({ start: 'i går' })),
    fault('VALUE_INVALID', 'start', exclusion({ start: `${YEAR}-02-30` })),
    fault('VALUE_INVALID', 'start', exclusion({ start: `${YEAR}-03-01T10:00:00` })),
    fault('VALUE_INVALID', 'sex', exclusion({ sex: 'KVINNE' })),
    fault('TEXT_UNREADABLE', 'facility', exclusion({ facility: 'Nord\0fengsel' })),
    fault('IN_FUTURE', 'start', exclusion({ start: FUTURE, end: null })),
    fault('END_BEFORE_START', null, exclusion({ end: `${YEAR}-02-28` })),
    fault('MIXED_PRECISION', null, exclusion({ end: `${YEAR}-03-04T10:00:00+01:00` })),
    fault('KIND_AND_MEANS_DIFFER', null, exclusion({ means: 'SECURITY_CELL' })),
    fault('LEGAL_BASIS_UNKNOWN', null, exclusion({ legalBasis: '99-1-z' })),
    fault('GROUND_AND_KIND_DIFFER', null, exclusion({ legalBasis: '38-1' })),
    fault('EVENT_WITH_END', null, exclusion({ kind: 'CONTROL_MEASURE', means: 'DRUG_TEST' })),
    fault('COERCION_FIELDS_MISPLACED', null, exclusion({ coercion: { circumstances: 'Uro' } })),
    fault('AGE_CONTRADICTS_ADULT_ON', null, exclusion({ ageGroup: 'UNDER_18', adultOn: '2001-01-01' })),
    fault('AGE_CONTRADICTS_BIRTH_DATE', null, exclusion({ ageGroup: 'UNDER_18', birthDate: '1980-01-01' })),
  ],
  reassessments: [
    fault('FIELD_MISSING', 'measure', { assessedAt: `${YEAR}-03-02T10:00:00Z` }),
    fault('VALUE_INVALID', 'assessedAt', entry({ assessedAt: `${YEAR}-03-02` })),
  ],
  supervision: [fault('IN_FUTURE', 'supervisedAt', entry({ supervisedAt: `${FUTURE}T10:00:00Z` }))],
  'health-notices': [fault('NOTICE_WITHOUT_MOMENT', null, entry({}))],
  'higher-decisions': [fault('FIELD_MISSING', 'level', entry({ decidedAt: `${YEAR}-03-02T10:00:00Z` }))],
  reports: [fault('VALUE_INVALID', 'toLevel', entry({ toLevel: 'KDI' }))],
  complaints: [
    fault(
      'END_BEFORE_START',
      null,
      entry({ filedAt: `${YEAR}-03-02T10:00:00Z`, decidedAt: `${YEAR}-03-01T10:00:00Z` }),
    ),
  ],
  'regime-days': [
    fault('VALUE_INVALID', 'minutesOutdoors', regimeDay({ minutesOutdoors: 1441 })),
    fault('VALUE_INVALID', 'minutesOutOfCell', regimeDay({ minutesOutOfCell: -1 })),
    fault('IN_FUTURE', 'day', regimeDay({ day: FUTURE })),
  ],
};

function fault(code: ReasonCode, field: string | null, record: Fault['record']): Fault {
  return { record, code, field };
}
