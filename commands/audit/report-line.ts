import type { LogReport } from '../../database/access-log/verify-log.ts';
import { message } from '../../schema/messages.ts';

/** What was found in one log, on one line. */
export function reportLine(
  log: string,
  { finding, sealed, last, unsealed, unsealedSince }: LogReport,
): string {
  const what =
    finding === null
      ? message('logSound')
      : message(`log_${finding.problem}`, {
          sequence: finding.sequence ?? '–',
          entry: finding.entry ?? '–',
        });
  const until = message('logSealed', { sealed, at: last?.sealedAt ?? '–' });
  const tail = unsealed === 0 ? [] : [message('logUnsealed', { unsealed, since: unsealedSince ?? '–' })];
  return [log.padEnd(16), [what, until, ...tail].join('; ')].join(' ');
}
