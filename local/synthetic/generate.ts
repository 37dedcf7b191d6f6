import { createRandom } from '../random.ts';
import { DAY } from './clock.ts';
import type { Item } from './items.ts';
import type { Manifest } from './manifest.ts';
import { periodOf, sourceOf } from './options.ts';
import type { SyntheticOptions } from './options.ts';
import { generatePlaces } from './places.ts';
import type { Place } from './places.ts';
import { createPlanting, SILENT_UNIT } from './planting.ts';
import { measuringDays } from './regime-days.ts';
import type { Run } from './run.ts';
import { firstNightsOf, nightsOf } from './stays.ts';
import { CASE_MIX_ONLY, TREATED_HARDER } from './strata.ts';
import { visit } from './visit.ts';

/** Stands apart from the streams of the places, which are numbered from 1. */
const PLANTING_STREAM = -1;

/**
 * An invented population, place by place and inmate by inmate: no more than one inmate's records are held.
 * No person or measure in it exists.
 */
export function* generateSynthetic(options: SyntheticOptions): Generator<Item> {
  const period = periodOf(options);
  const run: Run = {
    seed: options.seed,
    period,
    measuring: measuringDays(period),
    planting: createPlanting(createRandom(options.seed, PLANTING_STREAM)),
    copying: { original: null },
  };
  for (const place of generatePlaces(options)) {
    yield* inmatesOf(run, place);
    yield { kind: 'PLACE' };
  }
}

/** What is known beforehand of the manifest; the faults come with the items. */
export function manifestHead(options: SyntheticOptions): Omit<Manifest, 'faults' | 'records'> {
  const { scale, seed, years, to } = options;
  const from = new Date(periodOf(options).fromDay).toISOString().slice(0, 10);
  return {
    source: sourceOf(seed),
    scale,
    seed,
    years,
    from,
    to,
    treatedHarder: TREATED_HARDER,
    caseMixOnly: [...CASE_MIX_ONLY],
    noReportsUpward: SILENT_UNIT,
  };
}

function* inmatesOf(run: Run, place: Place): Generator<Item> {
  const random = createRandom(run.seed, place.number);
  const first = firstNightsOf(random, place);
  let { nights } = first;
  let arrivedOn = run.period.fromDay - first.passed * DAY;
  for (let number = 1; arrivedOn < run.period.toDay; number += 1) {
    const { items, leftOn } = visit(run, { random, place, number, arrivedOn, nights });
    yield* items;
    arrivedOn = leftOn;
    nights = nightsOf(random, place);
  }
}
