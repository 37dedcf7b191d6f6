import { createHash, createPrivateKey } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import type { JWK } from 'jose';
import type { z } from 'zod';
import { assertionKey, assertionPrivateKey } from '../schema/access/assertion.ts';
import type { AssertionKey } from '../schema/access/assertion.ts';
import type { issuer, localClaims } from '../schema/access/issuers.ts';
import { SUBGRAPHS } from '../schema/units.ts';

/** What one machine's programs need to know each other and their callers; production takes none of its tokens. */
export type MachineAccess = {
  /** Private key the gateway vouches with. */
  readonly assertionKey: AssertionKey;
  readonly gatewayEnvironment: Readonly<Record<string, string>>;
  readonly subgraphEnvironment: Readonly<Record<string, string>>;
  /** A token for a role. */
  writeToken(grant: Grant, options: { readonly seconds: number }): Promise<string>;
};
export type Grant = z.input<typeof localClaims>;

/** Names of the secrets in the data folder. */
export const ACCESS_SECRETS = ['assertion_key', 'token_key', 'export_key'] as const;
/** What brings in any record: of every unit, and of the register. */
export const EVERY_OWNER: Grant = { sub: 'npm start', role: 'system', units: [...SUBGRAPHS] };

const ISSUER = 'samsyn-local';
const AUDIENCE = 'samsyn';
const KEY_ID = 'local';
/** PKCS #8 of an Ed25519 key up to its seed (RFC 8410, section 7). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

export function machineAccess(secrets: Readonly<Record<string, string>>): MachineAccess {
  const vouching = keyFromSecret(secrets['assertion_key'] ?? '');
  const tokens = keyFromSecret(secrets['token_key'] ?? '');
  const { export_key: exportSecret } = secrets;
  const shared = { MODE: 'local', ISSUERS: JSON.stringify([issuerOf(tokens)]) };
  return {
    assertionKey: vouching,
    gatewayEnvironment: {
      ...shared,
      ASSERTION_KEY: JSON.stringify(vouching),
      ...(exportSecret !== undefined && { EXPORT_KEY: JSON.stringify(keyFromSecret(exportSecret)) }),
    },
    subgraphEnvironment: { ...shared, ASSERTION_PUBLIC_KEY: JSON.stringify(publicPart(vouching)) },
    writeToken: async (grant, { seconds }) =>
      new SignJWT({ ...grant })
        .setProtectedHeader({ alg: 'EdDSA', kid: KEY_ID })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setIssuedAt()
        .setExpirationTime(Math.floor(Date.now() / 1000) + seconds)
        .sign(await importJWK(tokens as JWK, 'EdDSA')),
  };
}

export function publicPart({ d: _private, ...key }: AssertionKey): AssertionKey {
  return assertionKey.parse(key);
}

/** The Ed25519 key (RFC 8037) of a secret, private part included. */
export function keyFromSecret(secret: string): AssertionKey {
  const seed = createHash('sha256').update(secret).digest();
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
  return assertionPrivateKey.parse(key.export({ format: 'jwk' }));
}

function issuerOf(key: AssertionKey): z.input<typeof issuer> {
  return {
    issuer: ISSUER,
    audience: AUDIENCE,
    algorithms: ['EdDSA'],
    jwks: { keys: [{ ...publicPart(key), kid: KEY_ID, alg: 'EdDSA' }] },
    viewers: { kind: 'LOCAL' },
  };
}
