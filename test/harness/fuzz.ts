import * as fc from 'fast-check';
import { limits } from '../../gateway/limits/limits.ts';
import type { Role } from '../../schema/access/roles.ts';
import type { Viewer } from '../../schema/access/viewer.ts';
import { apiSchema, askAs, grantFor } from './as-role.ts';
import type { Federation } from './federation.ts';
import { leaksIn } from './markers.ts';
import { randomQuery } from './random-query.ts';
import type { RandomQuery } from './random-query.ts';

const LIMITS = limits.parse({});
/** Queries under way at once. */
const AT_ONCE = 10;

/** What came of the queries, so that a test sees that both kinds were among them. */
export type Fuzzed = { readonly asked: number; readonly answered: number; readonly refused: number };

/**
 * Asks random valid queries as a viewer of the role. Throws with the query where one is answered with a fault of ours,
 * with something the viewer must not see, or beyond its limits.
 */
export async function fuzzRole(
  federation: Federation,
  role: Role,
  { queries, seed }: { readonly queries: number; readonly seed?: number },
): Promise<Fuzzed> {
  const period = role === 'inspector' ? { from: '2025-01-01', to: '2026-01-01' } : null;
  const viewer: Viewer = {
    ...grantFor(role, { period }),
    issuer: 'samsyn-local',
    subject: role,
    organisation: null,
    supplier: null,
  };
  const sums = { asked: 0, answered: 0, refused: 0 };
  const tryOne = async (query: RandomQuery, purpose: string | null): Promise<string | null> => {
    const response = await askAs(federation, viewer, { query: query.text, purpose });
    const [status, text] = [response.status, await response.text()];
    sums.asked += 1;
    if (status === 200) sums.answered += 1;
    if (status === 400) sums.refused += 1;
    return faultOf({ status, text, query, viewer, purpose });
  };
  const property = fc.asyncProperty(fc.gen(), async (draw) => {
    const tries = Array.from({ length: AT_ONCE }, () => {
      const query = randomQuery(apiSchema, (below) => draw(fc.nat, Math.max(below - 1, 0)));
      return { query, purpose: draw(fc.boolean) ? 'fuzz' : null };
    });
    const faults = await Promise.all(tries.map(({ query, purpose }) => tryOne(query, purpose)));
    const fault = faults.find((each) => each !== null);
    if (fault !== undefined) throw new Error(fault ?? '');
  });
  await fc.assert(property, {
    numRuns: Math.ceil(queries / AT_ONCE),
    // What a query is smaller by shows nothing more, and every try takes a while.
    endOnFailure: true,
    ...(seed !== undefined && { seed }),
  });
  return sums;
}

function faultOf(tried: {
  readonly status: number;
  readonly text: string;
  readonly query: RandomQuery;
  readonly viewer: Viewer;
  readonly purpose: string | null;
}): string | null {
  const { status, text, query, viewer, purpose } = tried;
  const told = (what: string) => `${viewer.role}: ${what}\n${query.text}\n${status} ${text.slice(0, 2000)}`;
  if (status !== 200 && status !== 400) return told('neither answered nor refused');
  if (text.includes('INTERNAL_ERROR')) return told('a fault of ours');
  if (text.includes('GRAPHQL_VALIDATION_FAILED')) return told('a valid query was taken for invalid');
  const leaks = leaksIn(text, viewer, purpose);
  if (leaks.length > 0) return told(`shows ${leaks.join(', ')}`);
  if (status === 200 && isBeyondLimits(query)) return told('beyond its limits');
  return null;
}

function isBeyondLimits({ depth, fields, aliases, rootFields, pages }: RandomQuery): boolean {
  return (
    depth > LIMITS.depth ||
    fields > LIMITS.fields ||
    aliases > LIMITS.aliases ||
    rootFields > LIMITS.rootFields ||
    pages.some((first) => first < 1 || first > 500)
  );
}
