import { z } from 'zod';
import { MEANS_CODES, MEASURE_KINDS } from '../vocabulary.ts';

/** Which records a part of an export is about, as the gateway asks the owner. */
export const exportQuestion = z.strictObject({
  /** The unit. */
  unit: z.string(),
  /** In force on some day of `[from, to)`. */
  from: z.iso.date(),
  to: z.iso.date(),
  /** As known at this moment. */
  asOf: z.iso.datetime(),
  facilities: z.array(z.string()).nullable(),
  kinds: z.array(z.enum(MEASURE_KINDS)).nullable(),
  means: z.array(z.enum(MEANS_CODES)).nullable(),
  /** Only so many measures, those begun last; null for all. */
  last: z.int().min(1).max(1_000_000).nullable(),
});
export type ExportQuestion = z.infer<typeof exportQuestion>;

/**
 * What follows the last row of a part. A part that ends without it was cut off, whatever the connection says.
 */
export const END_OF_PART = '.';

/** `GET /export?asOf=MOMENT`: what a unit's records rest on. */
export const exportBasis = z.strictObject({
  /** Up to when the sources of each kind of record declared themselves complete; null where one has not. */
  dataThrough: z.record(z.string(), z.string().nullable()),
  /** Versions of the rules its records were judged by. */
  ruleSets: z.array(z.string()),
});
export type ExportBasis = z.infer<typeof exportBasis>;
