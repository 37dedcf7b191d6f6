import { z } from 'zod';

/** The keys a source has at a unit (`GET /records/{target}/keys`), a page at a time. */
export const sourceKeyQuestion = z.strictObject({
  source: z.string().min(1),
  /** A record's id, which has the form of a UUID but not its version. */
  after: z.guid().nullable().default(null),
  first: z.coerce.number().int().min(1).max(5000).default(5000),
});
export type SourceKeyQuestion = z.infer<typeof sourceKeyQuestion>;

/**
 * A record's `id` is the same at every unit: the first 32 hexadecimal digits of the SHA-256 of target, source
 * and key with NUL between them, written as a UUID.
 */
export const sourceKey = z.strictObject({ id: z.string(), key: z.string() });
export type SourceKey = z.infer<typeof sourceKey>;

/** A source that has delivered to a unit (`GET /sources`), and when it last changed a record there. */
export const sourceAtUnit = z.strictObject({
  target: z.string(),
  source: z.string(),
  changedAt: z.iso.datetime(),
});
export type SourceAtUnit = z.infer<typeof sourceAtUnit>;

/** The sources of all units (`GET /import/sources` at the gateway), and the units that did not answer. */
export const sourcesAtUnits = z.strictObject({
  sources: z.array(sourceAtUnit.extend({ unit: z.string() })),
  unanswered: z.array(z.string()),
});

/** The same key of the same source at more than one unit: one record too many, or a key used twice. */
export const keyConflict = z.strictObject({ key: z.string(), units: z.array(z.string()) });
export type KeyConflict = z.infer<typeof keyConflict>;

/** What a look over the units found, and which of them did not answer and so were not looked through. */
export const keyConflicts = z.strictObject({
  conflicts: z.array(keyConflict),
  unanswered: z.array(z.string()),
});
export type KeyConflicts = z.infer<typeof keyConflicts>;
