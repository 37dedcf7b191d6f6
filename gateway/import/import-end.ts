import { importEndAnswer } from '../../schema/records/delivery.ts';
import type { ImportEnd } from '../../schema/records/delivery.ts';
import { TARGETS } from '../../schema/records/targets.ts';
import { INMATES_SUBGRAPH, UNITS } from '../../schema/units.ts';
import type { ImportProfile } from '../../schema/import-profile.ts';
import type { Delivering } from './delivering.ts';
import type { ImportJob } from './import-job.ts';
import { postToOwner } from './owner-requests.ts';

const CONFLICTS_TOLD = 20;

/** The owners a source speaks for: those its profile can name, or all. */
export function ownersOf(target: ImportJob['target'], unit: ImportProfile['unit']): readonly string[] {
  if (TARGETS[target].owner === 'REGISTER') return [INMATES_SUBGRAPH];
  if (unit === undefined) return UNITS.map(({ code }) => code);
  return 'value' in unit ? [unit.value] : [...new Set(Object.values(unit.prefixes))];
}

/**
 * Ends an import at its owners: how far the source says it is complete, and what a complete file no longer
 * has. An owner that missed a row is not ended; the same file sent again does it.
 */
export async function endImport(
  delivering: Delivering,
  job: ImportJob,
  {
    owners,
    through,
    complete,
  }: { owners: readonly string[]; through: string | null; complete: ImportEnd['complete'] },
): Promise<void> {
  const { sums } = delivering;
  if (job.check || (through === null && complete === null)) return;
  const { target, source, file } = job;
  const body = JSON.stringify({ target, source, file, through, complete } satisfies ImportEnd);
  for (const owner of owners) {
    if (owner !== INMATES_SUBGRAPH && !job.mayBringIn(owner)) continue;
    if (sums.undeliveredTo.includes(owner)) continue;
    try {
      const url = new URL(`/imports/${job.id}/finish`, job.urls[owner]);
      const answered = await postToOwner(url, { body, vouch: job.vouch }, importEndAnswer);
      if (!answered.ok) throw new Error(answered.code);
      if (answered.value.withdrawn === null) sums.notWithdrawn.push(owner);
      else sums.withdrawn += answered.value.withdrawn;
    } catch {
      sums.undeliveredTo.push(owner);
    }
  }
}

/** Tells with a file which keys its source now has at several units. Streams of records come too often for that. */
export async function tellConflicts({ sums }: Delivering, job: ImportJob): Promise<void> {
  if (job.check || sums.new === 0 || TARGETS[job.target].owner !== 'UNIT') return;
  const { conflicts } = await job.findConflicts();
  sums.conflicts = conflicts.length;
  sums.conflictsSeen = conflicts.slice(0, CONFLICTS_TOLD);
}
