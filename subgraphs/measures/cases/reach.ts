import { actorOf } from '../../../schema/access/viewer.ts';
import { mayReachAll } from '../../../schema/access/permits.ts';
import type { Asking } from '../../../schema/access/permits.ts';
import { UNITS } from '../../../schema/units.ts';
import type { CaseParty } from '../../../schema/vocabulary.ts';
import { reachFor } from '../../platform/database.ts';
import type { Database } from '../../platform/database.ts';
import type { WithAsserted } from '../../platform/access/guard-resolvers.ts';
import { requireUnits } from '../../platform/access/require-clearance.ts';
import type { Case } from './case.ts';
import type { DeviationFilter } from './case-filter.ts';

const ALL_UNITS = UNITS.map(({ code }) => code);

/** The filter within what those who ask may see: to a unit its own cases, all where it names no unit. */
export function withinReach(filter: DeviationFilter, asked: Asking): DeviationFilter {
  if (mayReachAll(asked, 'CASES', ALL_UNITS)) return filter;
  if (filter.units != null) requireUnits(asked, 'CASES', filter.units);
  return {
    ...filter,
    units: filter.units ?? ALL_UNITS.filter((code) => mayReachAll(asked, 'CASES', [code])),
  };
}

/** The cases those who ask may see, whatever is asked of the database. */
export function casesWithin({
  database,
  asserted,
}: Pick<WithAsserted, 'asserted'> & { readonly database: Database }): Database {
  return database.within(reachFor(asserted, 'CASES', null));
}

/** The case; null also for those who may not see it, who learn nothing of whether there is one. */
export function ifSeen(one: Case | null, asked: Asking): Case | null {
  return one !== null && unitsOf(one).some((code) => mayReachAll(asked, 'CASES', [code])) ? one : null;
}

/** Who takes a step: whose part it is, in whose name it is noted, and in which cases. */
export type Actor = {
  readonly party: CaseParty;
  readonly name: string;
  readonly mayAct: (one: Case) => boolean;
};

export function caseActor(asked: Asking): Actor {
  const isDirectorate = mayReachAll(asked, 'FOLLOW_UP', ALL_UNITS) && !asked.viewers.some(isOfUnit);
  return {
    party: isDirectorate ? 'DIRECTORATE' : 'UNIT',
    name: actorOf(asked),
    // A unit answers for itself, and with others only through the directorate's case for all of them.
    mayAct: (one) => unitsOf(one).some((code) => mayReachAll(asked, 'FOLLOW_UP', [code])),
  };
}

function isOfUnit({ role }: Asking['viewers'][number]): boolean {
  return role === 'officer';
}

function unitsOf({ unit, units }: Case): readonly string[] {
  return unit === null ? units : [unit];
}
