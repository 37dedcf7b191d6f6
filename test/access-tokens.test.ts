import { createHmac, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { JWTPayload } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfiguration } from '../gateway/configuration.ts';
import { buildGateway } from '../gateway/server.ts';
import { refuseLocalIssuers } from '../schema/access/environment.ts';
import { issuer as issuerSchema } from '../schema/access/issuers.ts';
import { tokenVerifier } from '../schema/access/verify-token.ts';
import { readSettings } from '../schema/settings.ts';
import { GATEWAY, SUBGRAPHS } from '../schema/units.ts';
import { subgraphEnvironment } from '../subgraphs/platform/start.ts';
import { testAccess } from './harness/access.ts';
import { createDatabases } from './harness/databases.ts';
import { signToken, startIssuer } from './harness/issuer.ts';
import type { IssuerServer } from './harness/issuer.ts';

type Key = Awaited<ReturnType<IssuerServer['rotate']>>;

const UNREACHABLE = Object.fromEntries(SUBGRAPHS.map((name) => [name, 'http://127.0.0.1:9']));

let maskinporten: IssuerServer;
let directory: IssuerServer;
let rsa: Key;
let gateway: FastifyInstance;
let databaseUrl: string;
beforeAll(async () => {
  [maskinporten, directory] = [await startIssuer(), await startIssuer()];
  rsa = await maskinporten.rotate('RS256');
  await directory.rotate('ES256');
  databaseUrl = (await createDatabases(randomBytes(5).toString('hex'), [GATEWAY])).get(GATEWAY) ?? '';
  const configuration = readConfiguration({
    PORT: '0',
    DATABASE_URL: databaseUrl,
    SEAL_KEY: testAccess.gatewayEnvironment['SEAL_KEY'],
    LOG_LEVEL: 'silent',
    MODE: 'production',
    TRUSTED_ONLY_ROLES: '',
    ASSERTION_KEY: testAccess.gatewayEnvironment['ASSERTION_KEY'] ?? '',
    SUBGRAPH_URLS: JSON.stringify(UNREACHABLE),
    ISSUERS: JSON.stringify([maskinportenIssuer(maskinporten), directoryIssuer(directory)]),
  });
  if (configuration.kind === 'invalid') throw new Error(configuration.message);
  gateway = await buildGateway(configuration.settings);
});
afterAll(async () => {
  await gateway.close();
  await maskinporten.close();
  await directory.close();
});

const AUDIENCE = 'https://samsyn.example';
const ORGANISATION = '0192:987654321';

function maskinportenIssuer({ issuer, jwksUri }: IssuerServer) {
  return {
    issuer,
    jwksUri,
    audience: AUDIENCE,
    algorithms: ['RS256', 'EdDSA'],
    viewers: {
      kind: 'MASKINPORTEN',
      grants: [{ organisation: ORGANISATION, scope: 'kdi:samsyn.write', role: 'system', units: ['oslo'] }],
    },
  };
}

function directoryIssuer({ issuer, jwksUri }: IssuerServer) {
  return {
    issuer,
    jwksUri,
    audience: AUDIENCE,
    algorithms: ['ES256'],
    viewers: { kind: 'DIRECTORY', grants: [{ value: 'samsyn-analyst', role: 'analyst' }] },
  };
}

const now = () => Math.floor(Date.now() / 1000);

/** What Maskinporten says of an organisation that is granted something here. */
function claims(part: JWTPayload = {}): JWTPayload {
  return {
    iss: maskinporten.issuer,
    aud: AUDIENCE,
    iat: now(),
    exp: now() + 100,
    client_id: 'fagsystem',
    scope: 'other:scope kdi:samsyn.write',
    consumer: { authority: 'iso6523-actorid-upis', ID: ORGANISATION },
    ...part,
  };
}

async function ask(headers: Record<string, string>) {
  const response = await gateway.inject({
    method: 'POST',
    url: '/graphql',
    headers: { 'content-type': 'application/json', ...headers },
    payload: { query: '{ __typename }' },
  });
  const body = response.json();
  return { status: response.statusCode, code: body.errors?.[0]?.extensions?.code ?? null, body };
}
const bearer = async (token: string | Promise<string>) => ask({ authorization: `Bearer ${await token}` });

test('a token of a configured issuer, granted a role here, is let in', async () => {
  expect(await bearer(signToken(rsa, claims()))).toMatchObject({
    status: 200,
    body: { data: { __typename: 'Query' } },
  });
  const key = await directory.rotate('ES256');
  const person = { iss: directory.issuer, sub: 'kari', roles: ['hr', 'samsyn-analyst'] };
  expect(await bearer(signToken(key, claims(person)))).toMatchObject({ status: 200 });
});

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const unsigned = (header: object, part: JWTPayload = {}) => `${base64url(header)}.${base64url(claims(part))}`;

