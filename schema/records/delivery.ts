import { z } from 'zod';
import { keyConflict } from './source-keys.ts';
import { isReasonCode } from './reasons.ts';
import type { ReasonCode } from './reasons.ts';
import { textUpTo } from './fields.ts';

/** Rows in one request to a subgraph. */
export const LARGEST_DELIVERY = 5000;

/**
 * One delivery of rows to the subgraph that owns them (`POST /records/{target}`), and the answer row by
 * row. A row that could not be read at the edge is delivered with its faults, so that it is kept.
 */
export const reason = z.strictObject({
  code: z.string().refine((code): code is ReasonCode => isReasonCode(code)),
  field: z.string().nullable(),
});

const deliveredRow = z.strictObject({
  row: z.int().positive(),
  /**
   * The row as it came, as JSON text, kept if it is quarantined; null where the record is what came. Absent
   * while nothing is known to be wrong with the row: the owner asks for it if it finds something.
   */
  original: z.string().nullish(),
  record: z.unknown(),
  faults: z.array(reason).default([]),
  /** Fields whose value the profile did not know and let pass as unknown. */
  unknown: z.array(z.string()).default([]),
});
export type DeliveredRow = z.infer<typeof deliveredRow>;

export const delivery = z.strictObject({
  importId: z.uuid(),
  /** Number of the delivery in the import, from 1; taken in order only. */
  sequence: z.int().positive().default(1),
  file: textUpTo(300),
  source: textUpTo(200).min(1),
  /** Tells what would happen and changes nothing. */
  check: z.boolean().default(false),
  /** Whether the import will end by withdrawing what its file no longer has. */
  complete: z.boolean().default(false),
  rows: z.array(deliveredRow).max(LARGEST_DELIVERY),
});
export type Delivery = z.infer<typeof delivery>;

export const rowOutcome = z.strictObject({
  row: z.int(),
  outcome: z.enum(['NEW', 'CHANGED', 'UNCHANGED', 'QUARANTINED']),
  reason: reason.nullable(),
});
export type RowOutcome = z.infer<typeof rowOutcome>;

/** The answer to a delivery: what came of each row; or nothing yet, and the rows whose original is wanted. */
export const deliveryAnswer = z.union([
  z.array(rowOutcome),
  z.strictObject({ originalsOf: z.array(z.int()).min(1) }),
]);
export type DeliveryAnswer = z.infer<typeof deliveryAnswer>;

/** The end of an import at one owner (`POST /imports/{id}/finish`). */
export const importEnd = z.strictObject({
  target: z.string(),
  source: textUpTo(200).min(1),
  file: textUpTo(300),
  /** Up to when the source says it is complete. */
  through: z.iso.datetime().nullable(),
  /** The period for which the file is the whole truth; null where it is not. */
  complete: z.strictObject({ from: z.iso.date().nullable(), to: z.iso.date().nullable() }).nullable(),
});
export type ImportEnd = z.infer<typeof importEnd>;

export const importEndAnswer = z.strictObject({
  /** Records withdrawn because a complete file no longer has them; null where rows that nobody could identify forbid it. */
  withdrawn: z.int().nullable(),
});

/** What an import came to, as it is answered, printed and kept. */
export const importSums = z.object({
  importId: z.string(),
  read: z.int(),
  accepted: z.int(),
  new: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  quarantined: z.int(),
  blank: z.int(),
  /** Rows whose owner did not answer; the file is to be sent again when it is back. */
  undelivered: z.int(),
  undeliveredTo: z.array(z.string()),
  /** Rows in quarantine by reason. */
  reasons: z.record(z.string(), z.int()),
  /** Values the profile did not know and let pass as unknown, by field. */
  unknown: z.record(z.string(), z.int()),
  /** Records whose day and month were put right. */
  repaired: z.int(),
  /** Records withdrawn because a complete file no longer has them. */
  withdrawn: z.int(),
  /** Owners where nothing was withdrawn, because rows that nobody could identify forbid it. */
  notWithdrawn: z.array(z.string()),
  /** Keys the source now has at more than one unit, and the first of them. */
  conflicts: z.int(),
  conflictsSeen: z.array(keyConflict),
  /** When only checking: some rows of each reason. */
  examples: z.record(z.string(), z.array(z.object({ row: z.int(), original: z.string() }))),
});
export type ImportSums = z.infer<typeof importSums>;

/** An import in the directorate's log. */
export const importSummary = z.object({
  target: z.string(),
  source: z.string(),
  file: z.string(),
  endedAt: z.iso.datetime(),
  sums: importSums,
});
export type ImportSummary = z.infer<typeof importSummary>;
