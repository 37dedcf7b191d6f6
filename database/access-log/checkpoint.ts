import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { z } from 'zod';
import type { AssertionKey } from '../../schema/access/assertion.ts';

/** What the sealer signs: that a log had this hash after so many entries. Whoever keeps it can hold the log to it. */
export const checkpoint = z.strictObject({
  /** The program whose log it is: `gateway`, or the subgraph. */
  log: z.string(),
  sequence: z.int().positive(),
  /** Hexadecimal. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  sealedAt: z.iso.datetime(),
  /** Thumbprint of the key that signed (RFC 7638), and its signature (Ed25519). */
  key: z.string(),
  signature: z.string(),
});
export type Checkpoint = z.infer<typeof checkpoint>;
type Unsigned = Omit<Checkpoint, 'key' | 'signature'>;

export function signCheckpoint(what: Unsigned, key: AssertionKey): Checkpoint {
  const privateKey = createPrivateKey({ key, format: 'jwk' });
  return {
    ...what,
    key: thumbprint(key),
    signature: sign(null, textOf(what), privateKey).toString('base64url'),
  };
}

export function isSignedBy(told: Checkpoint, key: AssertionKey): boolean {
  const { d: _private, ...onlyPublic } = key;
  const publicKey = createPublicKey({ key: onlyPublic, format: 'jwk' });
  return verify(null, textOf(told), publicKey, Buffer.from(told.signature, 'base64url'));
}

/** RFC 7638, of an Ed25519 key (RFC 8037, appendix A.3). */
export function thumbprint({ crv, kty, x }: AssertionKey): string {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url');
}

function textOf({ log, sequence, hash, sealedAt }: Unsigned): Buffer {
  return Buffer.from(JSON.stringify(['samsyn access log', log, sequence, hash, sealedAt]));
}
