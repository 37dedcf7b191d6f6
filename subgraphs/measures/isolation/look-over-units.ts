import type { FastifyBaseLogger } from 'fastify';
import { RULE_SET } from '../../../schema/rules/rule-set.ts';
import type { Database } from '../../platform/database.ts';
import type { FeedSettings } from '../cases/pull-feeds.ts';
import { untilStopped } from '../until-stopped.ts';
import type { Running } from '../until-stopped.ts';
import { findOverUnits } from './find-over-units.ts';
import { gatherIsolations } from './gather.ts';
import { keepOverUnits } from './keep-over-units.ts';

/** Looks again and again, until it is stopped, for what only shows over the units. It may run twice. */
export function startLooking(database: Database, settings: FeedSettings, log: FastifyBaseLogger): Running {
  let failed = false;
  return untilStopped(async (signal) => {
    failed = await look(database, { settings, signal, before: failed }).then(
      (isWhole) => !isWhole,
      (error: unknown) => {
        if (!signal.aborted) log.warn({ err: error }, 'isolation over the units not added up');
        return true;
      },
    );
    // Who did not answer may be back soon.
    return failed ? settings.intervalMs : settings.isolationIntervalMs;
  });
}

/** False where the register did not answer; that is noted once, however long it lasts. */
async function look(
  database: Database,
  given: { readonly settings: FeedSettings; readonly signal: AbortSignal; readonly before: boolean },
): Promise<boolean> {
  const { settings, signal, before: failedBefore } = given;
  const gathered = await gatherIsolations(settings, signal);
  if (signal.aborted || (gathered === null && failedBefore)) return false;
  const found = gathered === null ? [] : findOverUnits(gathered, RULE_SET, new Date().toISOString());
  await keepOverUnits(database, { gathered, found, waitMs: settings.caseWaitMs });
  return gathered !== null;
}
