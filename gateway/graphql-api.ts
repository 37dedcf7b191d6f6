import { createHash } from 'node:crypto';
import { HeaderMap } from '@apollo/server';
import type { ApolloServer, ApolloServerPlugin } from '@apollo/server';
import type { FastifyInstance, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import { OperationTypeNode } from 'graphql';
import type { Role } from '../schema/access/roles.ts';
import { refuse } from '../schema/access/routes.ts';
import { sentence } from '../schema/public-codes.ts';
import { whenGone } from '../schema/when-gone.ts';
import type { Look } from '../database/access-log/look.ts';
import { withOperation } from './access/identify-caller.ts';
import type { Permitting } from './access/permitting.ts';
import { AnswerBasis } from './answers/answer-basis.ts';
import type { Assertion } from '../schema/access/assertion.ts';
import type { Language } from '../schema/public-codes.ts';
import type { AnswerCache, Computed, HttpAnswer } from './answers/answer-cache.ts';
import { operationKey } from './answers/operation-key.ts';
import { whoMaySee } from './answers/who-may-see.ts';
import { LARGEST_REQUEST } from './limits/limits.ts';
import type { Limits } from './limits/limits.ts';
import type { OperationRefusal, Refusing } from './limits/refused-operation.ts';
import type { GatewayContext } from './gateway-context.ts';
import { withDocument } from './trusted-documents.ts';
import type { TrustedDocuments } from './trusted-documents.ts';

export const GRAPHQL_PATH = '/graphql';

/** A question in GraphQL, who asks it, and how the answer is wanted. */
type Asked = {
  /** As `POST /graphql` takes it: query, variables, operation name. */
  readonly body: unknown;
  readonly headers: HeaderMap;
  readonly language: Language;
  readonly asserted: Assertion;
  /** What the answer shows, for the access log. */
  readonly look: Look;
  /** Aborts when the client who asks has gone. */
  readonly gone: AbortSignal;
};
/** Answers a question as its caller may see it: from the answers kept where they still hold, through Apollo otherwise. */
export type Answering = (asked: Asked) => Promise<Computed>;

export function answering({
  apollo,
  answers,
  permit,
  limits,
  refusedBy,
}: {
  readonly apollo: ApolloServer<GatewayContext>;
  readonly answers: AnswerCache;
  readonly permit: Permitting;
  readonly limits: Limits;
  readonly refusedBy: Refusing;
}): Answering {
  return async ({ body, headers, language, gone: clientGone, asserted: asking, look }) => {
    const asserted = withOperation(asking, body);
    // `accept` decides the content type of the answer.
    const accept = headers.get('accept') ?? '';
    const key = operationKey(body, { language, accept, mayBeSeenBy: whoMaySee({ asserted }) });
    const compute = async (gone: AbortSignal): Promise<Computed> => {
      const context: GatewayContext = {
        language,
        planOnly: false,
        basis: new AnswerBasis(),
        onWrite: () => answers.noteWrite(),
        gone,
        asserted,
        look,
      };
      // An answer that is kept was within the limits when it was computed.
      const refusal = refusedBy(body, context);
      if (refusal !== null) return { answer: refused(refusal, language), basis: null };
      const permitted = permit(body, context);
      return permitted.complete(await execute(apollo, { headers, body: permitted.body, context, limits }));
    };
    const given = await (key === null ? compute(clientGone) : answers.answer(key, compute, clientGone));
    look.noteRefusalsIn(given.answer.body);
    return given;
  };
}

/** `POST /graphql`, one query at a time. */
export function registerGraphql(
  app: FastifyInstance,
  {
    answer,
    trusted,
  }: {
    readonly answer: Answering;
    readonly trusted: { readonly documents: TrustedDocuments; readonly only: readonly Role[] };
  },
): void {
  app.route({
    method: ['GET', 'PUT', 'PATCH', 'DELETE'],
    url: GRAPHQL_PATH,
    config: { needs: 'NOTHING' },
    handler: async (request, reply) =>
      refuse(request, reply.header('allow', 'POST'), { status: 405, code: 'METHOD_NOT_TAKEN' }),
  });
  const config = { needs: 'CALLER' } as const;
  const route = { config, bodyLimit: LARGEST_REQUEST, onRequest: onlyJson };
  app.post(GRAPHQL_PATH, route, async (request, reply) => {
    const { asserted } = request;
    if (Array.isArray(request.body)) return refuse(request, reply, { status: 400, code: 'BATCH_NOT_TAKEN' });
    const named = withDocument(request.body, { ...trusted, viewers: asserted.viewers });
    if ('code' in named) return refuse(request, reply, { status: 400, code: named.code });
    request.asserted = withOperation(asserted, named.body);
    const { answer: given } = await answer({
      body: named.body,
      headers: headersOf(request),
      language: languageOf(request.headers['accept-language']),
      asserted,
      look: request.look,
      gone: whenGone(reply),
    });
    for (const [name, value] of given.headers) void reply.header(name, value);
    return reply.code(given.status).send(given.body);
  });
}

/** A form on another site can send any other type without asking (CSRF); this one it cannot. */
const onlyJson: onRequestAsyncHookHandler = async (request, reply) => {
  if (/^application\/json *(;|$)/i.test(request.headers['content-type'] ?? '')) return;
  await refuse(request, reply, { status: 415, code: 'CONTENT_TYPE_WRONG' });
};

/** The answer to an operation that is not run. */
function refused({ code, counted }: OperationRefusal, language: Language): HttpAnswer {
  const errors = [{ message: sentence(code, language, counted), extensions: { code } }];
  return {
    status: 400,
    headers: [['content-type', 'application/json; charset=utf-8']],
    body: Buffer.from(JSON.stringify({ errors })),
  };
}

async function execute(
  apollo: ApolloServer<GatewayContext>,
  {
    headers: received,
    body: asked,
    context,
    limits,
  }: {
    readonly headers: HeaderMap;
    readonly body: unknown;
    readonly context: GatewayContext;
    readonly limits: Limits;
  },
): Promise<Computed> {
  const {
    status = 200,
    headers,
    body,
  } = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method: 'POST', headers: received, search: '', body: asked },
    context: async () => context,
  });
  const text = body.kind === 'complete' ? body.string : (await Array.fromAsync(body.asyncIterator)).join('');
  const answer = { status, headers: [...headers], body: Buffer.from(text) };
  const found = answer.body.byteLength;
  if (found > limits.answerBytes) {
    const refusal = { code: 'ANSWER_TOO_LARGE', counted: { limit: limits.answerBytes, found } } as const;
    return { answer: refused(refusal, context.language), basis: null };
  }
  const basis = status === 200 ? context.basis.gathered() : null;
  return basis === null ? { answer, basis } : { answer: withTag(answer), basis };
}

