import { HeaderMap } from '@apollo/server';
import { z } from 'zod';
import type { Assertion } from '../../schema/access/assertion.ts';
import { isPublicCode } from '../../schema/public-codes.ts';
import type { Language, PublicCode } from '../../schema/public-codes.ts';
import type { Basis } from '../answers/answer-basis.ts';
import type { Answering } from '../graphql-api.ts';
import type { Feed, FeedTable } from './feed.ts';
import type { FeedQuestion } from './feed-question.ts';

export type FeedAnswer =
  | { readonly kind: 'table'; readonly table: FeedTable; readonly basis: Basis | null }
  | Refused;
/** The whole answer is an error. */
export type Refused = { readonly kind: 'refused'; readonly code: PublicCode };

/** Who asks, and where. */
export type Reader = {
  readonly asserted: Assertion;
  readonly answer: Answering;
  /** Aborts when the reader has gone. */
  readonly gone: AbortSignal;
};

const graphqlAnswer = z.object({
  data: z.unknown(),
  errors: z.array(z.object({ extensions: z.object({ code: z.unknown() }) })).optional(),
});

/**
 * Asks the feed's document as its reader, the way any client asks the gateway. A table with a hole that no
 * coverage tells of is not given: an error in the answer is the answer.
 */
export async function askFeed(feed: Feed, asked: FeedQuestion, reader: Reader): Promise<FeedAnswer> {
  const question = { query: feed.document, variables: feed.variables(asked), language: asked.language };
  const answered = await askDocument(question, reader);
  if (answered.kind === 'refused') return answered;
  const table = feed.read(answered.data, asked);
  return table === null
    ? { kind: 'refused', code: 'MEASURES_UNAVAILABLE' }
    : { kind: 'table', table, basis: answered.basis };
}

/** The data of a whole answer, and what it rests on. */
export async function askDocument(
  {
    language,
    ...body
  }: {
    readonly query: string;
    readonly variables: Readonly<Record<string, unknown>>;
    readonly language: Language;
  },
  { asserted, answer, gone }: Reader,
): Promise<{ readonly kind: 'data'; readonly data: unknown; readonly basis: Basis | null } | Refused> {
  const headers = new HeaderMap([
    ['content-type', 'application/json'],
    ['accept', 'application/json'],
  ]);
  const { answer: given, basis } = await answer({ body, headers, language, asserted, gone });
  const { data, errors } = graphqlAnswer.parse(JSON.parse(given.body.toString('utf8')));
  return errors === undefined || errors.length === 0
    ? { kind: 'data', data, basis }
    : { kind: 'refused', code: firstCode(errors) };
}

function firstCode(errors: readonly { readonly extensions: { readonly code: unknown } }[]): PublicCode {
  return errors.map(({ extensions }) => extensions.code).find(isPublicCode) ?? 'INTERNAL_ERROR';
}