test.each<[string, () => string | Promise<string>, number, string]>([
  [
    'of another issuer',
    () => signToken(rsa, claims({ iss: 'https://elsewhere.example' })),
    401,
    'TOKEN_ISSUER_UNKNOWN',
  ],
  [
    'for another audience',
    () => signToken(rsa, claims({ aud: 'https://other.example' })),
    401,
    'TOKEN_AUDIENCE_WRONG',
  ],
  ['for no audience', () => signToken(rsa, claims({ aud: undefined })), 401, 'TOKEN_AUDIENCE_WRONG'],
  ['without a signature (alg none)', () => `${unsigned({ alg: 'none' })}.`, 401, 'TOKEN_ALGORITHM_WRONG'],
  [
    'signed with the public key as a secret (HS256)',
    () => {
      const text = unsigned({ alg: 'HS256', kid: rsa.kid });
      const secret = JSON.stringify(rsa.publicJwk);
      return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
    },
    401,
    'TOKEN_ALGORITHM_WRONG',
  ],
  [
    'that has expired',
    () => signToken(rsa, claims({ iat: now() - 200, exp: now() - 60 })),
    401,
    'TOKEN_EXPIRED',
  ],
  ['that never expires', () => signToken(rsa, claims({ exp: undefined })), 401, 'TOKEN_INVALID'],
  ['issued in the future', () => signToken(rsa, claims({ iat: now() + 60 })), 401, 'TOKEN_NOT_YET_VALID'],
  [
    'not valid before a later moment',
    () => signToken(rsa, claims({ nbf: now() + 60 })),
    401,
    'TOKEN_NOT_YET_VALID',
  ],
  ['that names no key', () => signToken(rsa, claims(), { kid: undefined }), 401, 'TOKEN_KEY_UNKNOWN'],
  [
    'that names a key nobody has',
    () => signToken(rsa, claims(), { kid: 'key-99' }),
    401,
    'TOKEN_KEY_UNKNOWN',
  ],
  [
    'signed by another under the name of the key',
    async () => signToken({ ...(await directory.rotate('RS256')), kid: rsa.kid }, claims()),
    401,
    'TOKEN_INVALID',
  ],
  [
    'changed after it was signed',
    async () => (await signToken(rsa, claims())).replace(/\.[^.]{10}/, '.AAAAAAAAAA'),
    401,
    'TOKEN_ISSUER_UNKNOWN',
  ],
  ['larger than any token is', () => 'a'.repeat(20_000), 401, 'TOKEN_INVALID'],
  ['that is no token', () => 'hemmelig', 401, 'TOKEN_ISSUER_UNKNOWN'],
  [
    'of an organisation nothing is granted to',
    () => signToken(rsa, claims({ consumer: { ID: '0192:111111111' } })),
    403,
    'NOTHING_GRANTED',
  ],
  ['without the scope', () => signToken(rsa, claims({ scope: 'other:scope' })), 403, 'NOTHING_GRANTED'],
])('a token %s is refused with its own code', async (_case, token, status, code) => {
  expect(await bearer(token())).toMatchObject({ status, code });
});

test('no token, or another scheme, is refused, and the answer says how to identify oneself', async () => {
  expect(await ask({})).toMatchObject({ status: 401, code: 'TOKEN_MISSING' });
  expect(await ask({ authorization: 'Basic a2FyaTpoZW1tZWxpZw==' })).toMatchObject({
    status: 401,
    code: 'TOKEN_INVALID',
  });
  const response = await gateway.inject({ method: 'POST', url: '/graphql', payload: {} });
  expect(response.headers['www-authenticate']).toBe('Bearer');
});

test('a key that was rotated works without a restart, and the old one no longer does', async () => {
  const server = await startIssuer();
  try {
    const old = await server.rotate('RS256');
    const verify = verifierOf(server);
    const token = (key: Key) => signToken(key, claims({ iss: server.issuer, client_id: `${Math.random()}` }));
    expect(await verify(`Bearer ${await token(old)}`)).toMatchObject({ kind: 'known' });
    const fresh = await server.rotate('RS256');
    expect(await untilCooledDown(() => token(fresh), verify)).toMatchObject({ kind: 'known' });
    expect(await verify(`Bearer ${await token(old)}`)).toMatchObject({ code: 'TOKEN_KEY_UNKNOWN' });
  } finally {
    await server.close();
  }
});

