import { Lexer, parse, Source, TokenKind } from 'graphql';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Role } from '../../schema/access/roles.ts';
import type { Counted, PublicCode } from '../../schema/public-codes.ts';
import type { GatewayContext } from '../gateway-context.ts';
import { LARGEST_PAGE } from './limits.ts';
import type { Limits } from './limits.ts';
import { operationSize } from './operation-size.ts';

/** Why an operation is not run; with what was found and what is allowed, where that can be counted. */
export type OperationRefusal = {
  readonly code: PublicCode;
  readonly counted?: Counted;
};
export type Refusing = (body: unknown, context: GatewayContext) => OperationRefusal | null;

const asked = z.looseObject({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
});

const CODES = {
  depth: 'OPERATION_TOO_DEEP',
  fields: 'TOO_MANY_FIELDS',
  aliases: 'TOO_MANY_ALIASES',
  rootFields: 'TOO_MANY_QUESTIONS',
  directives: 'TOO_MANY_DIRECTIVES',
  cost: 'OPERATION_TOO_LARGE',
} as const satisfies Partial<Record<keyof Limits, PublicCode>>;

/** Looks at an operation before anything is done with it but reading it. */
export function operationLimits(
  limits: Limits,
  {
    schema,
    introspectedBy,
  }: {
    readonly schema: GraphQLSchema;
    /** Roles that may ask what the schema is; null for all. */
    readonly introspectedBy: readonly Role[] | null;
  },
): Refusing {
  const known = new LRUCache<string, { readonly document: DocumentNode | null }>({ max: 1000 });
  return (body, { asserted }) => {
    const { query, variables } = asked.safeParse(body).data ?? {};
    if (query === undefined) return null;
    if (hasMoreTokens(query, limits.tokens))
      return { code: 'OPERATION_TOO_LONG', counted: { limit: limits.tokens, found: limits.tokens + 1 } };
    const { document } = known.get(query) ?? { document: readDocument(query) };
    known.set(query, { document });
    if (document === null) return null;
    const size = operationSize(document, { schema, variables: variables ?? {} });
    for (const [measure, code] of Object.entries(CODES) as [keyof typeof CODES, PublicCode][]) {
      const [limit, found] = [limits[measure], size[measure]];
      if (found > limit) return { code, counted: { limit, found } };
    }
    if (size.smallestPage < 1 || size.largestPage > LARGEST_PAGE) return { code: 'PAGE_SIZE_INVALID' };
    const mayIntrospect =
      introspectedBy === null || asserted.viewers.every(({ role }) => introspectedBy.includes(role));
    return size.introspects && !mayIntrospect ? { code: 'INTROSPECTION_NOT_PERMITTED' } : null;
  };
}

/** Counted without parsing, since what is parsed is what the limit is to keep small. */
function hasMoreTokens(query: string, limit: number): boolean {
  const lexer = new Lexer(new Source(query));
  try {
    for (let count = 0; count <= limit; count += 1) if (lexer.advance().kind === TokenKind.EOF) return false;
    return true;
  } catch {
    return false;
  }
}

function readDocument(query: string): DocumentNode | null {
  try {
    return parse(query, { noLocation: true });
  } catch {
    // Whoever runs it says what is wrong with it.
    return null;
  }
}
