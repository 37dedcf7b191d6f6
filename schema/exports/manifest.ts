import { z } from 'zod';

/** What stands at the top of every package, beside the files it lists. */
export const MANIFEST_PATH = 'manifest.json';
/** Ed25519 (RFC 8032) over the bytes of the manifest: 64 bytes. */
export const SIGNATURE_PATH = 'manifest.json.sig';
/** The public key as PEM (RFC 8410). */
export const KEY_PATH = 'public-key.pem';

const count = z.int().nonnegative();

const packagedFile = z.strictObject({
  path: z.string(),
  bytes: count,
  /** Of the content, in hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Rows without a header; null for what is no table. */
  rows: count.nullable(),
});
export type PackagedFile = z.infer<typeof packagedFile>;

const unitStanding = z.strictObject({
  unit: z.string(),
  /** False where the unit did not answer, or not to the end. */
  complete: z.boolean(),
  /** Public code of why; null where it is complete. */
  reason: z.string().nullable(),
  dataThrough: z.record(z.string(), z.string().nullable()),
  ruleSets: z.array(z.string()),
});

/** What a package holds, what was asked for, by whom, and what it rests on. The signature is over this. */
export const manifest = z.strictObject({
  format: z.literal('samsyn-inspection-package/1'),
  id: z.uuid(),
  /** Whether every unit asked for is in it to the last row. */
  complete: z.boolean(),
  request: z.looseObject({}),
  requester: z.strictObject({
    subject: z.string(),
    issuer: z.string(),
    organisation: z.string().nullable(),
    role: z.string(),
    purpose: z.string(),
  }),
  requestedAt: z.iso.datetime(),
  madeAt: z.iso.datetime(),
  /** The records are those known at this moment. */
  asOf: z.iso.datetime(),
  /** Whether it tells who the records are about. */
  persons: z.boolean(),
  software: z.string(),
  ruleSet: z.string(),
  units: z.array(unitStanding),
  files: z.array(packagedFile),
});
export type Manifest = z.infer<typeof manifest>;
