import { z } from 'zod';
import { completedYears, osloDay } from '../practice/calendar.ts';
import { findLegalBasis } from '../legal-bases.ts';
import {
  AGE_GROUP_CODES,
  AGE_GROUPS,
  CITIZENSHIP_GROUPS,
  CUSTODIES,
  DECISION_LEVELS,
  EXTENTS,
  MEANS,
  MEANS_CODES,
  MEASURE_KINDS,
  SECURITY_LEVELS,
  SEXES,
  VULNERABILITIES,
} from '../vocabulary.ts';
import type { AgeGroup } from '../vocabulary.ts';
import { day, longText, optional, origin, pastInstant, pastMoment, pseudonym, shortText } from './fields.ts';
import type { ReasonCode } from './reasons.ts';

/** The decision (vedtak) a measure rests on. */
const decision = z.strictObject({
  level: optional(z.enum(DECISION_LEVELS)),
  role: optional(shortText),
  decidedAt: optional(pastInstant),
  writtenAt: optional(pastInstant),
  justification: optional(longText),
  milderMeansTried: optional(z.boolean()),
  partialConsidered: optional(z.boolean()),
  /** Minors: whether the decision shows the child's best interest, and when the guardian was told. */
  bestInterestConsidered: optional(z.boolean()),
  guardianToldAt: optional(pastInstant),
  inmateToldAt: optional(pastInstant),
});

/** What the register of coercive measures holds besides (CPT standards). */
const coercion = z.strictObject({
  circumstances: optional(longText),
  participantRoles: z.array(shortText).max(50).default([]),
  injuries: optional(longText),
  debriefedAt: optional(pastInstant),
});

/** One measure (tiltak) as it enters a unit, whatever shape the source had. */
export const measureRecord = z
  .strictObject({
    ...origin,
    kind: z.enum(MEASURE_KINDS),
    means: z.enum(MEANS_CODES),
    legalBasis: optional(
      z.string().refine((code) => findLegalBasis(code) !== undefined, 'LEGAL_BASIS_UNKNOWN'),
    ),
    extent: optional(z.enum(EXTENTS)),
    facility: optional(shortText),
    securityLevel: z.enum(SECURITY_LEVELS).default('UNKNOWN'),
    start: pastMoment,
    end: optional(pastMoment),
    /** Dates as the source wrote them, where its profile put right day and month swapped. */
    repair: optional(z.strictObject({ start: shortText, end: optional(shortText) })),
    person: optional(pseudonym),
    /** Checked against the age group, and not kept. */
    birthDate: optional(day),
    sex: z.enum(SEXES).default('UNKNOWN'),
    ageGroup: z.enum(AGE_GROUP_CODES).default('UNKNOWN'),
    /** The day a minor turns 18: duties from that day on are no minor's. */
    adultOn: optional(day),
    custody: z.enum(CUSTODIES).default('UNKNOWN'),
    citizenship: z.enum(CITIZENSHIP_GROUPS).default('UNKNOWN'),
    vulnerability: z
      .array(z.enum(VULNERABILITIES))
      .default([])
      .transform((flags) => [...new Set(flags)].toSorted()),
    /** Source key of the measure this one continues after a transfer. */
    continues: optional(shortText),
    decision: optional(decision),
    coercion: optional(coercion),
  })
  .superRefine((record, context) => {
    const fault = (message: ReasonCode, field: string) =>
      context.addIssue({ code: 'custom', message, path: [field] });
    const basis = record.legalBasis === null ? undefined : findLegalBasis(record.legalBasis);
    if (MEANS[record.means].kind !== record.kind) fault('KIND_AND_MEANS_DIFFER', 'means');
    if (basis !== undefined && basis.kind !== record.kind) fault('GROUND_AND_KIND_DIFFER', 'legalBasis');
    if (MEANS[record.means].course === 'EVENT' && record.end !== null) fault('EVENT_WITH_END', 'end');
    if (record.end !== null && isDay(record.start) !== isDay(record.end)) fault('MIXED_PRECISION', 'end');
    else if (record.end !== null && Date.parse(record.end) < Date.parse(record.start)) {
      fault('END_BEFORE_START', 'end');
    }
    if (record.coercion !== null && record.kind !== 'COERCIVE_MEASURE') {
      fault('COERCION_FIELDS_MISPLACED', 'coercion');
    }
    if (record.birthDate !== null && contradicts(record.ageGroup, record.birthDate, record.start)) {
      fault('AGE_CONTRADICTS_BIRTH_DATE', 'ageGroup');
    }
    if (record.adultOn !== null && contradictsAdultOn(record.ageGroup, record.adultOn, record.start)) {
      fault('AGE_CONTRADICTS_ADULT_ON', 'adultOn');
    }
  })
  .transform(({ birthDate: _checked, ...record }) => record);
export type MeasureRecord = z.infer<typeof measureRecord>;

export function isDay(value: string): boolean {
  return value.length === 10;
}

function contradicts(ageGroup: AgeGroup, birthDate: string, start: string): boolean {
  if (ageGroup === 'UNKNOWN') return false;
  const { from, to } = AGE_GROUPS[ageGroup];
  const age = completedYears(birthDate, isDay(start) ? start : osloDay(start));
  return age < from || age >= to;
}

function contradictsAdultOn(ageGroup: AgeGroup, adultOn: string, start: string): boolean {
  if (ageGroup === 'UNKNOWN') return false;
  const minor = (isDay(start) ? start : osloDay(start)) < adultOn;
  return (ageGroup === 'UNDER_18') !== minor;
}
