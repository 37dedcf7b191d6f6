import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { message } from '../schema/messages.ts';
import { hasDatabase } from './postgres.ts';
import { showPlaces } from './progress.ts';
import { sendRecords } from './send-records.ts';
import { StartError } from './start-error.ts';
import { generateSynthetic } from './synthetic/generate.ts';
import { sourceOf, throughOf } from './synthetic/options.ts';
import { countPlaces } from './synthetic/places.ts';

/** A tenth of the service, in the year of the headline. */
export const LOADED_AT_FIRST = { scale: 0.1, seed: 1, years: 1, to: '2026-01-01' };

/** The file that stands in the data folder for as long as the synthetic records are still to be loaded. */
const markerIn = (directory: string): string => join(directory, 'synthetic-wanted');

/**
 * Only a folder without a database is marked for synthetic records, so that they never come among real ones.
 * The same records once more complete a load that was interrupted.
 */
export async function markForSynthetic(directory: string, wanted: boolean): Promise<void> {
  if (!wanted) await rm(markerIn(directory), { force: true });
  else if (!hasDatabase(directory)) await writeFile(markerIn(directory), '');
}

/** Loads the synthetic records where they are wanted. */
export async function loadSynthetic(options: {
  readonly gateway: string;
  readonly directory: string;
  readonly token: string;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { gateway, token, signal } = options;
  const marker = markerIn(options.directory);
  if (!existsSync(marker)) return;
  const items = showPlaces(generateSynthetic(LOADED_AT_FIRST), {
    title: message('loadingSynthetic'),
    places: countPlaces(LOADED_AT_FIRST.scale),
  });
  const sums = await sendRecords(items, {
    gateway,
    token,
    signal,
    source: sourceOf(LOADED_AT_FIRST.seed),
    through: throughOf(LOADED_AT_FIRST),
  });
  for (const [target, { quarantined, undelivered }] of sums) {
    const lost = quarantined + undelivered;
    if (lost > 0) throw new StartError(message('syntheticLost', { lost, target }));
  }
  await rm(marker);
}
