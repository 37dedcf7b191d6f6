import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import { RULE_SET } from '../../../schema/rules/rule-set.ts';
import type { Database } from '../../platform/database.ts';
import type { FeedSettings } from '../cases/pull-feeds.ts';
import { findOverUnits } from './find-over-units.ts';
import { gatherIsolations } from './gather.ts';
import { keepOverUnits } from './keep-over-units.ts';

/** Looks again and again, until it is stopped, for what only shows over the units. It may run twice. */
export function startLooking(
  database: Database,
  settings: FeedSettings,
  log: FastifyBaseLogger,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const looking = (async () => {
    while (!signal.aborted) {
      await look(database, settings, signal).catch((error: unknown) => {
        if (!signal.aborted) log.warn({ err: error }, 'isolation over the units not added up');
      });
      await sleep(settings.isolationIntervalMs, undefined, { signal }).catch(() => undefined);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await looking;
    },
  };
}

async function look(database: Database, settings: FeedSettings, signal: AbortSignal): Promise<void> {
  const gathered = await gatherIsolations(settings, signal);
  if (signal.aborted) return;
  const found = gathered === null ? [] : findOverUnits(gathered, RULE_SET, new Date().toISOString());
  await keepOverUnits(database, gathered, found);
}
