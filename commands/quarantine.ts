import process from 'node:process';
import { z } from 'zod';
import { LANGUAGE, message } from '../schema/messages.ts';
import { quarantinedRow, stepAnswer } from '../schema/records/quarantine.ts';
import type { QuarantinedRow } from '../schema/records/quarantine.ts';
import { reasonSentence } from '../schema/records/reasons.ts';
import { parseCommandLine, TEXT } from './command-line.ts';
import { askGateway, CommandError, gatewayUrl, runCommand } from './gateway-client.ts';

/** `npm run quarantine`: rows that did not hold are listed, corrected, released or rejected. */
const USAGE = `npm run quarantine -- list --unit UNIT [--target TARGET] [--status WAITING] [--after ID]
npm run quarantine -- correct ID --unit UNIT --record JSON [--note TEXT]
npm run quarantine -- release ID --unit UNIT [--note TEXT]
npm run quarantine -- reject ID --unit UNIT [--note TEXT]`;
const STEPS = ['correct', 'release', 'reject'];

await runCommand(async (commandLine) => {
  const { positionals, values } = readCommandLine(commandLine);
  const [action = '', id] = positionals;
  const { unit, note, record } = values;
  if (unit === undefined) throw new CommandError(USAGE);
  const base = `/import/quarantine/${encodeURIComponent(unit)}`;
  if (action === 'list') {
    const { target, status, after } = values;
    const url = new URL(base, gatewayUrl(values));
    for (const [name, value] of Object.entries({ target, status, after })) {
      if (value !== undefined) url.searchParams.set(name, value);
    }
    const rows = await askGateway(url, {}, z.array(quarantinedRow));
    process.stdout.write(rows.length === 0 ? `${message('quarantineEmpty')}\n` : rows.map(format).join(''));
    return 0;
  }
  if (!STEPS.includes(action) || id === undefined) throw new CommandError(USAGE);
  const body = {
    ...(note !== undefined && { note }),
    ...(record !== undefined && { record: readRecord(record) }),
  };
  const { outcome } = await askGateway(
    new URL(`${base}/${encodeURIComponent(id)}/${action}`, gatewayUrl(values)),
    { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
    stepAnswer,
  );
  const stays = outcome?.outcome === 'QUARANTINED';
  const reason = outcome?.reason == null ? '' : reasonSentence(outcome.reason, LANGUAGE);
  process.stdout.write(`${stays ? message('quarantineStays', { reason }) : message('quarantineDone')}\n`);
  return stays ? 1 : 0;
});

function format(row: QuarantinedRow): string {
  const reasons = row.reasons.map((reason) => `    ${reason.message[LANGUAGE]}\n`);
  const corrected =
    row.corrected == null ? '' : `    ${message('corrected')}: ${JSON.stringify(row.corrected)}\n`;
  return `${row.id}  ${row.status}  ${row.target}  ${row.file}, ${message('row').toLowerCase()} ${row.row}\n${reasons.join('')}    ${row.original}\n${corrected}`;
}

function readRecord(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CommandError(message('recordNotJson'));
  }
}

function readCommandLine(commandLine: readonly string[]) {
  const options = { unit: TEXT, target: TEXT, status: TEXT, after: TEXT, note: TEXT, record: TEXT };
  return parseCommandLine(commandLine, { options, usage: USAGE });
}
