import type { Clearance } from '../../../schema/access/clearances.ts';
import { mayReachAll, refusalOf } from '../../../schema/access/permits.ts';
import type { Asking } from '../../../schema/access/permits.ts';
import { ClientError } from '../client-error.ts';
import type { Parameters } from '../practice-sql.ts';

/** Fails where somebody who asks is not cleared for this at the owner. */
export function requireClearance(asked: Asking, clearance: Clearance, owner: string): void {
  const code = refusalOf(asked, clearance, owner);
  if (code !== null) throw new ClientError(code);
}

/** Fails where somebody who asks may not have exact figures of one of these units. */
export function requireUnits(asked: Asking, clearance: Clearance, units: readonly string[]): void {
  if (!mayReachAll(asked, clearance, units)) throw new ClientError('UNITS_NOT_PERMITTED');
}

export type Period = { readonly from: string; readonly to: string };

/** The periods that bound the records of those who ask; none for whom no period was set. */
export function grantedPeriods({ viewers }: Asking): readonly Period[] {
  return viewers.flatMap(({ period }) => period ?? []);
}

/** Records in force on some day of every period granted. */
export function withinGranted(
  parameters: Parameters,
  granted: readonly Period[],
  { from, to }: { readonly from: string; readonly to: string },
): string[] {
  return granted.map(
    (period) =>
      `${from} < ${parameters.add(period.to, 'date')} and ${to} >= ${parameters.add(period.from, 'date')}`,
  );
}
