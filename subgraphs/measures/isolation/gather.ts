import { z } from 'zod';
import { isolationsAnswer, transferredPage } from '../../../schema/deviations/isolations.ts';
import type { GatheredIsolation, TransferredPage } from '../../../schema/deviations/isolations.ts';
import { isPublicCode } from '../../../schema/public-codes.ts';
import type { PublicCode } from '../../../schema/public-codes.ts';
import { MEASURES_SUBGRAPH, UNITS } from '../../../schema/units.ts';
import type { FeedSettings } from '../cases/pull-feeds.ts';

/** Why persons' isolations are fetched; it stands in every log of access. */
export const PURPOSE = 'Samlet utelukkelsestid over enheter (straffegjennomføringsloven § 37 femte ledd)';
const PATIENCE_MS = 60_000;
const PERSONS_AT_ONCE = 2000;

type Transferred = TransferredPage['persons'][number];
export type Gathered = {
  readonly persons: readonly Transferred[];
  readonly isolations: ReadonlyMap<string, readonly (GatheredIsolation & { readonly unit: string })[]>;
  /** The earliest moment up to which some unit knows what goes on, by unit. */
  readonly through: ReadonlyMap<string, string>;
  /** Units that did not answer, and why. */
  readonly missing: ReadonlyMap<string, PublicCode>;
};

/**
 * Fetches when persons with stays in two or more units were isolated, from the units where they have been, through
 * the gateway. Held in memory while it is added up and kept nowhere. Null where the register does not answer.
 */
export async function gatherIsolations(
  settings: FeedSettings,
  signal: AbortSignal,
): Promise<Gathered | null> {
  const persons = await readTransferred(settings, signal).catch(() => null);
  if (persons === null) return null;
  const isolations = new Map<string, (GatheredIsolation & { unit: string })[]>();
  const [through, missing] = [new Map<string, string>(), new Map<string, PublicCode>()];
  const asked = UNITS.map(async ({ code: unit }) => {
    const here = persons.filter(({ units }) => units.includes(unit)).map(({ pseudonym }) => pseudonym);
    try {
      for (let place = 0; place < here.length; place += PERSONS_AT_ONCE) {
        const body = JSON.stringify({ persons: here.slice(place, place + PERSONS_AT_ONCE) });
        const answer = await ask(settings, { path: `/isolations/${unit}`, body, signal }, isolationsAnswer);
        through.set(unit, answer.through);
        for (const one of answer.isolations) {
          const own = isolations.get(one.person) ?? [];
          isolations.set(one.person, own);
          own.push({ ...one, unit });
        }
      }
    } catch (error) {
      missing.set(unit, error instanceof NotAnswered ? error.code : 'UNIT_INVALID_ANSWER');
    }
  });
  await Promise.all(asked);
  return { persons, isolations, through, missing };
}

async function readTransferred(settings: FeedSettings, signal: AbortSignal): Promise<Transferred[]> {
  const persons: Transferred[] = [];
  for (let more = true; more;) {
    const after = encodeURIComponent(persons.at(-1)?.pseudonym ?? '');
    const page = await ask(settings, { path: `/transferred?after=${after}`, signal }, transferredPage);
    persons.push(...page.persons);
    more = page.more && page.persons.length > 0;
  }
  return persons;
}

class NotAnswered extends Error {
  readonly code: PublicCode;
  constructor(code: PublicCode, cause?: unknown) {
    super(`not answered: ${code}`, { cause });
    this.code = code;
  }
}

async function ask<T>(
  { gatewayUrl, token }: FeedSettings,
  { path, body, signal }: { readonly path: string; readonly body?: string; readonly signal: AbortSignal },
  answer: z.ZodType<T>,
): Promise<T> {
  const response = await fetch(new URL(path, gatewayUrl), {
    headers: {
      'x-samsyn-service': MEASURES_SUBGRAPH,
      'samsyn-purpose': encodeURIComponent(PURPOSE),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { method: 'POST', body }),
    signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
  }).catch((error: unknown) => {
    throw new NotAnswered('GATEWAY_UNAVAILABLE', error);
  });
  const told: unknown = await response.json().catch(() => null);
  const read = answer.safeParse(told).data;
  if (response.ok && read !== undefined) return read;
  const code = z.object({ code: z.string() }).safeParse(told).data?.code;
  throw new NotAnswered(isPublicCode(code) ? code : 'UNIT_INVALID_ANSWER');
}
