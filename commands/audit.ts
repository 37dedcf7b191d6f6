import process from 'node:process';
import { parseArgs } from 'node:util';
import { verifyLog } from '../database/access-log/verify-log.ts';
import { message } from '../schema/messages.ts';
import { findUnit } from '../schema/units.ts';
import { CommandError, runCommand } from './gateway-client.ts';
import { readHeld, readKeys } from './audit/key-files.ts';
import { extract } from './audit/extract.ts';
import { eachLog, logsOf } from './audit/logs.ts';
import { reportLine } from './audit/report-line.ts';

const options = {
  /** The data folder of `npm start`, or one database and the program whose log it holds. */
  data: { type: 'string', default: '.samsyn' },
  url: { type: 'string' },
  log: { type: 'string' },
  /** Public keys (JWK) the checkpoints may be signed with, and checkpoints that were kept. */
  key: { type: 'string' },
  held: { type: 'string' },
} as const;

/** `npm run audit`: whether the access logs are as they were sealed, and what they tell of a person or a unit. */
await runCommand(async (commandLine) => {
  const { positionals, values } = readCommandLine(commandLine);
  const [what, subject, ...more] = positionals;
  if (what === 'key' && subject === undefined) return printKeys(values);
  const logs = await logsOf(values);
  if (what === 'verify' && subject === undefined) return verify(logs, values);
  if (what === 'checkpoints' && subject === undefined) return checkpoints(logs, values);
  if (subject === undefined || more.length > 0) throw new CommandError(message('auditUsage'));
  if (what === 'person') return extract(logs, { person: subject });
  if (what !== 'unit') throw new CommandError(message('auditUsage'));
  if (findUnit(subject) === undefined) throw new CommandError(message('unknownUnitCode', { unit: subject }));
  return extract(logs, { unit: subject });
});

type Values = ReturnType<typeof readCommandLine>['values'];
type Logs = Awaited<ReturnType<typeof logsOf>>;

async function verify(logs: Logs, { key, held, data }: Values): Promise<number> {
  const against = { keys: await readKeys({ key, data }), held: await readHeld(held) };
  const reports = await eachLog(logs, (sql, log) => verifyLog(sql, { ...against, log }));
  for (const [log, report] of reports) process.stdout.write(`${reportLine(log, report)}\n`);
  return [...reports.values()].every(({ finding }) => finding === null) ? 0 : 1;
}

/** The public keys of this machine, for another party to verify with. */
async function printKeys({ data }: Values): Promise<number> {
  for (const key of await readKeys({ data })) process.stdout.write(`${JSON.stringify(key)}\n`);
  return 0;
}

/** One on each line, as JSON: for another party to keep, and to hold the logs to with `verify --held`. */
async function checkpoints(logs: Logs, { key, data }: Values): Promise<number> {
  const keys = await readKeys({ key, data });
  const reports = await eachLog(logs, (sql, log) => verifyLog(sql, { log, keys, held: [] }));
  const bad = [...reports].find(([, { finding }]) => finding !== null);
  if (bad !== undefined) throw new CommandError(reportLine(...bad));
  for (const { last } of reports.values())
    if (last !== null) process.stdout.write(`${JSON.stringify(last)}\n`);
  return 0;
}

function readCommandLine(commandLine: readonly string[]) {
  const read = parse(commandLine);
  const { url, log, key } = read.values;
  const isWhole = /^postgres(?:ql)?:\/\//.test(url ?? '') && log !== undefined && key !== undefined;
  if (url !== undefined && !isWhole) throw new CommandError(message('auditUsage'));
  return read;
}

function parse(commandLine: readonly string[]) {
  try {
    return parseArgs({ args: [...commandLine], allowPositionals: true, options });
  } catch {
    throw new CommandError(message('auditUsage'));
  }
}
