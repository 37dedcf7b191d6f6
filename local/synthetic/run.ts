import type { Copying } from './copying.ts';
import type { Period } from './options.ts';
import type { Planting } from './planting.ts';

/** What all of a population shares while it is generated; of fixed size. */
export type Run = {
  readonly seed: number;
  readonly period: Period;
  readonly measuring: readonly number[];
  readonly planting: Planting;
  readonly copying: Copying;
};