/**
 * The tag tells whoever keeps an answer whether another one differs. There is no 304 here: HTTP knows it for
 * GET and HEAD alone (RFC 9110, section 13.1.2), and GraphQL is asked with POST.
 */
function withTag({ status, headers, body }: HttpAnswer): HttpAnswer {
  const hash = createHash('sha256').update(JSON.stringify(headers)).update(body).digest('base64url');
  const own = [
    ['etag', `"${hash.slice(0, 27)}"`],
    ['cache-control', 'private, no-cache'],
  ] as const;
  return { status, headers: [...headers.filter(([name]) => name !== 'cache-control'), ...own], body };
}

/** An answer with errors is not kept: asking again may help. */
export const errorsSpoil: ApolloServerPlugin<GatewayContext> = {
  requestDidStart: async () => ({
    willSendResponse: async ({ contextValue, response: { body } }) => {
      if (body.kind !== 'single' || body.singleResult.errors !== undefined) contextValue.basis.spoil();
    },
  }),
};

/** Whoever knows of a step taken must see it in the next answer, also in one that is being computed now. */
export const noteMutations: ApolloServerPlugin<GatewayContext> = {
  requestDidStart: async () => ({
    willSendResponse: async ({ contextValue, operation }) => {
      if (operation?.operation === OperationTypeNode.MUTATION) contextValue.onWrite();
    },
  }),
};

function headersOf({ headers }: FastifyRequest): HeaderMap {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  return map;
}

function languageOf(header: string | undefined): 'nb' | 'en' {
  return header?.trim().toLowerCase().startsWith('en') === true ? 'en' : 'nb';
}
