import { createLocalJWKSet, createRemoteJWKSet, decodeJwt, errors, jwtVerify } from 'jose';
import type { JWTVerifyGetKey, RemoteJWKSet } from 'jose';
import { LRUCache } from 'lru-cache';
import type { PublicCode } from '../public-codes.ts';
import { viewerOf } from './issuers.ts';
import type { Issuer } from './issuers.ts';
import type { Viewer } from './viewer.ts';

type Verified =
  | { readonly kind: 'known'; readonly viewer: Viewer }
  | { readonly kind: 'refused'; readonly status: 401 | 403 | 503; readonly code: TokenCode };
type Refused = Extract<Verified, { kind: 'refused' }>;
type Signed = Refused | { readonly kind: 'known'; readonly viewer: Viewer; readonly expiresAt: number };
type TokenCode = Extract<PublicCode, `TOKEN_${string}` | 'ISSUER_UNAVAILABLE' | 'NOTHING_GRANTED'>;

/** Tells who a bearer token (RFC 6750) names, or why it is refused. */
export type TokenVerifier = (authorization: string | undefined) => Promise<Verified>;

const LONGEST_TOKEN = 8192;
const REFRESH_MS = 10 * 60_000;
const HOUR_MS = 3_600_000;

/** So long a token once verified is taken without verifying it again, at most until it expires. */
const TRUSTED_MS = 30_000;

export function tokenVerifier(issuers: readonly Issuer[]): TokenVerifier {
  const trusted = new LRUCache<string, Viewer>({ max: 5000 });
  const verify = signatureVerifier(issuers);
  return async (authorization) => {
    const token = /^Bearer ([\w.~+/=-]+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return refuse(authorization === undefined ? 'TOKEN_MISSING' : 'TOKEN_INVALID');
    if (token.length > LONGEST_TOKEN) return refuse('TOKEN_INVALID');
    const viewer = trusted.get(token);
    if (viewer !== undefined) return { kind: 'known', viewer };
    const verified = await verify(token);
    if (verified.kind === 'known') {
      const ttl = Math.min(TRUSTED_MS, verified.expiresAt - Date.now());
      if (ttl > 0) trusted.set(token, verified.viewer, { ttl });
    }
    return verified;
  };
}

function signatureVerifier(issuers: readonly Issuer[]): (token: string) => Promise<Signed> {
  const known = new Map(issuers.map((one) => [one.issuer, { issuer: one, keys: keysOf(one) }]));
  return async (token) => {
    const from = known.get(issuerNamed(token) ?? '');
    if (from === undefined) return refuse('TOKEN_ISSUER_UNKNOWN');
    const { audience, algorithms, clockSkewSeconds, issuer } = from.issuer;
    try {
      const { payload, protectedHeader } = await jwtVerify(token, from.keys, {
        issuer,
        audience,
        algorithms,
        clockTolerance: clockSkewSeconds,
        requiredClaims: ['exp'],
      });
      // Without it nothing says which of the issuer's keys signed.
      if (protectedHeader.kid === undefined) return refuse('TOKEN_KEY_UNKNOWN');
      const { exp = 0, iat = 0 } = payload;
      if (iat > Date.now() / 1000 + clockSkewSeconds) return refuse('TOKEN_NOT_YET_VALID');
      const viewer = viewerOf(from.issuer, payload);
      return viewer === null ? refuse('NOTHING_GRANTED') : { kind: 'known', viewer, expiresAt: exp * 1000 };
    } catch (error) {
      return refuse(codeOf(error));
    }
  };
}

/** The issuer a token claims, not yet verified: it only says whose keys to try. */
function issuerNamed(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

/**
 * The issuer's keys. Those of an address are fetched again every ten minutes of use, and at once for a key
 * not met before, so that a rotated key needs no restart; while the issuer is down the known ones go on for
 * `keysKeptHours`.
 */
function keysOf({ jwks, jwksUri, keysKeptHours }: Issuer): JWTVerifyGetKey {
  if (jwks !== undefined) return createLocalJWKSet(jwks);
  const remote = createRemoteJWKSet(new URL(jwksUri ?? ''), {
    cacheMaxAge: keysKeptHours * HOUR_MS,
    cooldownDuration: 5000,
  });
  let triedAt = Date.now();
  return async (header, token) => {
    if (remote.jwks() !== undefined && Date.now() - triedAt > REFRESH_MS) {
      triedAt = Date.now();
      void reload(remote);
    }
    return remote(header, token);
  };
}

async function reload(remote: RemoteJWKSet): Promise<void> {
  await remote.reload().catch(() => undefined);
}

function codeOf(error: unknown): TokenCode {
  if (error instanceof errors.JWTExpired) return 'TOKEN_EXPIRED';
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'aud') return 'TOKEN_AUDIENCE_WRONG';
    if (error.claim === 'nbf' || error.claim === 'iat') return 'TOKEN_NOT_YET_VALID';
    return 'TOKEN_INVALID';
  }
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
    return 'TOKEN_KEY_UNKNOWN';
  if (error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported)
    return 'TOKEN_ALGORITHM_WRONG';
  if (
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JWTInvalid
  )
    return 'TOKEN_INVALID';
  // Its keys could not be fetched, and none are known.
  return 'ISSUER_UNAVAILABLE';
}

function refuse(code: TokenCode): Refused {
  const status = code === 'ISSUER_UNAVAILABLE' ? 503 : code === 'NOTHING_GRANTED' ? 403 : 401;
  return { kind: 'refused', status, code };
}
