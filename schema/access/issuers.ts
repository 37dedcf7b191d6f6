import type { JWTPayload } from 'jose';
import { z } from 'zod';
import { fault } from '../faults.ts';
import { SUBGRAPHS } from '../units.ts';
import { ROLE_NAMES } from './roles.ts';
import { viewer } from './viewer.ts';
import type { Viewer } from './viewer.ts';

const owner = z.string().refine((name) => SUBGRAPHS.includes(name), fault('OWNER_NAME'));

/** What a caller is granted: a role, the units it reaches, and whether with the identity of persons. */
const grant = z.strictObject({
  role: z.enum(ROLE_NAMES),
  units: z.array(owner).default([]),
  persons: z.boolean().default(false),
  period: viewer.shape.period.default(null),
});

/** How the claims of an issuer's tokens name a caller. */
const mapping = z.discriminatedUnion('kind', [
  /** Maskinporten: the organisation in `consumer.ID` (`0192:` and organisation number) with this scope. */
  z.strictObject({
    kind: z.literal('MASKINPORTEN'),
    grants: z.array(
      grant.extend({ organisation: z.string().regex(/^0192:\d{9}$/), scope: z.string().min(1) }),
    ),
  }),
  /** An OpenID Connect directory: a value in the claim that lists the caller's roles. */
  z.strictObject({
    kind: z.literal('DIRECTORY'),
    rolesClaim: z.string().default('roles'),
    grants: z.array(grant.extend({ value: z.string().min(1) })),
  }),
  /** Tokens of `npm run token`, on one machine: they say themselves what is granted. */
  z.strictObject({ kind: z.literal('LOCAL') }),
]);

/** One issuer (utsteder) callers may bring tokens from. */
export const issuer = z
  .strictObject({
    /** The `iss` of its tokens. */
    issuer: z.string().min(1),
    /** The `aud` its tokens for us carry; one for somebody else is refused. */
    audience: z.string().min(1),
    /** Where its keys are, or the keys themselves (RFC 7517). */
    jwksUri: z.url({ protocol: /^https?$/ }).optional(),
    jwks: z.looseObject({ keys: z.array(z.looseObject({ kty: z.string() })) }).optional(),
    algorithms: z
      .array(
        z.enum(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA']),
      )
      .min(1),
    /** Clocks may differ by so much, seconds. */
    clockSkewSeconds: z.int().min(0).max(300).default(30),
    /** So long its known keys go on working while it cannot be reached, hours. */
    keysKeptHours: z.number().positive().max(168).default(24),
    viewers: mapping,
  })
  .refine(({ jwksUri, jwks }) => (jwksUri === undefined) !== (jwks === undefined), fault('ONE_KEY_SOURCE'));
export type Issuer = z.infer<typeof issuer>;

/** The viewer a verified token names; null when nothing is granted to it here. */
export function viewerOf({ issuer: name, viewers }: Issuer, claims: JWTPayload): Viewer | null {
  if (viewers.kind === 'MASKINPORTEN') return organisationIn(name, viewers, claims);
  if (viewers.kind === 'DIRECTORY') return personIn(name, viewers, claims);
  const read = localClaims.safeParse(claims).data;
  if (read === undefined) return null;
  const { sub, ...granted } = read;
  return { issuer: name, subject: sub, organisation: null, supplier: null, ...granted };
}

type Mapping<Kind extends string> = Extract<Issuer['viewers'], { kind: Kind }>;

function organisationIn(
  issuerName: string,
  { grants }: Mapping<'MASKINPORTEN'>,
  claims: JWTPayload,
): Viewer | null {
  const read = maskinportenClaims.safeParse(claims).data;
  const scopes = read?.scope.split(' ') ?? [];
  const found = grants.find(
    ({ organisation, scope }) => organisation === read?.consumer.ID && scopes.includes(scope),
  );
  if (read === undefined || found === undefined) return null;
  const { organisation, scope: _scope, ...granted } = found;
  const subject = read.client_id ?? organisation;
  return { issuer: issuerName, subject, organisation, supplier: read.supplier?.ID ?? null, ...granted };
}

function personIn(
  issuerName: string,
  { rolesClaim, grants }: Mapping<'DIRECTORY'>,
  claims: JWTPayload,
): Viewer | null {
  const read = directoryClaims.safeParse(claims).data;
  const values = z.array(z.string()).safeParse(claims[rolesClaim]).data ?? [];
  const found = grants.find(({ value }) => values.includes(value));
  if (read === undefined || found === undefined) return null;
  const { value: _value, ...granted } = found;
  return { issuer: issuerName, subject: read.sub, organisation: null, supplier: null, ...granted };
}

/** https://docs.digdir.no/docs/Maskinporten/maskinporten_protocol_token: claims of the access token. */
const party = z.looseObject({ ID: z.string() });
const maskinportenClaims = z.looseObject({
  scope: z.string(),
  consumer: party,
  supplier: party.optional(),
  client_id: z.string().optional(),
});
const directoryClaims = z.looseObject({ sub: z.string().min(1) });
export const localClaims = z.object({ ...grant.shape, sub: z.string().min(1) });
