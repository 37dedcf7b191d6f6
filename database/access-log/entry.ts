import { createHash } from 'node:crypto';
import { z } from 'zod';

const ACCESS_ACTIONS = ['READ', 'EXPORT', 'IMPORT', 'CORRECTION', 'CASE', 'ERASURE'] as const;
export type AccessAction = (typeof ACCESS_ACTIONS)[number];

const text = z.string().nullable();

/** One look at something, by one viewer; a column of `access_entry` each. */
export const accessEntry = z.strictObject({
  at: z.iso.datetime(),
  issuer: z.string(),
  subject: z.string(),
  organisation: text,
  supplier: text,
  role: z.string(),
  purpose: text,
  operation: text,
  operation_hash: text,
  route: z.string(),
  action: z.enum(ACCESS_ACTIONS),
  outcome: z.enum(['BEGUN', 'ALLOWED', 'PARTLY', 'REFUSED', 'FAILED']),
  code: text,
  units: z.array(z.string()),
  records: z.array(z.string()),
  persons: z.array(z.string()),
  record_count: z.int(),
  person_count: z.int(),
  address: text,
});
export type AccessEntry = z.infer<typeof accessEntry>;

export const ENTRY_COLUMNS = Object.keys(accessEntry.shape) as (keyof AccessEntry)[];

/**
 * The hash (SHA-256) that chains an entry to what was sealed before it: over the hash before, the id, and the
 * columns in their order as JSON. Whoever holds a later hash holds all of them.
 */
export function chainHash(before: Buffer, id: string, entry: AccessEntry): Buffer {
  const content = JSON.stringify([id, ...ENTRY_COLUMNS.map((column) => entry[column])]);
  return createHash('sha256').update(before).update(content).digest();
}

/** Before the first entry. */
export const CHAIN_START = Buffer.alloc(32);
