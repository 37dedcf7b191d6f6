import type { Demands, JudgedField } from '../../../schema/rules/demands.ts';

type Wanted = Extract<Demands, { type: 'FIELDS' }>['fields'][number];

/** When a field of `measure_version` holds a value. */
const PRESENT: Readonly<Record<JudgedField, string>> = {
  legalBasis: 'legal_basis is not null',
  extent: `extent is distinct from 'UNKNOWN' and extent is not null`,
  facility: 'facility is not null',
  person: 'person is not null',
  ageGroup: `age_group <> 'UNKNOWN'`,
  'decision.decidedAt': 'decided_at is not null',
  'decision.level': 'decision_level is not null',
  'decision.role': 'decision_role is not null',
  'decision.justification': 'justification is not null',
  'decision.milderMeansTried': 'milder_means_tried is not null',
  'decision.partialConsidered': 'partial_considered is not null',
  'decision.bestInterestConsidered': 'best_interest_considered is not null',
  'coercion.circumstances': 'circumstances is not null',
  'coercion.participantRoles': `participant_roles <> '{}'`,
};

/** When a field of `measure_version` is true. */
const TRUE: Partial<Readonly<Record<JudgedField, string>>> = {
  'decision.milderMeansTried': 'milder_means_tried',
  'decision.partialConsidered': 'partial_considered',
  'decision.bestInterestConsidered': 'best_interest_considered',
};

const CONDITIONS = [
  ...Object.entries(PRESENT).map(([field, condition]) => ({ field, is: 'PRESENT', condition })),
  ...Object.entries(TRUE).map(([field, condition]) => ({ field, is: 'TRUE', condition })),
];

/** The bits that all of these fields must set. Throws for one that can never be true. */
export function bitsOf(fields: readonly Wanted[]): number {
  return fields.reduce((bits, wanted) => {
    const bit = CONDITIONS.findIndex(({ field, is }) => field === wanted.field && is === wanted.is);
    if (bit === -1) throw new RangeError(`${wanted.field} is nothing that can be ${wanted.is}`);
    return bits | (1 << bit);
  }, 0);
}

/** The bits of a version of a measure, in SQL. */
export const HOLDS = CONDITIONS.map(
  ({ condition }, bit) => `case when ${condition} then ${1 << bit} else 0 end`,
).join(' | ');
