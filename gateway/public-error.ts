import type { FastifyBaseLogger } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import { isPublicCode, sentence } from '../schema/public-codes.ts';
import type { Language } from '../schema/public-codes.ts';

/** Errors of the client's own making say what is wrong in their own words; they name nothing inside. */
const OWN_WORDS = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
]);

/** What a client sees of an error: a public code and its sentence, and where in the answer; the rest is logged. */
export function publicError(
  formatted: GraphQLFormattedError,
  error: unknown,
  log: FastifyBaseLogger,
): GraphQLFormattedError {
  const code = formatted.extensions?.['code'];
  const path = formatted.path === undefined ? {} : { path: formatted.path };
  if (!isPublicCode(code)) {
    log.error({ err: error }, 'request failed');
    return { message: sentence('INTERNAL_ERROR', 'nb'), ...path, extensions: { code: 'INTERNAL_ERROR' } };
  }
  const fromSubgraph = formatted.extensions?.['serviceName'] !== undefined;
  const message = OWN_WORDS.has(code) && !fromSubgraph ? formatted.message : sentence(code, 'nb');
  return { message, ...path, extensions: { code } };
}

/** The same errors with their sentences in the reader's language. */
export function inLanguage(
  errors: readonly GraphQLFormattedError[],
  language: Language,
): GraphQLFormattedError[] {
  return errors.map((error) => {
    const code = error.extensions?.['code'];
    return isPublicCode(code) && error.message === sentence(code, 'nb')
      ? { ...error, message: sentence(code, language) }
      : error;
  });
}