test('while the issuer is down its known keys go on, and an issuer never reached is told as such', async () => {
  const server = await startIssuer();
  try {
    const key = await server.rotate('EdDSA');
    const token = () => signToken(key, claims({ iss: server.issuer, client_id: `${Math.random()}` }));
    const acquainted = verifierOf(server);
    expect(await acquainted(`Bearer ${await token()}`)).toMatchObject({ kind: 'known' });
    server.down = true;
    expect(await acquainted(`Bearer ${await token()}`)).toMatchObject({ kind: 'known' });
    expect(await verifierOf(server)(`Bearer ${await token()}`)).toMatchObject({
      status: 503,
      code: 'ISSUER_UNAVAILABLE',
    });
    // Its keys were kept for less than a second, and it is still down.
    const forgetful = verifierOf(server, { keysKeptHours: 0.0001 });
    server.down = false;
    expect(await forgetful(`Bearer ${await token()}`)).toMatchObject({ kind: 'known' });
    server.down = true;
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await forgetful(`Bearer ${await token()}`)).toMatchObject({ code: 'ISSUER_UNAVAILABLE' });
  } finally {
    await server.close();
  }
});

test.each([
  ['no issuer at all', '[]', 'ISSUERS: Må nevne en utsteder'],
  [
    'an issuer that is this machine',
    testAccess.gatewayEnvironment['ISSUERS'],
    'Må ikke nevne en lokal utsteder',
  ],
  ['issuers that are no JSON', 'maskinporten', 'ISSUERS: Må være JSON'],
])('production refuses to start with %s', (_case, ISSUERS, sentence) => {
  const read = readConfiguration({
    DATABASE_URL: databaseUrl,
    SEAL_KEY: testAccess.gatewayEnvironment['SEAL_KEY'],
    ASSERTION_KEY: testAccess.gatewayEnvironment['ASSERTION_KEY'],
    SUBGRAPH_URLS: JSON.stringify(UNREACHABLE),
    ISSUERS,
  });
  expect(read.kind === 'invalid' && read.message).toContain(sentence);
});

test('a subgraph in production takes no token a machine wrote for itself either, but needs no issuer', () => {
  const read = (part: Record<string, string>) =>
    readSettings(subgraphEnvironment.superRefine(refuseLocalIssuers), {
      PORT: '4001',
      DATABASE_URL: 'postgres://samsyn@localhost/samsyn',
      ASSERTION_PUBLIC_KEY: testAccess.subgraphEnvironment['ASSERTION_PUBLIC_KEY'],
      SEAL_KEY: testAccess.subgraphEnvironment['SEAL_KEY'],
      ...part,
    });
  const ISSUERS = testAccess.subgraphEnvironment['ISSUERS'] ?? '';
  expect(read({ ISSUERS })).toMatchObject({
    kind: 'invalid',
    message: expect.stringContaining('Må ikke nevne en lokal utsteder'),
  });
  expect(read({}).kind).toBe('valid');
  expect(read({ ISSUERS, MODE: 'local' }).kind).toBe('valid');
});

test('a setting is read from the file its name with _FILE gives, and a missing file is told without its content', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'samsyn-settings-'));
  const file = path.join(folder, 'key.json');
  await writeFile(file, `${testAccess.gatewayEnvironment['ASSERTION_KEY']}\n`);
  const read = (part: Record<string, string>) =>
    readConfiguration({
      MODE: 'local',
      DATABASE_URL: databaseUrl,
      SUBGRAPH_URLS: JSON.stringify(UNREACHABLE),
      SEAL_KEY: testAccess.gatewayEnvironment['SEAL_KEY'],
      ...part,
    });
  expect(read({ ASSERTION_KEY_FILE: file })).toMatchObject({
    kind: 'valid',
    settings: { ASSERTION_KEY: testAccess.assertionKey },
  });
  expect(read({ ASSERTION_KEY_FILE: path.join(folder, 'gone') })).toEqual({
    kind: 'invalid',
    message: 'ASSERTION_KEY_FILE nevner en fil som ikke kan leses.',
  });
  const secret = JSON.stringify({ kty: 'OKP', crv: 'Ed448', x: 'x', d: 'the-secret' });
  const wrong = read({ ASSERTION_KEY: secret });
  expect(wrong).toMatchObject({ kind: 'invalid', message: expect.stringContaining('ASSERTION_KEY') });
  expect(wrong).not.toMatchObject({ message: expect.stringContaining('the-secret') });
  await rm(folder, { recursive: true });
});

function verifierOf(server: IssuerServer, part: object = {}) {
  return tokenVerifier([issuerSchema.parse({ ...maskinportenIssuer(server), ...part })]);
}

/** An issuer is asked for a key not met before at most every five seconds. */
async function untilCooledDown(token: () => Promise<string>, verify: ReturnType<typeof tokenVerifier>) {
  for (;;) {
    const verified = await verify(`Bearer ${await token()}`);
    if (verified.kind === 'known') return verified;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
