import { z } from 'zod';

/**
 * One delivery of rows to the subgraph that owns them (`POST /records/{target}`), and the answer row by
 * row. A row that could not be read at the edge is delivered with its fault, so that it is kept.
 */
const deliveredRow = z.strictObject({
  row: z.int().positive(),
  /** The row as it came, kept if it is quarantined. */
  original: z.record(z.string(), z.unknown()),
  record: z.unknown(),
  fault: z.string().nullable().default(null),
});
export type DeliveredRow = z.infer<typeof deliveredRow>;

export const delivery = z.strictObject({
  file: z.string().max(300),
  source: z.string().min(1).max(200),
  /** Up to when the source says it is complete. */
  through: z.iso.datetime().nullable().default(null),
  rows: z.array(deliveredRow).max(2000),
});
export type Delivery = z.infer<typeof delivery>;

export const rowOutcome = z.strictObject({
  row: z.int(),
  outcome: z.enum(['NEW', 'CHANGED', 'UNCHANGED', 'QUARANTINED']),
  reason: z.string().nullable(),
});
export type RowOutcome = z.infer<typeof rowOutcome>;
