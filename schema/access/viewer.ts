import { z } from 'zod';
import type { Clearance } from './clearances.ts';
import { reachOf, ROLE_NAMES } from './roles.ts';

/** Who asks, and what they were granted. Every subgraph gets it signed by the gateway. */
export const viewer = z.strictObject({
  /** Who vouches for the caller, and the caller's name there. */
  issuer: z.string().min(1).max(300),
  subject: z.string().min(1).max(300),
  /** Organisation number (`0192:…`) or name; null where the issuer tells none. */
  organisation: z.string().max(300).nullable(),
  /** Organisation that acts for it (Maskinporten `supplier`). */
  supplier: z.string().max(300).nullable(),
  role: z.enum(ROLE_NAMES),
  /** Names of the subgraphs the role's own reach is: units, and for what enters the register `inmates`. */
  units: z.array(z.string()),
  /** Records begun in this period only, `[from, to)` in days; null for all. */
  period: z.strictObject({ from: z.iso.date(), to: z.iso.date() }).nullable(),
  /** Whether the scope for the identity of persons was granted. */
  persons: z.boolean(),
});
export type Viewer = z.infer<typeof viewer>;

/** Whether the viewer is cleared for this at the owner. */
export function mayReach(one: Viewer, clearance: Clearance, owner: string): boolean {
  const reach = reachOf(one.role, clearance);
  return reach === 'ALL' || (reach === 'OWN' && one.units.includes(owner));
}

/** Whether the viewer is cleared for this anywhere. */
export function mayReachAny(one: Viewer, clearance: Clearance): boolean {
  const reach = reachOf(one.role, clearance);
  return reach === 'ALL' || (reach === 'OWN' && one.units.length > 0);
}

/** Who did something, as it is noted beside it: the issuer's name for the caller. */
export function actorOf({ viewers }: { readonly viewers: readonly Viewer[] }): string {
  return viewers.map(({ issuer, subject }) => `${subject} (${issuer})`).join(', ');
}

/** Equal for viewers who may see the same: answers may be shared among them, and among nobody else. */
export function accessClass({ role, units, period, persons }: Viewer, purpose: string | null): string {
  return JSON.stringify([role, units.toSorted(), period, persons && purpose !== null]);
}
