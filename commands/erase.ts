import process from 'node:process';
import { LANGUAGE, message } from '../schema/messages.ts';
import { isPublicCode, sentence } from '../schema/public-codes.ts';
import { erasureAnswer } from '../schema/records/erasure.ts';
import { parseCommandLine, SWITCH, TEXT } from './command-line.ts';
import { askGateway, CommandError, gatewayUrl, runCommand } from './gateway-client.ts';

/** `npm run erase`: erases a person in the register and at every unit, and says what became of it where. */
const USAGE = 'npm run erase -- PSEUDONYM --reason TEXT [--check]';

await runCommand(async (commandLine) => {
  const { person, reason, check, url } = readCommandLine(commandLine);
  const { complete, owners } = await askGateway(
    new URL('/persons/erase', url),
    {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ person, reason, check }),
    },
    erasureAnswer,
  );
  for (const { owner, erased, code } of owners) {
    const counts = Object.entries(erased ?? {}).filter(([, count]) => count > 0);
    const told = counts.map(([kind, count]) => `${kind} ${count}`).join(', ') || '–';
    const why = isPublicCode(code) ? sentence(code, LANGUAGE) : '';
    process.stdout.write(`${owner}: ${code === null ? told : `${code} ${why}`}\n`);
  }
  process.stdout.write(
    `${message(complete ? (check ? 'erasureChecked' : 'erasureDone') : 'erasureIncomplete')}\n`,
  );
  return complete ? 0 : 1;
});

function readCommandLine(commandLine: readonly string[]) {
  const options = { reason: TEXT, check: SWITCH };
  const { positionals, values } = parseCommandLine(commandLine, { options, usage: USAGE });
  const [person, ...more] = positionals;
  const { reason, check = false } = values;
  if (person === undefined || reason === undefined || more.length > 0) throw new CommandError(USAGE);
  return { person, reason, check, url: gatewayUrl(values) };
}
