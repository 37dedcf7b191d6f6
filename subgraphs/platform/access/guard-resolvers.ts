import type { GraphQLResolverMap } from '@apollo/subgraph';
import { defaultFieldResolver } from 'graphql';
import type { GraphQLFieldResolver } from 'graphql';
import { isClearance } from '../../../schema/access/clearances.ts';
import type { Clearance } from '../../../schema/access/clearances.ts';
import { refusalOf } from '../../../schema/access/permits.ts';
import type { Asking } from '../../../schema/access/permits.ts';
import type { Look } from '../../../database/access-log/look.ts';
import type { AccessPolicy } from '../../../schema/access/policy.ts';
import { ClientError } from '../client-error.ts';

export type WithAsserted = {
  readonly asserted: Asking;
  /** What the answer shows, for the access log. */
  readonly look: Look;
};

/**
 * The same resolvers, each behind what the policy says its field needs: what a reader is not cleared for is null
 * with a public code, before anything is read. Every field that needs a clearance is guarded, also one that
 * has no resolver of its own.
 */
export function guardResolvers<Context extends WithAsserted>(
  resolvers: GraphQLResolverMap<Context>,
  {
    policy,
    types,
    owner,
  }: {
    readonly policy: AccessPolicy;
    readonly types: ReadonlySet<string>;
    /** The unit whose own it is; null where a clearance for any unit opens the door. */
    readonly owner: string | null;
  },
): GraphQLResolverMap<Context> {
  const guarded: Record<string, unknown> = { ...resolvers };
  for (const [name, need] of policy) {
    const [type = '', field = ''] = name.split('.');
    if (!isClearance(need) || need === 'OPEN' || !types.has(type)) continue;
    const fields = guarded[type] ?? {};
    const own = (fields as Record<string, unknown>)[field];
    guarded[type] = { ...fields, [field]: behind(need, owner, resolverIn(own)) };
  }
  return guarded as GraphQLResolverMap<Context>;
}

type Resolver = GraphQLFieldResolver<unknown, WithAsserted>;

function resolverIn(own: unknown): Resolver {
  if (typeof own === 'function') return own as Resolver;
  return (own as { resolve?: Resolver } | undefined)?.resolve ?? defaultFieldResolver;
}

function behind(clearance: Clearance, owner: string | null, resolve: Resolver): Resolver {
  return (source, given, context, info) => {
    const code = refusalOf(context.asserted, clearance, owner);
    if (code !== null) throw new ClientError(code);
    return resolve(source, given, context, info);
  };
}
