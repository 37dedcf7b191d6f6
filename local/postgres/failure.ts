import { message } from '../../schema/messages.ts';
import { StartError } from '../start-error.ts';

/** What PostgreSQL's programs printed, as one sentence. */
export function startFailure(directory: string, output: string): StartError {
  if (/ENOSPC|No space left on device|Check free disk space/i.test(output)) {
    return new StartError(message('diskFull', { directory }));
  }
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const telling =
    lines.findLast((line) => /FATAL|PANIC/.test(line)) ??
    lines.find((line) => /error/i.test(line)) ??
    lines.at(-1);
  return new StartError(message('postgresNotStarted', { directory, telling: telling ?? '-' }));
}

/** The port can be taken between choosing and using it; the children of a killed server need a moment to end. */
export function isPassing(error: unknown): boolean {
  return (
    error instanceof StartError &&
    /could not bind|could not create any TCP|pre-existing shared memory/.test(error.message)
  );
}
