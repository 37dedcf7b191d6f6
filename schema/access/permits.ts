import type { Assertion } from './assertion.ts';
import type { Clearance } from './clearances.ts';
import { mayReach, mayReachAny } from './viewer.ts';

/** Who asks and what for, as far as rights go. */
export type Asking = Pick<Assertion, 'viewers' | 'purpose'>;
export type Refusal = 'NOT_PERMITTED' | 'PURPOSE_MISSING';

/**
 * Why somebody who asks may not have this from `owner`; null when all of them may. Without an owner a clearance
 * for any unit opens the door, and what is asked decides the rest.
 */
export function refusalOf(asking: Asking, clearance: Clearance, owner: string | null): Refusal | null {
  const cleared = asking.viewers.every((viewer) =>
    owner === null ? mayReachAny(viewer, clearance) : mayReach(viewer, clearance, owner),
  );
  if (!cleared) return 'NOT_PERMITTED';
  if (clearance !== 'PERSON' && clearance !== 'COMBINE') return null;
  if (clearance === 'PERSON' && asking.viewers.some(({ persons }) => !persons)) return 'NOT_PERMITTED';
  return asking.purpose === null ? 'PURPOSE_MISSING' : null;
}

/** Whether all who ask may have this from every one of these units. */
export function mayReachAll(asking: Asking, clearance: Clearance, units: readonly string[]): boolean {
  return asking.viewers.every((viewer) => units.every((unit) => mayReach(viewer, clearance, unit)));
}
