import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey, JWK, JWTPayload } from 'jose';

type Key = {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
};

/** An issuer of tokens over real HTTP, with keys that can be rotated and a door that can be shut. */
export type IssuerServer = {
  readonly issuer: string;
  readonly jwksUri: string;
  /** Questions for its keys so far. */
  readonly asked: () => number;
  down: boolean;
  /** Publishes a new key and no longer the others; gives it. */
  rotate(alg: string): Promise<Key>;
  close(): Promise<void>;
};

export async function startIssuer(): Promise<IssuerServer> {
  let published: Key[] = [];
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    if (issuer.down) response.writeHead(503).end();
    else
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ keys: published.map(({ publicJwk }) => publicJwk) }));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let made = 0;
  const issuer: IssuerServer = {
    issuer: `${url}/`,
    jwksUri: `${url}/jwks`,
    asked: () => asked,
    down: false,
    rotate: async (alg) => {
      made += 1;
      const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
      const kid = `key-${made}`;
      const key = {
        kid,
        alg,
        privateKey,
        publicJwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' },
      };
      published = [key];
      return key;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return issuer;
}

/** A token with these claims; `header` changes what it says of its signature. */
export async function signToken(
  key: Key,
  claims: JWTPayload,
  header: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: key.alg, kid: key.kid, ...header })
    .sign(key.privateKey);
}
