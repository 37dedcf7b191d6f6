import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  preSerializationAsyncHookHandler,
} from 'fastify';
import { isPublicCode, sentence } from '../public-codes.ts';
import type { Counted, Language, PublicCode } from '../public-codes.ts';
import { sendProblem } from '../problem.ts';
import type { Assertion } from './assertion.ts';
import { isClearance, readNeed } from './clearances.ts';
import type { Clearance } from './clearances.ts';
import { refusalOf } from './permits.ts';

/** What a route needs: a clearance at this subgraph, or anywhere; a known caller; or nothing at all. */
export type RouteNeed = Clearance | `ANY_${Clearance}` | 'CALLER' | 'NOTHING';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Every route says it. */
    needs?: RouteNeed;
    /** Whether refusals are told as RFC 9457 says. */
    problems?: boolean;
  }
  interface FastifyRequest {
    /** Who asks; there on every route that needs more than nothing. */
    asserted: Assertion;
  }
}

export type Identified =
  | { readonly kind: 'known'; readonly asserted: Assertion }
  | { readonly kind: 'refused'; readonly status: 401 | 403 | 503; readonly code: PublicCode };

type Refusal = {
  readonly status: number;
  readonly code: PublicCode;
  /** What is allowed and what came, where that can be counted. */
  readonly counted?: Counted | undefined;
  /** What in particular is wrong, in the caller's language. */
  readonly problems?: string | undefined;
};

/**
 * Lets nobody through to a route who is not identified and cleared for it. A route that says nothing of what
 * it needs stops the program at its start. Call it before any route is registered.
 */
export function guardRoutes(
  app: FastifyInstance,
  options: {
    /** The subgraph whose routes they are; null at the gateway. */
    readonly owner: string | null;
    readonly identify: (request: FastifyRequest) => Promise<Identified>;
    /** For routes that others register. */
    readonly presets?: Readonly<Record<string, RouteNeed>>;
  },
): void {
  const { owner, identify, presets = {} } = options;
  app.decorateRequest('asserted');
  app.addHook('onRoute', (route) => {
    const needs = route.config?.needs ?? presets[route.url];
    if (needs === undefined)
      throw new Error(`${String(route.method)} ${route.url} does not say what it needs.`);
    route.config = { ...route.config, needs };
  });
  // What a subgraph answers goes through the gateway, which knows the reader's language.
  if (owner === null) app.addHook('preSerialization', withSentence);
  app.addHook('onRequest', async (request, reply) => {
    const { needs = 'NOTHING' } = request.routeOptions.config;
    if (needs === 'NOTHING') return;
    const identified = await identify(request);
    if (identified.kind === 'refused') {
      await refuse(request, reply, identified);
      return;
    }
    request.asserted = identified.asserted;
    if (needs === 'CALLER') return;
    const clearance = readNeed(needs.replace(/^ANY_/, ''));
    if (clearance === null || !isClearance(clearance)) throw new Error(`${needs} is no clearance`);
    const code = refusalOf(identified.asserted, clearance, needs.startsWith('ANY_') ? null : owner);
    if (code !== null) await refuse(request, reply, { status: 403, code });
  });
}

/** A refusal that is a code alone goes out with the code's sentence. */
const withSentence: preSerializationAsyncHookHandler = async (request, reply, payload) => {
  if (reply.statusCode < 400) return payload;
  const { code, message, ...further } = (payload ?? {}) as Readonly<Record<string, unknown>>;
  if (!isPublicCode(code) || message !== undefined) return payload;
  return { code, message: sentence(code, languageOf(request)), ...further };
};

/** Answers with a code and its sentence in the caller's language, the way the route answers. */
export function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  { status, code, ...further }: Refusal,
): FastifyReply {
  // RFC 6750, section 3: it says how to identify oneself, and nothing of what is wrong.
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  if (request.routeOptions.config.problems === true)
    return sendProblem(reply, { status, code, language: languageOf(request) });
  return reply.code(status).send(refusalBody(request, code, further));
}

/** What a caller gets instead of an answer, in the form of the route. */
export function refusalBody(
  request: FastifyRequest,
  code: PublicCode,
  { counted, problems }: Pick<Refusal, 'counted' | 'problems'> = {},
): object {
  const told = sentence(code, languageOf(request), counted);
  const message = problems === undefined ? told : `${told}\n${problems}`;
  const isGraphql = request.routeOptions.url === '/graphql';
  return isGraphql ? { errors: [{ message, extensions: { code } }] } : { code, message };
}

/** The reader's language: as the address says (`lang`), or the header. */
export function languageOf(request: FastifyRequest): Language {
  const { lang } = (request.query ?? {}) as { lang?: unknown };
  if (lang === 'nb' || lang === 'en') return lang;
  return /^en\b/i.test(request.headers['accept-language'] ?? '') ? 'en' : 'nb';
}
