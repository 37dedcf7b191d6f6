import type { FastifyBaseLogger } from 'fastify';
import { z } from 'zod';
import { deviationFeed } from '../../../schema/deviations/feed.ts';
import type { DeviationFeed } from '../../../schema/deviations/feed.ts';
import { isPublicCode } from '../../../schema/public-codes.ts';
import type { PublicCode } from '../../../schema/public-codes.ts';
import { UNITS } from '../../../schema/units.ts';
import type { Database } from '../../platform/database.ts';
import { untilStopped } from '../until-stopped.ts';
import type { Running } from '../until-stopped.ts';
import { noteFailure, noteRead, readPosition } from './feed-positions.ts';
import { openAwaited, takeNotices } from './take-notices.ts';

/** A unit first judges what time has made due, so its answer may take a while. */
const PATIENCE_MS = 60_000;

export type FeedSettings = {
  readonly gatewayUrl: string;
  /** Pause between two looks at a feed with nothing new. */
  readonly intervalMs: number;
  /** Pause between two times isolation is added up over the units. */
  readonly isolationIntervalMs: number;
  /** So long after a deviation was first seen its case is opened, though records it rests on may still come. */
  readonly caseWaitMs: number;
  /** Who asks: sent as a bearer token, where there is one. */
  readonly token: string | undefined;
};

class FeedFailure extends Error {
  readonly code: PublicCode;
  constructor(code: PublicCode, cause?: unknown) {
    super(`feed failed: ${code}`, { cause });
    this.code = code;
  }
}

/**
 * Follows every unit's feed of deviations through the gateway until it is stopped, each unit on its own, so that
 * one that hangs holds up no other. Where it goes on is in the database: it may end anywhere, and run twice.
 */
export function startPulling(database: Database, settings: FeedSettings, log: FastifyBaseLogger): Running {
  const followed = UNITS.map(({ code }) => {
    let failure: PublicCode | null = null;
    return untilStopped(async (signal) => {
      const before = failure;
      failure = await readUp(database, { unit: code, settings, signal }).then(() => null, codeOf);
      if (failure !== null && !signal.aborted) {
        // Said once: a unit may be down for long.
        if (failure !== before) log.warn({ unit: code, code: failure }, 'feed not read');
        // The database may be what failed; the next look tries again.
        await noteFailure(database, code, failure).catch(() => undefined);
      }
      return settings.intervalMs;
    });
  });
  return {
    stop: async () => {
      await Promise.all(followed.map((one) => one.stop()));
    },
  };
}

function codeOf(error: unknown): PublicCode {
  return error instanceof FeedFailure ? error.code : 'INTERNAL_ERROR';
}

/** Reads a feed to its end. */
async function readUp(
  database: Database,
  asked: { readonly unit: string; readonly settings: FeedSettings; readonly signal: AbortSignal },
): Promise<void> {
  const { unit, signal, settings } = asked;
  const waitMs = settings.caseWaitMs;
  while (!signal.aborted) {
    const after = await readPosition(database, unit);
    const page = await fetchPage({ ...asked, after });
    if (page.notices.length > 0) await takeNotices(database, { unit, after, page, waitMs });
    if (!page.more) {
      await noteRead(database, unit, page);
      await openAwaited(database, unit, page.declared);
      return;
    }
  }
}

async function fetchPage(asked: {
  readonly unit: string;
  readonly after: number;
  readonly settings: FeedSettings;
  readonly signal: AbortSignal;
}): Promise<DeviationFeed> {
  const { unit, after, settings, signal } = asked;
  const url = new URL(`/deviations/${unit}?after=${after}`, settings.gatewayUrl);
  const headers = {
    ...(settings.token !== undefined && { authorization: `Bearer ${settings.token}` }),
  };
  const within = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  const response = await fetch(url, { headers, signal: within }).catch((error: unknown) => {
    throw new FeedFailure('GATEWAY_UNAVAILABLE', error);
  });
  const body: unknown = await response.json().catch(() => null);
  const page = deviationFeed.safeParse(body).data;
  if (response.ok && page !== undefined && goesOn(page, after)) return page;
  const code = z.object({ code: z.string() }).safeParse(body).data?.code;
  throw new FeedFailure(isPublicCode(code) ? code : 'UNIT_INVALID_ANSWER');
}

/** In order, beyond where it was read to, and getting somewhere. */
function goesOn({ notices, next, more }: DeviationFeed, after: number): boolean {
  const sequences = notices.map(({ sequence }) => sequence);
  const ordered = sequences.every((sequence, index) => sequence > (sequences[index - 1] ?? after));
  return ordered && next === (sequences.at(-1) ?? after) && (!more || next > after);
}
