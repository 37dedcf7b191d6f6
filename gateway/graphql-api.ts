import { createHash } from 'node:crypto';
import { HeaderMap } from '@apollo/server';
import type { ApolloServer, ApolloServerPlugin } from '@apollo/server';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { OperationTypeNode } from 'graphql';
import type { Look } from '../database/access-log/look.ts';
import { withOperation } from './access/identify-caller.ts';
import type { Permitting } from './access/permitting.ts';
import { AnswerBasis } from './answers/answer-basis.ts';
import type { Assertion } from '../schema/access/assertion.ts';
import type { Language } from '../schema/public-codes.ts';
import type { AnswerCache, Computed, HttpAnswer } from './answers/answer-cache.ts';
import { operationKey } from './answers/operation-key.ts';
import { whoMaySee } from './answers/who-may-see.ts';
import type { GatewayContext } from './server.ts';

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
};
/** Answers a question as its caller may see it: from the answers kept where they still hold, through Apollo otherwise. */
export type Answering = (asked: Asked) => Promise<Computed>;

export function answering({
  apollo,
  answers,
  permit,
}: {
  readonly apollo: ApolloServer<GatewayContext>;
  readonly answers: AnswerCache;
  readonly permit: Permitting;
}): Answering {
  return async ({ body, headers, language, asserted, look }) => {
    const context: GatewayContext = {
      language,
      planOnly: false,
      basis: new AnswerBasis(),
      onWrite: () => answers.noteWrite(),
      asserted: withOperation(asserted, body),
      look,
    };
    // `accept` decides the content type of the answer.
    const accept = headers.get('accept') ?? '';
    const key = operationKey(body, { language, accept, mayBeSeenBy: whoMaySee(context) });
    const permitted = permit(body, context);
    const compute = async () =>
      permitted.complete(await execute(apollo, { headers, body: permitted.body, context }));
    return key === null ? compute() : answers.answer(key, compute);
  };
}

/** `POST /graphql`. */
export function registerGraphql(app: FastifyInstance, answer: Answering): void {
  app.post(GRAPHQL_PATH, { config: { needs: 'CALLER' } }, async (request, reply) => {
    request.asserted = withOperation(request.asserted, request.body);
    const { answer: given } = await answer({
      body: request.body,
      headers: headersOf(request),
      language: languageOf(request.headers['accept-language']),
      asserted: request.asserted,
      look: request.look,
    });
    for (const [name, value] of given.headers) void reply.header(name, value);
    return reply.code(given.status).send(given.body);
  });
}

async function execute(
  apollo: ApolloServer<GatewayContext>,
  {
    headers: received,
    body: asked,
    context,
  }: { readonly headers: HeaderMap; readonly body: unknown; readonly context: GatewayContext },
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

/** An answer with errors is not kept: asking again may help; what was refused is on record. */
export const noteErrors: ApolloServerPlugin<GatewayContext> = {
  requestDidStart: async () => ({
    willSendResponse: async ({ contextValue, response: { body } }) => {
      if (body.kind === 'single' && body.singleResult.errors === undefined) return;
      contextValue.basis.spoil();
      if (body.kind === 'single') contextValue.look.noteRefusals(body.singleResult.errors);
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
