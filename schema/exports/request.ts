import { z } from 'zod';
import { findUnit } from '../units.ts';
import { MEANS_CODES, MEASURE_KINDS } from '../vocabulary.ts';

const some = <T extends z.ZodType>(type: T) =>
  z
    .array(type)
    .min(1)
    .max(200)
    .nullish()
    .transform((list) => list ?? null);

/** What somebody may ask an inspection export for (`InspectionExportInput`). */
export const exportRequest = z
  .strictObject({
    units: z
      .array(z.string().refine((code) => findUnit(code) !== undefined, 'UNKNOWN_UNIT'))
      .min(1)
      .transform((units) => [...new Set(units)].toSorted()),
    facilities: some(z.string().min(1).max(200)),
    /** Measures in force on some day of it, `[from, to)`; null only with `last`. */
    period: z
      .strictObject({ from: z.iso.date(), to: z.iso.date() })
      .refine(({ from, to }) => from < to && from >= '1900-01-01' && to <= '2200-01-01', 'PERIOD_INVALID')
      .nullish()
      .transform((period) => period ?? null),
    kinds: some(z.enum(MEASURE_KINDS)),
    means: some(z.enum(MEANS_CODES)),
    /** The measures that began last, in each unit. */
    last: z
      .int()
      .min(1)
      .max(10_000)
      .nullish()
      .transform((last) => last ?? null),
    edition: z.enum(['FULL', 'PUBLIC']).default('FULL'),
    language: z.enum(['NB', 'EN']).default('NB'),
    purpose: z.string().trim().min(3).max(300),
    asOf: z.iso
      .datetime({ offset: true })
      .nullish()
      .transform((moment) => (moment == null ? null : new Date(moment).toISOString())),
  })
  .refine(({ period, last }) => period !== null || last !== null, 'PERIOD_INVALID');
export type ExportRequest = z.infer<typeof exportRequest>;
