import { importJWK, jwtVerify, SignJWT } from 'jose';
import type { CryptoKey, JWK } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { viewer } from './viewer.ts';

/**
 * With every request to a subgraph the gateway says for whom and what for, signed (EdDSA, RFC 8037) and
 * valid for a minute, in the header `samsyn-assertion`. A subgraph refuses what comes without, and looks for
 * itself whether each viewer may see what is asked.
 */
export const ASSERTION_HEADER = 'samsyn-assertion';
const ISSUER = 'samsyn-gateway';
const AUDIENCE = 'samsyn-subgraphs';
const VALID_SECONDS = 60;

export const assertion = z.strictObject({
  /** Everybody the answer goes to; what one of them may not see, none gets. */
  viewers: z.array(viewer).min(1),
  /** Why the caller asks, in the caller's words; needed for the identity of persons. */
  purpose: z.string().max(300).nullable(),
  /** The operation's name, and the first 16 hexadecimal digits of the SHA-256 of its text. */
  operation: z.strictObject({ name: z.string().max(300).nullable(), hash: z.string() }),
});
export type Assertion = z.infer<typeof assertion>;

export const assertionKey = z.looseObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
});
export type AssertionKey = z.infer<typeof assertionKey>;
export const assertionPrivateKey = assertionKey.extend({ d: z.string() });

export type AssertionSigner = (asserted: Assertion) => Promise<string>;

/** Signs assertions; the same one again within a few seconds is signed once. */
export function assertionSigner(key: AssertionKey): AssertionSigner {
  const signed = new LRUCache<string, Promise<string>>({ max: 1000, ttl: (VALID_SECONDS / 6) * 1000 });
  const imported = importKey(key);
  return (asserted) => {
    const text = JSON.stringify(asserted);
    const known = signed.get(text);
    if (known !== undefined) return known;
    const signing = sign(imported, asserted);
    signed.set(text, signing);
    return signing;
  };
}

async function sign(key: Promise<CryptoKey>, asserted: Assertion): Promise<string> {
  return new SignJWT(asserted)
    .setProtectedHeader({ alg: 'EdDSA' })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setIssuedAt()
    .setExpirationTime(`${VALID_SECONDS}s`)
    .sign(await key);
}

/** What the header asserts; null where it is missing, expired or not signed by this gateway. */
export type AssertionVerifier = (header: string | undefined) => Promise<Assertion | null>;

export function assertionVerifier(publicKey: AssertionKey): AssertionVerifier {
  const trusted = new LRUCache<string, Promise<Assertion | null>>({
    max: 1000,
    ttl: (VALID_SECONDS / 6) * 1000,
  });
  const { d: _private, ...onlyPublic } = publicKey;
  const imported = importKey(onlyPublic);
  return async (header) => {
    if (header === undefined) return null;
    const known = trusted.get(header);
    if (known !== undefined) return known;
    const verifying = verify(imported, header);
    trusted.set(header, verifying);
    return verifying;
  };
}

async function verify(key: Promise<CryptoKey>, header: string): Promise<Assertion | null> {
  try {
    const { payload } = await jwtVerify(header, await key, {
      issuer: ISSUER,
      audience: AUDIENCE,
      algorithms: ['EdDSA'],
      requiredClaims: ['exp'],
      clockTolerance: 5,
    });
    const { viewers, purpose, operation } = payload;
    return assertion.safeParse({ viewers, purpose, operation }).data ?? null;
  } catch {
    return null;
  }
}

async function importKey(key: AssertionKey): Promise<CryptoKey> {
  const imported = await importJWK(key as JWK, 'EdDSA');
  if (imported instanceof Uint8Array) throw new Error('an Ed25519 key was expected');
  return imported;
}
