import { CommandError, runCommand } from './gateway-client.ts';
import { reportKeyFigures } from './key-figures/report-key-figures.ts';
import { readCommandLine, USAGE } from './report-options.ts';
import { reportStatus } from './status-report/report-status.ts';

/** `npm run report`: what the ministry asks for, as files. */
const REPORTS = new Map([
  ['status', reportStatus],
  ['key-figures', reportKeyFigures],
]);

await runCommand(async (commandLine) => {
  const { positionals, values } = readCommandLine(commandLine);
  const report = REPORTS.get(positionals.join(' '));
  if (report === undefined) throw new CommandError(USAGE);
  await report(values);
  return 0;
});
