/**
 * The terms of the field: every closed list a record may take its values from. The GraphQL enums in
 * `sdl/vocabulary.graphql` carry the same values; a test holds the two together.
 */
export const MEASURE_KINDS = ['EXCLUSION', 'COERCIVE_MEASURE', 'CONTROL_MEASURE'] as const;
export type MeasureKind = (typeof MEASURE_KINDS)[number];

/** An interval has a length and may be ongoing; an event has neither. */
type Course = 'INTERVAL' | 'EVENT';

/** Every means (virkemiddel), the kind it belongs to and whether it lasts. */
export const MEANS = {
  EXCLUSION: { kind: 'EXCLUSION', course: 'INTERVAL' },
  IMMEDIATE_EXCLUSION: { kind: 'EXCLUSION', course: 'INTERVAL' },
  LEISURE_EXCLUSION: { kind: 'EXCLUSION', course: 'INTERVAL' },
  SECURITY_CELL: { kind: 'COERCIVE_MEASURE', course: 'INTERVAL' },
  RESTRAINT_BED: { kind: 'COERCIVE_MEASURE', course: 'INTERVAL' },
  HANDCUFFS: { kind: 'COERCIVE_MEASURE', course: 'INTERVAL' },
  TRANSPORT_IRONS: { kind: 'COERCIVE_MEASURE', course: 'INTERVAL' },
  BODY_CUFF: { kind: 'COERCIVE_MEASURE', course: 'INTERVAL' },
  SPIT_GUARD: { kind: 'COERCIVE_MEASURE', course: 'INTERVAL' },
  SHIELD_OR_BATON: { kind: 'COERCIVE_MEASURE', course: 'EVENT' },
  GAS: { kind: 'COERCIVE_MEASURE', course: 'EVENT' },
  PERSON_SEARCH: { kind: 'CONTROL_MEASURE', course: 'EVENT' },
  CELL_SEARCH: { kind: 'CONTROL_MEASURE', course: 'EVENT' },
  PROPERTY_SEARCH: { kind: 'CONTROL_MEASURE', course: 'EVENT' },
  DRUG_TEST: { kind: 'CONTROL_MEASURE', course: 'EVENT' },
  SPECIAL_TOILET_CELL: { kind: 'CONTROL_MEASURE', course: 'INTERVAL' },
  BODY_INTERVENTION: { kind: 'CONTROL_MEASURE', course: 'EVENT' },
  POST_CONTROL: { kind: 'CONTROL_MEASURE', course: 'EVENT' },
  VISIT_CONTROL: { kind: 'CONTROL_MEASURE', course: 'EVENT' },
  PHONE_CONTROL: { kind: 'CONTROL_MEASURE', course: 'EVENT' },
  SENSOR_CONTROL: { kind: 'CONTROL_MEASURE', course: 'INTERVAL' },
} as const satisfies Record<string, { kind: MeasureKind; course: Course }>;
export type Means = keyof typeof MEANS;
export const MEANS_CODES = Object.keys(MEANS) as [Means, ...Means[]];

export const EXTENTS = ['WHOLE', 'PARTIAL', 'COLLECTIVE', 'UNKNOWN'] as const;
export const SECURITY_LEVELS = ['HIGH', 'LOWER', 'TRANSITIONAL', 'UNKNOWN'] as const;
export const SEXES = ['FEMALE', 'MALE', 'UNKNOWN'] as const;
export const CUSTODIES = ['REMAND', 'SENTENCED', 'PREVENTIVE_DETENTION', 'UNKNOWN'] as const;
export const CITIZENSHIP_GROUPS = ['NORWEGIAN', 'FOREIGN', 'UNKNOWN'] as const;
export const VULNERABILITIES = [
  'MENTAL_ILLNESS',
  'SUICIDE_RISK',
  'SERIOUS_ILLNESS',
  'DISABILITY',
  'OTHER',
] as const;
/** `NONE` groups the measures without a flag; no record carries it. */
export const VULNERABILITY_GROUPS = [...VULNERABILITIES, 'NONE'] as const;
export const DECISION_LEVELS = ['LOCAL', 'REGIONAL', 'DIRECTORATE'] as const;

export const REASSESSMENT_OUTCOMES = ['CONTINUED', 'EASED', 'ENDED'] as const;
export const HIGHER_DECISION_OUTCOMES = ['CONTINUED', 'ENDED'] as const;
export const COMPLAINT_OUTCOMES = ['UPHELD', 'DISMISSED', 'WITHDRAWN'] as const;

/** Age groups: `from` inclusive, `to` exclusive, in completed years. */
export const AGE_GROUPS = {
  UNDER_18: { from: 0, to: 18 },
  AGE_18_24: { from: 18, to: 25 },
  AGE_25_34: { from: 25, to: 35 },
  AGE_35_49: { from: 35, to: 50 },
  AGE_50_PLUS: { from: 50, to: 200 },
} as const;
export const AGE_GROUP_CODES = [
  'UNDER_18',
  'AGE_18_24',
  'AGE_25_34',
  'AGE_35_49',
  'AGE_50_PLUS',
  'UNKNOWN',
] as const;

export type AgeGroup = (typeof AGE_GROUP_CODES)[number];

export const PRACTICE_DIMENSIONS = [
  'UNIT',
  'REGION',
  'FACILITY',
  'SECURITY_LEVEL',
  'KIND',
  'MEANS',
  'LEGAL_BASIS',
  'EXTENT',
  'YEAR',
  'QUARTER',
  'MONTH',
  'SEX',
  'AGE_GROUP',
  'CUSTODY',
  'CITIZENSHIP',
  'VULNERABILITY',
] as const;
export type PracticeDimension = (typeof PRACTICE_DIMENSIONS)[number];

/** How a case (avvikssak) stands; the last two end it. */
export const CASE_STATUSES = ['OPEN', 'EXPLAINED', 'ACCEPTED', 'CORRECTED', 'CLOSED', 'GONE'] as const;
export type CaseStatus = (typeof CASE_STATUSES)[number];
export const CASE_PARTIES = ['UNIT', 'DIRECTORATE'] as const;
export type CaseParty = (typeof CASE_PARTIES)[number];
export const CASE_STEPS = [
  'OPENED',
  'CHANGED',
  'EXPLAINED',
  'ACCEPTED',
  'RETURNED',
  'ACTION_PLANNED',
  'CORRECTED',
  'CLOSED',
  'ASSIGNED',
  'JOINED',
  'GONE',
  'REOPENED',
] as const;
export type CaseStepName = (typeof CASE_STEPS)[number];
