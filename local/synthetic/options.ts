import { atOslo, toInstant } from './clock.ts';

/** What the population follows from, and nothing else: the same options give the same records to the byte. */
export type SyntheticOptions = {
  /** 1 is the whole service: about 3,000 inmates at a time. */
  readonly scale: number;
  readonly seed: number;
  readonly years: number;
  /** The day the period ends, not itself in it: `2026-01-01`. */
  readonly to: string;
};

/** The period measures fall in, as days and as the moments they begin in Oslo. */
export type Period = {
  readonly fromDay: number;
  readonly toDay: number;
  readonly from: number;
  readonly to: number;
};

export function periodOf({ years, to }: Pick<SyntheticOptions, 'years' | 'to'>): Period {
  const toDay = Date.parse(to);
  const end = new Date(toDay);
  const fromDay = Date.UTC(end.getUTCFullYear() - years, end.getUTCMonth(), end.getUTCDate());
  return { fromDay, toDay, from: atOslo(fromDay, 0), to: atOslo(toDay, 0) };
}

/** Up to when the records are complete. */
export function throughOf(options: Pick<SyntheticOptions, 'years' | 'to'>): string {
  return toInstant(periodOf(options).to);
}

/** The name the records come under; another seed is another source, so the two do not mix. */
export function sourceOf(seed: number): string {
  return `synthetic-${seed}`;
}
