import type { Clearance } from '../schema/access/clearances.ts';
import { mayReachAll, refusalOf } from '../schema/access/permits.ts';
import type { Asking } from '../schema/access/permits.ts';
import { UNITS } from '../schema/units.ts';

/**
 * What a transaction may reach: what one clearance opens, within what those who ask were granted. Row-level security
 * holds it to that (migration `021-reach.sql`): tables of records and persons open to the reaches they name and answer
 * every other one, and none at all, with an error.
 */
export type Reach = {
  readonly as: Clearance | 'NOBODY' | 'REQUESTER' | 'PROGRAM' | 'LOG';
  /** Only what was in force in this period, `[from, to)` in days. */
  readonly period?: { readonly from: string; readonly to: string };
  /** Only what is about these units. */
  readonly units?: readonly string[];
  /** Only what this caller asked for: the issuer, and its name for the caller. */
  readonly caller?: readonly [issuer: string, subject: string];
};

/** What a program does of its own accord: migrating, judging, following feeds, making packages. */
export const OF_PROGRAM: Reach = { as: 'PROGRAM' };
/** Reading the access log: to seal it, verify it, give an extract of it. */
export const OF_LOG: Reach = { as: 'LOG' };

/** What somebody asked the gateway to make. */
export function ofRequester({ viewers }: Pick<Asking, 'viewers'>): Reach {
  const [one] = viewers;
  return one === undefined ? { as: 'NOBODY' } : { as: 'REQUESTER', caller: [one.issuer, one.subject] };
}

/** Clearances for single records, which a granted period bounds; figures are over all. */
const BY_PERIOD: readonly Clearance[] = ['RECORDS', 'CASES'];

/** What those who ask may reach by a clearance at the owner; nobody's reach where one of them may not. */
export function reachFor(asking: Asking, clearance: Clearance, owner: string | null): Reach {
  if (refusalOf(asking, clearance, owner) !== null) return { as: 'NOBODY' };
  return {
    as: clearance,
    ...(BY_PERIOD.includes(clearance) && periodOf(asking)),
    ...(clearance === 'CASES' && unitsOf(asking)),
  };
}

/** In force in every period granted is in force from the last of their beginnings to the first of their ends. */
function periodOf({ viewers }: Asking): Pick<Reach, 'period'> {
  const periods = viewers.flatMap(({ period }) => period ?? []);
  const from = periods
    .map((one) => one.from)
    .toSorted()
    .at(-1);
  const to = periods.map((one) => one.to).toSorted()[0];
  return from === undefined || to === undefined ? {} : { period: { from, to } };
}

function unitsOf(asking: Asking): Pick<Reach, 'units'> {
  const codes = UNITS.map(({ code }) => code);
  const units = codes.filter((code) => mayReachAll(asking, 'CASES', [code]));
  return units.length === codes.length ? {} : { units };
}
