import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { ACCESS_SECRETS, machineAccess } from '../local/access.ts';
import { readSecrets } from '../local/databases.ts';
import { localClaims } from '../schema/access/issuers.ts';
import { ROLE_NAMES } from '../schema/access/roles.ts';
import { message } from '../schema/messages.ts';
import { SUBGRAPHS } from '../schema/units.ts';
import { CommandError, runCommand } from './gateway-client.ts';

/** `npm run token`: a token for a role, from the key of this machine's data folder. */
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const hours = z.coerce
  .number()
  .positive()
  .max(24 * 31);

await runCommand(async (commandLine) => {
  const { data, hours: valid, grant } = readCommandLine(commandLine);
  const directory = resolve(root, data);
  if (!existsSync(join(directory, 'secrets.json')))
    throw new CommandError(message('tokenNoKey', { directory }));
  const access = machineAccess(await readSecrets(directory, ACCESS_SECRETS));
  process.stdout.write(`${await access.writeToken(grant, { seconds: Math.floor(valid * 3600) })}\n`);
  return 0;
});

function readCommandLine(commandLine: readonly string[]) {
  const { role, unit = [], from, to, persons = false, data = '.samsyn', ...rest } = parse(commandLine);
  const valid = hours.safeParse(rest.hours ?? '8');
  const read = localClaims.safeParse({
    sub: rest.subject ?? role,
    role,
    units: unit.includes('all') ? SUBGRAPHS : unit,
    persons,
    period: from === undefined && to === undefined ? null : { from, to },
  });
  if (!read.success || !valid.success) throw new CommandError(usage());
  return { data, hours: valid.data, grant: read.data };
}

function parse(commandLine: readonly string[]) {
  const text = { type: 'string' } as const;
  const options = {
    role: text,
    unit: { type: 'string', multiple: true },
    from: text,
    to: text,
    persons: { type: 'boolean' },
    subject: text,
    hours: text,
    data: text,
  } as const;
  try {
    return parseArgs({ args: [...commandLine], options }).values;
  } catch {
    throw new CommandError(usage());
  }
}

function usage(): string {
  return message('tokenUsage', { roles: ROLE_NAMES.join(', ') });
}
