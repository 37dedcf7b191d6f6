import { message } from '../schema/messages.ts';
import type { Target } from '../schema/records/targets.ts';
import type { ImportSums } from './send-records.ts';

const COLUMNS = [
  ['sumsRead', 'read'],
  ['sumsAccepted', 'accepted'],
  ['sumsQuarantined', 'quarantined'],
  ['sumsUndelivered', 'undelivered'],
] as const;

/** Where the rows of each target ended, as a table for the terminal. */
export function formatSums(sums: ReadonlyMap<Target, ImportSums>): string {
  const row = (name: string, cells: readonly string[]): string =>
    name.padEnd(18) + cells.map((cell) => cell.padStart(13)).join('');
  const lines = [
    row(
      message('sumsTarget'),
      COLUMNS.map(([title]) => message(title)),
    ),
  ];
  for (const [target, of] of sums) {
    lines.push(
      row(
        target,
        COLUMNS.map(([, field]) => String(of[field])),
      ),
    );
    for (const [reason, count] of Object.entries(of.reasons)) lines.push(`    ${reason}  ${count}`);
    if (of.undelivered > 0) {
      lines.push(message('sumsMissingUnits', { target, units: of.undeliveredTo.join(', ') }));
    }
  }
  return lines.join('\n');
}
