import { z } from 'zod';
import type { Language } from '../../schema/public-codes.ts';

const operation = z.object({
  query: z.string().min(1),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  // A persisted query is looked up or registered, which must happen each time.
  extensions: z.looseObject({ persistedQuery: z.never().optional() }).nullish(),
});

/** A document without these words holds queries alone: they cannot be written otherwise. */
const MORE_THAN_QUERIES = /\b(?:mutation|subscription)\b/;

/**
 * Everything that decides an answer, as one text; null for a request whose answer is nobody else's. The
 * document counts as it is written: parsing it would cost more than the answer.
 */
export function operationKey(
  body: unknown,
  reader: { readonly language: Language; readonly accept: string; readonly mayBeSeenBy: string },
): string | null {
  const asked = operation.safeParse(body).data;
  if (asked === undefined || MORE_THAN_QUERIES.test(asked.query)) return null;
  const { query, operationName = null, variables } = asked;
  return JSON.stringify([
    reader.mayBeSeenBy,
    reader.language,
    reader.accept,
    operationName,
    variables ?? {},
    query,
  ]);
}
