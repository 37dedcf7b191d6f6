import process from 'node:process';
import { LANGUAGE, message } from '../schema/messages.ts';
import { isPublicCode, sentence } from '../schema/public-codes.ts';
import { orderAnswer, PERSON_STEPS } from '../schema/records/person-order.ts';
import { GATEWAY } from '../schema/units.ts';
import { parseCommandLine, SWITCH, TEXT } from './command-line.ts';
import { askGateway, CommandError, gatewayUrl, runCommand } from './gateway-client.ts';

/**
 * `npm run erase`, `npm run block`, `npm run unblock`: orders it for a person in the register and at every unit, and
 * says what came of it where.
 */
const USAGE = PERSON_STEPS.map((step) => `npm run ${step} -- PSEUDONYM --reason TEXT [--check]`).join('\n');

const ORDER_DONE = { erase: 'personErased', block: 'personBlocked', unblock: 'personUnblocked' } as const;

await runCommand(async (commandLine) => {
  const { step, person, reason, check, url } = readCommandLine(commandLine);
  const { complete, owners } = await askGateway(
    new URL(`/persons/${step}`, url),
    {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ person, reason, check }),
    },
    orderAnswer,
  );
  for (const { owner, counts, code } of owners) {
    const some = Object.entries(counts ?? {}).filter(([, count]) => count > 0);
    const told = some.map(([kind, count]) => `${kind} ${count}`).join(', ') || '–';
    const why = isPublicCode(code) ? sentence(code, LANGUAGE) : '';
    process.stdout.write(`${owner}: ${code === null ? told : `${code} ${why}`}\n`);
  }
  // Finished exports go whoever is in them.
  const records = owners.filter(({ owner }) => owner !== GATEWAY);
  const nobody = records.every(({ counts }) => Object.values(counts ?? {}).every((count) => count === 0));
  if (complete && nobody) process.stdout.write(`${message('personUnknown')}\n`);
  const done = check ? 'orderChecked' : ORDER_DONE[step];
  const waits = check ? 'orderNotChecked' : 'orderWaits';
  process.stdout.write(`${message(complete ? done : waits)}\n`);
  return complete ? 0 : 1;
});

function readCommandLine(commandLine: readonly string[]) {
  const options = { reason: TEXT, check: SWITCH };
  const { positionals, values } = parseCommandLine(commandLine, { options, usage: USAGE });
  const [named, person, ...more] = positionals;
  const step = PERSON_STEPS.find((one) => one === named);
  const { reason, check = false } = values;
  if (step === undefined || person === undefined || reason === undefined || more.length > 0)
    throw new CommandError(USAGE);
  return { step, person, reason, check, url: gatewayUrl(values) };
}
