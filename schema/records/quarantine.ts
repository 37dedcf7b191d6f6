import { z } from 'zod';
import { rowOutcome } from './delivery.ts';
import { longText } from './fields.ts';

/** Quarantine (karantene): rows that did not hold, until a person corrects and releases, or rejects, them. */
const QUARANTINE_STATUSES = ['WAITING', 'CORRECTED', 'RELEASED', 'REJECTED', 'REPLACED', 'UNDONE'] as const;

/** Which rows to list (`GET /quarantine`), oldest first. */
export const quarantineQuestion = z.strictObject({
  target: z.string().nullable().default(null),
  status: z.enum(QUARANTINE_STATUSES).nullable().default(null),
  after: z.uuid().nullable().default(null),
  first: z.coerce.number().int().min(1).max(500).default(50),
});
export type QuarantineQuestion = z.infer<typeof quarantineQuestion>;

export const quarantinedRow = z.object({
  id: z.string(),
  target: z.string(),
  source: z.string(),
  file: z.string(),
  row: z.int(),
  recordedAt: z.string(),
  status: z.enum(QUARANTINE_STATUSES),
  /** The row as it came, as JSON text. */
  original: z.string(),
  /** The record as far as it could be read, and as a person has corrected it. */
  record: z.unknown(),
  corrected: z.unknown(),
  /** Everything found wrong, each as a code and as a sentence. */
  reasons: z.array(
    z.object({
      code: z.string(),
      field: z.string().nullable(),
      message: z.object({ nb: z.string(), en: z.string() }),
    }),
  ),
});
export type QuarantinedRow = z.infer<typeof quarantinedRow>;

/** What is done about a row (`POST /quarantine/{id}/correct`, `/release`, `/reject`). */
export const quarantineStep = z.strictObject({
  note: longText.nullable().default(null),
  /** The corrected record, as it is to be taken in. */
  record: z.record(z.string(), z.unknown()).nullable().default(null),
});
export type QuarantineStep = z.infer<typeof quarantineStep>;

/** The outcome of releasing a row; a row that still does not hold stays in quarantine with its reason. */
export const stepAnswer = z.strictObject({ outcome: rowOutcome.nullable() });
