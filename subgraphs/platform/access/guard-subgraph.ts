import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ASSERTION_HEADER } from '../../../schema/access/assertion.ts';
import type { AssertionVerifier } from '../../../schema/access/assertion.ts';
import { guardRoutes } from '../../../schema/access/routes.ts';
import type { Identified } from '../../../schema/access/routes.ts';
import type { TokenVerifier } from '../../../schema/access/verify-token.ts';

/** Whom a subgraph believes: its gateway and, for what is posted to it directly, the issuers of tokens. */
export type Trust = { readonly verifyAssertion: AssertionVerifier; readonly verifyToken: TokenVerifier };

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the unit's own systems may call it with a token, past the gateway. */
    takesTokens?: boolean;
  }
}

/** Refuses every request the gateway does not vouch for; `owner` is this subgraph. */
export function guardSubgraph(app: FastifyInstance, owner: string, trust: Trust): void {
  guardRoutes(app, {
    owner,
    identify: (request) => identify(request, trust),
    // Apollo's integration registers it; each field looks for itself.
    presets: { '/graphql': 'CALLER' },
  });
}

async function identify(request: FastifyRequest, trust: Trust): Promise<Identified> {
  const { authorization, [ASSERTION_HEADER]: header } = request.headers;
  const asserted = await trust.verifyAssertion(typeof header === 'string' ? header : undefined);
  if (asserted !== null) return { kind: 'known', asserted };
  if (request.routeOptions.config.takesTokens !== true || authorization === undefined)
    return { kind: 'refused', status: 401, code: 'ASSERTION_MISSING' };
  const verified = await trust.verifyToken(authorization);
  if (verified.kind === 'refused') return verified;
  const operation = { name: request.routeOptions.url ?? null, hash: '' };
  const { viewer } = verified;
  return { kind: 'known', asserted: { viewers: [viewer], purpose: null, operation, address: request.ip } };
}
