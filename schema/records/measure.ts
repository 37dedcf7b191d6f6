import { z } from 'zod';
import { findLegalBasis } from '../legal-bases.ts';
import {
  AGE_GROUP_CODES,
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

/**
 * One measure (tiltak) as it enters a unit, whatever shape the source had. A moment is either a day
 * (`2025-03-01`) or a clock time with offset (`2025-03-01T14:30:00+01:00`); fractions of a second are cut.
 */
const day = z.iso.date();
const instant = z.iso.datetime({ offset: true });
const moment = z.union([day, instant]);
const shortText = z.string().trim().min(1).max(200);
const pseudonym = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

const decision = z.strictObject({
  level: z.enum(DECISION_LEVELS).nullable().default(null),
  role: shortText.nullable().default(null),
  decidedAt: instant.nullable().default(null),
  writtenAt: instant.nullable().default(null),
  justification: z.string().max(20_000).nullable().default(null),
  milderMeansTried: z.boolean().nullable().default(null),
  partialConsidered: z.boolean().nullable().default(null),
  inmateToldAt: instant.nullable().default(null),
});

export const measureRecord = z
  .strictObject({
    source: shortText,
    /** What identifies the measure at its source, for good. */
    sourceKey: shortText,
    kind: z.enum(MEASURE_KINDS),
    means: z.enum(MEANS_CODES),
    legalBasis: z
      .string()
      .refine((code) => findLegalBasis(code) !== undefined, 'LEGAL_BASIS_UNKNOWN')
      .nullable()
      .default(null),
    extent: z.enum(EXTENTS).nullable().default(null),
    facility: shortText.nullable().default(null),
    securityLevel: z.enum(SECURITY_LEVELS).default('UNKNOWN'),
    start: moment,
    end: moment.nullable().default(null),
    person: pseudonym.nullable().default(null),
    sex: z.enum(SEXES).default('UNKNOWN'),
    ageGroup: z.enum(AGE_GROUP_CODES).default('UNKNOWN'),
    custody: z.enum(CUSTODIES).default('UNKNOWN'),
    citizenship: z.enum(CITIZENSHIP_GROUPS).default('UNKNOWN'),
    vulnerability: z.array(z.enum(VULNERABILITIES)).default([]),
    continues: shortText.nullable().default(null),
    decision: decision.nullable().default(null),
    withdrawn: z.boolean().default(false),
  })
  .superRefine((record, context) => {
    const fault = (message: string, field: string) =>
      context.addIssue({ code: 'custom', message, path: [field] });
    if (MEANS[record.means].kind !== record.kind) fault('KIND_AND_MEANS_DIFFER', 'means');
    if (MEANS[record.means].course === 'EVENT' && record.end !== null) fault('EVENT_WITH_END', 'end');
    if (record.end !== null && isDay(record.start) !== isDay(record.end)) fault('MIXED_PRECISION', 'end');
    else if (record.end !== null && Date.parse(record.end) < Date.parse(record.start)) {
      fault('END_BEFORE_START', 'end');
    }
    if (Date.parse(record.start) > Date.now() + 86_400_000) fault('START_IN_FUTURE', 'start');
  });
export type MeasureRecord = z.infer<typeof measureRecord>;

export function isDay(value: string): boolean {
  return value.length === 10;
}
