import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { message } from '../schema/messages.ts';
import { askPractice } from './headline.ts';
import { showPlaces } from './progress.ts';
import { sendRecords } from './send-records.ts';
import { StartError } from './start-error.ts';
import { generateSynthetic } from './synthetic/generate.ts';
import { sourceOf, throughOf } from './synthetic/options.ts';
import { countPlaces } from './synthetic/places.ts';

/** A tenth of the service, in the year of the headline. */
const OPTIONS = { scale: 0.1, seed: 1, years: 1, to: '2026-01-01' };

/** Loads the synthetic records once, and only where there are no records yet. */
export async function loadSynthetic(options: {
  readonly gateway: string;
  readonly directory: string;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { gateway, signal } = options;
  const marker = join(options.directory, 'synthetic-loaded');
  const state = await readFile(marker, 'utf8').catch(() => '');
  if (state === 'done\n') return;
  // Begun and not done is a load that was interrupted: the same records once more complete it.
  if (state === '') {
    const all = await askPractice(gateway, { from: '1900-01-01', to: '2100-01-01' }, signal);
    if ((all?.total.started ?? 0) > 0) return;
    await writeFile(marker, 'begun\n');
  }
  const items = showPlaces(generateSynthetic(OPTIONS), {
    title: message('loadingSynthetic'),
    places: countPlaces(OPTIONS.scale),
  });
  const sums = await sendRecords(items, {
    gateway,
    signal,
    source: sourceOf(OPTIONS.seed),
    through: throughOf(OPTIONS),
  });
  for (const [target, { quarantined, undelivered }] of sums) {
    const lost = quarantined + undelivered;
    if (lost > 0) throw new StartError(message('syntheticLost', { lost, target }));
  }
  await writeFile(marker, 'done\n');
}
