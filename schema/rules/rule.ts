import { z } from 'zod';
import { LEGAL_BASES } from '../legal-bases.ts';
import { EXTENTS, MEANS_CODES, MEASURE_KINDS } from '../vocabulary.ts';
import { demands } from './demands.ts';

/** A rule (regel) as data: what the act, its regulation, a guideline or an indicator demands of a record. */

export const RULE_NATURES = ['LAW', 'REGULATION', 'GUIDELINE', 'INDICATOR'] as const;
export const RULE_SEVERITIES = ['SERIOUS', 'MODERATE', 'MINOR'] as const;
/**
 * Who can judge it. MEASURE: the unit, from one measure and its entries. REGIME_DAY: from one day of the daily
 * regime. SERVICE: only who sees more than one record, or more than one unit.
 */
export const RULE_SCOPES = ['MEASURE', 'REGIME_DAY', 'SERVICE'] as const;

const inBothLanguages = z.strictObject({ nb: z.string().min(1), en: z.string().min(1) });
const code = z.string().regex(/^[A-Z0-9]+(_[A-Z0-9]+)*$/);
const legalBasis = z.enum(LEGAL_BASES.map((basis) => basis.code));
const some = <T extends z.ZodType>(item: T) => z.array(item).min(1).nullable().default(null);

/** Which measures: all conditions hold together, null is no condition. */
const appliesTo = z.strictObject({
  kinds: some(z.enum(MEASURE_KINDS)),
  means: some(z.enum(MEANS_CODES)),
  extents: some(z.enum(EXTENTS)),
  legalBases: some(legalBasis),
  exceptLegalBases: some(legalBasis),
  /** True: persons under 18 when the duty falls due. False: all others, unknown age included. */
  minor: z.boolean().nullable().default(null),
});

export const rule = z.strictObject({
  code,
  title: inBothLanguages,
  explanation: inBothLanguages,
  legalReference: z.string().min(1),
  nature: z.enum(RULE_NATURES),
  severity: z.enum(RULE_SEVERITIES),
  scope: z.enum(RULE_SCOPES).default('MEASURE'),
  /** Whether a record that breaks it is incomplete (`completeRecords`). */
  documentation: z.boolean().default(false),
  /** Whether the text it rests on was read. */
  verified: z.boolean().default(true),
  /** CHOSEN: the text names no number, and the one here is this project's. */
  limit: z.enum(['STATED', 'CHOSEN']).default('STATED'),
  enabled: z.boolean().default(true),
  /** Days in Oslo: from this one, and up to but not on that one. */
  validFrom: z.iso.date(),
  validTo: z.iso.date().nullable().default(null),
  appliesTo: appliesTo.default(() => appliesTo.parse({})),
  demands,
});
export type Rule = z.infer<typeof rule>;
export type AppliesTo = Rule['appliesTo'];
/** A rule as the files write it, times as `{ "days": 14 }`. */
export type WrittenRule = z.input<typeof rule>;

/**
 * A law adopted and not yet in force. Everything in it becomes valid the day `inForceFrom` names; while that is
 * null nothing of it is valid.
 */
export type Amendment = {
  readonly law: string;
  readonly inForceFrom: string | null;
  /** Rules that end. */
  readonly repeals: readonly string[];
  /** Rules that go on in other words; what is not named stays. */
  readonly amends: readonly (Partial<WrittenRule> & { readonly code: string })[];
  /** Rules that begin. */
  readonly adds: readonly Omit<WrittenRule, 'validFrom'>[];
};
