import { z } from 'zod';

/**
 * An import profile (importprofil) is data: how the columns of one source become measures. README,
 * "Bringing in records", has a commented example.
 */
const values = z.record(z.string(), z.string());

/** A fixed value, a column taken as it is, or a column through a map of values; `other` catches the rest. */
const field = z.union([
  z.strictObject({ value: z.string() }),
  z.strictObject({ column: z.string(), values: values.optional(), other: z.string().optional() }),
]);

/** A moment in a column, in one of the formats `YYYY-MM-DD`, `M/D/YYYY`, `D.M.YYYY`, or RFC 3339 with offset. */
const moment = z.strictObject({
  column: z.string(),
  format: z.enum(['YYYY-MM-DD', 'M/D/YYYY', 'D.M.YYYY', 'RFC3339']),
});

/** A flag set when the column holds one of these values. */
const flag = z.strictObject({ flag: z.string(), column: z.string(), values: z.array(z.string()).min(1) });

export const importProfile = z.strictObject({
  target: z.literal('measures'),
  /** Name of the source; with the source key it identifies a record for good. */
  source: z.string().min(1).max(200),
  delimiter: z.string().length(1).default(','),
  /** Which unit a row belongs to: the longest prefix of the column's value that the map knows. */
  unit: z.union([
    z.strictObject({ value: z.string() }),
    z.strictObject({ column: z.string(), prefixes: values }),
  ]),
  sourceKey: z.strictObject({ column: z.string() }),
  start: moment,
  end: moment.optional(),
  fields: z.strictObject({
    kind: field,
    means: field,
    legalBasis: field.optional(),
    extent: field.optional(),
    facility: field.optional(),
    securityLevel: field.optional(),
    person: field.optional(),
    sex: field.optional(),
    ageGroup: field.optional(),
    custody: field.optional(),
    citizenship: field.optional(),
  }),
  vulnerability: z.array(flag).default([]),
});
export type ImportProfile = z.infer<typeof importProfile>;
