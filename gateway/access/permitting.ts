import type { GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { readPolicy } from '../../schema/access/policy.ts';
import { sentence } from '../../schema/public-codes.ts';
import type { Computed } from '../answers/answer-cache.ts';
import { whoMaySee } from '../answers/who-may-see.ts';
import type { GatewayContext } from '../gateway-context.ts';
import { permittedOperation, tellDenied } from './permitted-operation.ts';

/** What is left of a request once the denied fields are out of it, and how its answer tells of them. */
type Permitted = { readonly body: unknown; complete(computed: Computed): Computed };
export type Permitting = (body: unknown, context: GatewayContext) => Permitted;

const asked = z.looseObject({ query: z.string() });

/**
 * Takes out of an operation what the caller is not cleared for, by the policy of the contract, so that no
 * subgraph is even asked for it. The subgraphs look again for themselves.
 */
export function permitting(supergraphSdl: string, schema: GraphQLSchema): Permitting {
  const policy = readPolicy(supergraphSdl);
  // Dashboards ask the same all day; `permitted` is null where nothing is denied.
  const known = new LRUCache<string, { readonly permitted: string | null }>({ max: 1000 });
  return (body, context) => {
    const query = asked.safeParse(body).data?.query;
    if (query === undefined) return { body, complete: (computed) => computed };
    const key = `${whoMaySee(context)} ${query}`;
    const { permitted } = known.get(key) ?? {
      permitted: permittedOperation(query, { schema, policy, asking: context.asserted }),
    };
    known.set(key, { permitted });
    if (permitted === null) return { body, complete: (computed) => computed };
    context.look.refuse('NOT_PERMITTED');
    return {
      body: { ...(body as object), query: permitted },
      complete: ({ answer, basis }) => {
        const text = tellDenied(answer.body.toString('utf8'), (code) => sentence(code, context.language));
        return { answer: { ...answer, body: Buffer.from(text) }, basis };
      },
    };
  };
}
