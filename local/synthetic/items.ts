import type { z } from 'zod';
import type { Target, TARGETS } from '../../schema/records/targets.ts';
import type { Random } from '../random.ts';
import type { Fault } from './manifest.ts';

/** A record as it is sent: the source goes beside it, and the unit within it where a unit owns it. */
export type RecordOf<T extends Target> = Omit<z.input<(typeof TARGETS)[T]['record']>, 'source'> &
  ((typeof TARGETS)[T]['owner'] extends 'UNIT' ? { readonly unit: string } : unknown);

/** What a population is made of, in the order it is generated. `PLACE`: the next place is done. */
export type Item =
  | { readonly kind: 'RECORD'; readonly target: Target; readonly record: object }
  | { readonly kind: 'FAULT'; readonly fault: Fault }
  | { readonly kind: 'PLACE' };

/** The items of one inmate while they are written; they are handed on and forgotten before the next. */
export type Sheet = {
  readonly random: Random;
  readonly items: Item[];
  add<T extends Target>(target: T, record: RecordOf<T>): void;
  plant(fault: Fault): void;
};

export function createSheet(random: Random): Sheet {
  const items: Item[] = [];
  return {
    random,
    items,
    add: (target, record) => void items.push({ kind: 'RECORD', target, record }),
    plant: (fault) => void items.push({ kind: 'FAULT', fault }),
  };
}
