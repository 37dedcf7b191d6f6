import { readFileSync } from 'node:fs';
import { printSchema, Supergraph } from '@apollo/federation-internals';
import { buildSchema } from 'graphql';
import { reachOf } from '../../schema/access/roles.ts';
import type { Role } from '../../schema/access/roles.ts';
import type { Viewer } from '../../schema/access/viewer.ts';
import { tokenFor } from './access.ts';
import type { Federation } from './federation.ts';

export const supergraphSdl = readFileSync(
  new URL('../../schema/supergraph.graphql', import.meta.url),
  'utf8',
);
/** What callers may ask for. */
export const apiSchema = buildSchema(printSchema(Supergraph.build(supergraphSdl).apiSchema()));

export type Grant = Pick<Viewer, 'role' | 'units' | 'period' | 'persons'>;

/** Somebody of the role at `oslo`, who may see who it is about where the role may. */
export function grantFor(role: Role, change: Partial<Grant> = {}): Grant {
  return { role, units: ['oslo'], period: null, persons: reachOf(role, 'PERSON') !== null, ...change };
}

/** Asks the gateway as somebody with the grant; by the same grant the same token serves again. */
export async function askAs(
  { url }: Pick<Federation, 'url'>,
  { units, ...grant }: Grant,
  { query, purpose }: { readonly query: string; readonly purpose: string | null },
): Promise<Response> {
  const whole = { sub: grant.role, ...grant, units: [...units] };
  const key = JSON.stringify(whole);
  const token = tokens.get(key) ?? tokenFor(whole);
  tokens.set(key, token);
  return fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await token}`,
      ...(purpose !== null && { 'samsyn-purpose': purpose }),
    },
    body: JSON.stringify({ query }),
  });
}
const tokens = new Map<string, Promise<string>>();
