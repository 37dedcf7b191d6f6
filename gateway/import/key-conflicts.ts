import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Assertion } from '../../schema/access/assertion.ts';
import { refusalOf } from '../../schema/access/permits.ts';
import { sourceKey } from '../../schema/records/source-keys.ts';
import type { KeyConflict, KeyConflicts, SourceKey } from '../../schema/records/source-keys.ts';
import { readTarget, TARGETS } from '../../schema/records/targets.ts';
import type { Target } from '../../schema/records/targets.ts';
import { UNITS } from '../../schema/units.ts';
import type { Subgraphs } from './import-job.ts';
import { getFromOwner, vouchFor } from './owner-requests.ts';
import type { Vouch } from './owner-requests.ts';

type Question = { readonly target: Target; readonly source: string };

const PAGE = 5000;

/**
 * Finds keys that one source has at several units. Each unit gives its keys in the same order, so they are
 * merged page by page and never held together.
 */
export async function findKeyConflicts({ urls, sign }: Subgraphs, question: Question): Promise<KeyConflicts> {
  const vouch = vouchFor(sign, GATHERING);
  const unanswered: string[] = [];
  const streams = await Promise.all(
    UNITS.map(async ({ code }) => {
      const keys = keysOf(new URL(`/records/${question.target}/keys`, urls[code]), {
        source: question.source,
        vouch,
      });
      const stream = { code, keys, next: await nextOf(keys) };
      if (stream.next === 'unanswered') unanswered.push(code);
      return stream;
    }),
  );
  const conflicts: KeyConflict[] = [];
  for (;;) {
    const waiting = streams.flatMap(({ next }) => (isKey(next) ? [next.id] : []));
    // What one unit alone still has is at no other.
    if (waiting.length < 2) return { conflicts, unanswered };
    const lowest = waiting.reduce((one, other) => (other < one ? other : one));
    const holders = streams.filter(({ next }) => isKey(next) && next.id === lowest);
    const [first] = holders;
    if (holders.length > 1 && isKey(first?.next)) {
      conflicts.push({ key: first.next.key, units: holders.map(({ code }) => code) });
    }
    for (const holder of holders) {
      holder.next = await nextOf(holder.keys);
      if (holder.next === 'unanswered') unanswered.push(holder.code);
    }
  }
}

/**
 * `GET /import/conflicts/{target}?source=…`: all of them for the directorate and its service, for a unit those it has a part in.
 */
export function registerKeyConflicts(app: FastifyInstance, subgraphs: Subgraphs): void {
  app.get<{ Params: { target: string }; Querystring: { source?: string } }>(
    '/import/conflicts/:target',
    { config: { needs: 'CALLER' } },
    async (asked, reply) => {
      const target = readTarget(asked.params.target);
      const { source } = asked.query;
      if (target === null || source === undefined || TARGETS[target].owner !== 'UNIT') {
        return reply.code(400).send({ code: 'BAD_REQUEST' });
      }
      const seen = conflictsSeenBy(asked.asserted);
      if (seen === null) return reply.code(403).send({ code: 'NOT_PERMITTED' });
      const { conflicts, unanswered } = await findKeyConflicts(subgraphs, { target, source });
      return { conflicts: conflicts.filter(seen), unanswered };
    },
  );
}

/** The gateway itself compares the units' keys: no caller sees those of units that are not the caller's. */
const GATHERING: Assertion = {
  viewers: [
    {
      issuer: 'samsyn-gateway',
      subject: 'key-conflicts',
      organisation: null,
      supplier: null,
      role: 'service',
      units: [],
      period: null,
      persons: false,
    },
  ],
  purpose: 'keys that one source has at several units',
  operation: { name: 'keyConflicts', hash: '' },
};

/** Which conflicts the caller may see; null where none at all. */
export function conflictsSeenBy(asked: Assertion): ((conflict: KeyConflict) => boolean) | null {
  const clearances = (['QUALITY', 'IMPORT', 'GATHER'] as const).filter(
    (clearance) => refusalOf(asked, clearance, null) === null,
  );
  if (clearances.length === 0) return null;
  return ({ units }) =>
    units.some((unit) => clearances.some((clearance) => refusalOf(asked, clearance, unit) === null));
}

type Next = SourceKey | 'end' | 'unanswered';

function isKey(next: Next | undefined): next is SourceKey {
  return typeof next === 'object';
}

async function nextOf(keys: AsyncGenerator<SourceKey>): Promise<Next> {
  try {
    const { done, value } = await keys.next();
    return done === true ? 'end' : value;
  } catch {
    return 'unanswered';
  }
}

async function* keysOf(
  url: URL,
  { source, vouch }: { readonly source: string; readonly vouch: Vouch },
): AsyncGenerator<SourceKey> {
  url.searchParams.set('source', source);
  url.searchParams.set('first', String(PAGE));
  for (;;) {
    const page = await getFromOwner(url, vouch, z.array(sourceKey));
    if (!page.ok) throw new Error(page.code);
    yield* page.value;
    const last = page.value.at(-1);
    if (last === undefined || page.value.length < PAGE) return;
    url.searchParams.set('after', last.id);
  }
}
