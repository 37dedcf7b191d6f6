import { benchToken } from './access.ts';
import { LOADED_AT_FIRST } from '../local/load-synthetic.ts';
import { sendRecords } from '../local/send-records.ts';
import { generateSynthetic } from '../local/synthetic/generate.ts';
import { sourceOf, throughOf } from '../local/synthetic/options.ts';

/** A small invented population in every unit, declared complete, so that an answer never changes with the clock. */
export async function loadSampleRecords(gateway: string): Promise<void> {
  const options = { ...LOADED_AT_FIRST, scale: 0.03 };
  await sendRecords(generateSynthetic(options), {
    gateway,
    token: benchToken,
    source: sourceOf(options.seed),
    through: throughOf(options),
    signal: new AbortController().signal,
  });
}
