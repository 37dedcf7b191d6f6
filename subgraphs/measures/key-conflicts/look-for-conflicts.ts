import type { FastifyBaseLogger } from 'fastify';
import { z } from 'zod';
import { keyConflicts, sourcesAtUnits } from '../../../schema/records/source-keys.ts';
import type { KeyConflicts } from '../../../schema/records/source-keys.ts';
import type { Database } from '../../platform/database.ts';
import type { FeedSettings } from '../cases/pull-feeds.ts';
import { untilStopped } from '../until-stopped.ts';
import type { Running } from '../until-stopped.ts';
import { keepConflicts, keepRound, looksKnown } from './conflict-rows.ts';

const PATIENCE_MS = 120_000;
/** The pause is at least so many times as long as the comparing before it: a source may have many keys. */
const PAUSE_TO_COMPARING = 5;

/**
 * Looks for keys that one source has at several units, again and again until it is stopped: whenever a source
 * that delivers to more than one of them has changed something, however it came in.
 */
export function startComparingKeys(
  database: Database,
  settings: FeedSettings,
  log: FastifyBaseLogger,
): Running {
  let failing = false;
  return untilStopped(async (signal) => {
    const comparedMs = await lookOnce(database, settings, signal).catch((error: unknown) => {
      // Said once: the gateway may be down for long.
      if (!signal.aborted && !failing) log.warn({ err: error }, 'the units’ keys were not compared');
      failing = true;
      return 0;
    });
    if (comparedMs > 0) failing = false;
    return Math.max(settings.intervalMs, PAUSE_TO_COMPARING * comparedMs);
  });
}

/** Gives the milliseconds the comparing took. */
async function lookOnce(database: Database, settings: FeedSettings, signal: AbortSignal): Promise<number> {
  const ask = <T>(path: string, answer: z.ZodType<T>) => fetchAnswer(path, { settings, signal, answer });
  const { sources, unanswered } = await ask('/import/sources', sourcesAtUnits);
  const known = await looksKnown(database);
  const missed = new Set(unanswered);
  const began = performance.now();
  for (const [name, atUnits] of Map.groupBy(sources, ({ target, source }) =>
    JSON.stringify([target, source]),
  )) {
    const [target = '', source = ''] = z.array(z.string()).parse(JSON.parse(name));
    const changedAt =
      atUnits
        .map((one) => one.changedAt)
        .toSorted()
        .at(-1) ?? '';
    if (atUnits.length < 2 || known.get(name) === changedAt) continue;
    const path = `/import/conflicts/${target}?source=${encodeURIComponent(source)}`;
    const found: KeyConflicts = await ask(path, keyConflicts);
    for (const unit of found.unanswered) missed.add(unit);
    await keepConflicts(database, { target, source, changedAt, found });
  }
  const comparedMs = performance.now() - began;
  await keepRound(database, [...missed]);
  return comparedMs;
}

async function fetchAnswer<T>(
  path: string,
  {
    settings,
    signal,
    answer,
  }: { readonly settings: FeedSettings; readonly signal: AbortSignal; readonly answer: z.ZodType<T> },
): Promise<T> {
  const { gatewayUrl, token } = settings;
  const response = await fetch(new URL(path, gatewayUrl), {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
  });
  if (!response.ok) throw new Error(`${new URL(path, gatewayUrl).pathname} answered ${response.status}`);
  return answer.parse(await response.json());
}
