import { HeaderMap } from '@apollo/server';
import { z } from 'zod';
import type { Look } from '../../database/access-log/look.ts';
import type { Assertion } from '../../schema/access/assertion.ts';
import { isPublicCode } from '../../schema/public-codes.ts';
import type { PublicCode } from '../../schema/public-codes.ts';
import type { Basis } from '../answers/answer-basis.ts';
import type { Answering } from '../graphql-api.ts';
import type { Feed, FeedTable } from './feed.ts';
import type { FeedQuestion } from './feed-question.ts';

export type FeedAnswer =
  | { readonly kind: 'table'; readonly table: FeedTable; readonly basis: Basis | null }
  | { readonly kind: 'refused'; readonly code: PublicCode };

const graphqlAnswer = z.object({
  data: z.unknown(),
  errors: z.array(z.object({ extensions: z.object({ code: z.unknown() }) })).optional(),
});

/**
 * Asks the feed's document as its reader, the way any client asks the gateway. A table with a hole that no
 * coverage tells of is not given: an error in the answer is the answer.
 */
export async function askFeed(
  feed: Feed,
  {
    asked,
    asserted,
    look,
    answer,
    gone,
  }: {
    readonly asked: FeedQuestion;
    readonly asserted: Assertion;
    readonly look: Look;
    readonly answer: Answering;
    readonly gone: AbortSignal;
  },
): Promise<FeedAnswer> {
  const headers = new HeaderMap([
    ['content-type', 'application/json'],
    ['accept', 'application/json'],
  ]);
  const body = { query: feed.document, variables: feed.variables(asked) };
  const { language } = asked;
  const { answer: given, basis } = await answer({ body, headers, language, asserted, look, gone });
  const { data, errors } = graphqlAnswer.parse(JSON.parse(given.body.toString('utf8')));
  if (errors !== undefined && errors.length > 0) return { kind: 'refused', code: firstCode(errors) };
  const table = feed.read(data, asked);
  return table === null ? { kind: 'refused', code: 'MEASURES_UNAVAILABLE' } : { kind: 'table', table, basis };
}

function firstCode(errors: readonly { readonly extensions: { readonly code: unknown } }[]): PublicCode {
  return errors.map(({ extensions }) => extensions.code).find(isPublicCode) ?? 'INTERNAL_ERROR';
}
