import { z } from 'zod';
import { CITIZENSHIP_GROUPS, DECISION_LEVELS, MEASURE_KINDS } from '../../schema/vocabulary.ts';

/** What can be wrong with a synthetic record, on purpose. */
export const FAULT_KINDS = [
  /** Decided only after the measure had begun. */
  'DECISION_LATE',
  /** The local level decided on continuing, where the region had to. */
  'DECISION_WRONG_LEVEL',
  /** Never reassessed. */
  'REASSESSMENT_MISSING',
  /** Health staff were never told. */
  'HEALTH_NOTICE_MISSING',
  /** The region never decided on continuing. */
  'HIGHER_DECISION_MISSING',
  /** The region decided on continuing after the limit. */
  'HIGHER_DECISION_LATE',
  /** Two measures, the second `continues` the first: only together over the limit, and nobody acted on it. */
  'SPLIT_BY_TRANSFER',
  /** Days on end alone in the cell for at least 22 hours without contact, and no measure covers them. */
  'DE_FACTO_ISOLATION',
  /** A report that was due was not filed, in the unit that files none. */
  'NO_REPORTS_UPWARD',
  /** Several decisions have the same justification, to the letter. */
  'COPIED_JUSTIFICATION',
  /** The measure ended, and the stay too, but the stop was never entered. */
  'MISSING_STOP',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** A time in hours from the start of the measure, or a length in hours; null: no such thing, or never. */
const instance = z.strictObject({
  hours: z.number().nullable(),
  level: z.enum(DECISION_LEVELS).nullable(),
});

const fault = z.strictObject({
  kind: z.enum(FAULT_KINDS),
  /** The unit of each record in `sourceKeys`, in the same order. */
  units: z.array(z.string()).min(1),
  target: z.enum(['measures', 'regime-days']),
  sourceKeys: z.array(z.string()).min(1),
  /** Null where the fault is not one person's. */
  person: z.string().nullable(),
  /** What the rule demands: the limit and the level. */
  expected: instance,
  /** What the records hold: the moment or length, and the level. */
  planted: instance,
});
export type Fault = z.infer<typeof fault>;

/** What is known to be wrong and unfair in a synthetic population; everything else in it keeps the rules. */
export const manifest = z.strictObject({
  source: z.string(),
  scale: z.number(),
  seed: z.int(),
  years: z.int(),
  /** The period of the measures, `[from, to)` in days of Oslo. */
  from: z.iso.date(),
  to: z.iso.date(),
  /** The group that this kind of measure is used on `factor` times as often in this unit, all else being equal. */
  treatedHarder: z.strictObject({
    unit: z.string(),
    kind: z.enum(MEASURE_KINDS),
    citizenship: z.enum(CITIZENSHIP_GROUPS),
    factor: z.number(),
  }),
  /** Two units whose crude rates differ clearly, and not at all once their case mix is taken into account. */
  caseMixOnly: z.array(z.string()).length(2),
  /** The unit that files no reports upward. */
  noReportsUpward: z.string(),
  faults: z.array(fault),
  /** How many records there are of each target. */
  records: z.record(z.string(), z.int()),
});
export type Manifest = z.infer<typeof manifest>;
