import type { Random } from '../random.ts';
import type { FaultKind } from './manifest.ts';

/** The unit that files no reports upward. */
export const SILENT_UNIT = 'ost';

/** One fault of a kind for so many records that could have it: few, and as many more as the service is larger. */
const ONE_IN: Readonly<Record<Exclude<FaultKind, 'NO_REPORTS_UPWARD'>, number>> = {
  DECISION_LATE: 60,
  DECISION_WRONG_LEVEL: 12,
  REASSESSMENT_MISSING: 25,
  HEALTH_NOTICE_MISSING: 80,
  HIGHER_DECISION_MISSING: 12,
  HIGHER_DECISION_LATE: 12,
  SPLIT_BY_TRANSFER: 120,
  DE_FACTO_ISOLATION: 150,
  COPIED_JUSTIFICATION: 200,
  MISSING_STOP: 60,
};
export type PlantedKind = keyof typeof ONE_IN;

export type Planting = {
  /** The fault this record gets, of those it could have; null for nearly all. */
  next(possible: readonly PlantedKind[]): PlantedKind | null;
  /** The limit, in hours, that the next planted split is over: 14 days and 42 days in turn. */
  nextSplitLimit(): number;
};

/** Counts the records that could have a fault, and plants one at regular turns, the first early. */
export function createPlanting(random: Random): Planting {
  const left = new Map<PlantedKind, number>();
  for (const [kind, every] of Object.entries(ONE_IN)) {
    left.set(kind as PlantedKind, Math.ceil(every * random.between(0.1, 0.4)));
  }
  let splits = 0;
  return {
    nextSplitLimit() {
      splits += 1;
      return (splits % 2 === 1 ? 14 : 42) * 24;
    },
    next(possible) {
      for (const kind of possible) left.set(kind, (left.get(kind) ?? 0) - 1);
      const due = possible.find((kind) => (left.get(kind) ?? 0) <= 0) ?? null;
      if (due !== null) left.set(due, ONE_IN[due]);
      return due;
    },
  };
}
