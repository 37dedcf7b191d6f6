import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Assertion } from '../../schema/access/assertion.ts';
import type { Identified } from '../../schema/access/routes.ts';
import type { TokenVerifier } from '../../schema/access/verify-token.ts';

/** Why the caller asks, as text or percent-encoded, since a header takes no Norwegian letters. */
const PURPOSE_HEADER = 'samsyn-purpose';
const LONGEST_PURPOSE = 300;

/** Who calls, by the bearer token, and what for. */
export async function identifyCaller(request: FastifyRequest, verify: TokenVerifier): Promise<Identified> {
  const verified = await verify(request.headers.authorization);
  if (verified.kind === 'refused') return verified;
  const operation = { name: request.routeOptions.url ?? null, hash: '' };
  return {
    kind: 'known',
    asserted: { viewers: [verified.viewer], purpose: purposeIn(request), operation, address: request.ip },
  };
}

const operation = z.object({ query: z.string(), operationName: z.string().max(300).nullish() });

/** The name in the document, where the request does not say which operation it wants. */
const NAMED = /\b(?:query|mutation)\s+(\w{1,300})/;

/** The same, with the GraphQL operation that is asked. */
export function withOperation(asserted: Assertion, body: unknown): Assertion {
  const asked = operation.safeParse(body).data;
  if (asked === undefined) return asserted;
  const hash = createHash('sha256').update(asked.query).digest('hex').slice(0, 16);
  const name = asked.operationName ?? NAMED.exec(asked.query)?.[1] ?? null;
  return { ...asserted, operation: { name, hash } };
}

function purposeIn({ headers }: FastifyRequest): string | null {
  const text = headers[PURPOSE_HEADER];
  if (typeof text !== 'string') return null;
  return decoded(text).trim().slice(0, LONGEST_PURPOSE) || null;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
