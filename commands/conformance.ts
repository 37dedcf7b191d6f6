import process from 'node:process';
import { parseArgs } from 'node:util';
import { message } from '../schema/messages.ts';
import { findUnit, UNITS } from '../schema/units.ts';
import { allChecks } from './conformance/all-checks.ts';
import { differencesFound, UnusableAnswer } from './conformance/check.ts';
import { countShown, withdrawAll } from './conformance/checks/leaving.ts';
import { lineOf } from './conformance/report.ts';
import { makeKey, readKey } from './conformance/key-file.ts';
import { UnitClient } from './conformance/unit-client.ts';
import { CommandError, runCommand } from './gateway-client.ts';

/** `npm run conformance`: whether a unit's own subgraph, on any stack, keeps the contract. */
const USAGE = 'npm run conformance -- --url URL --unit CODE [--key FILE] | --make-key FILE';

await runCommand(async (commandLine) => {
  const { 'make-key': made, ...options } = parse(commandLine);
  if (made !== undefined) return makeKey(made);
  const { url, unit: code } = readOptions(options);
  const unit = new UnitClient(url, code, await readKey(options.key));
  await reach(unit, url);
  await refuseRecords(unit);
  const failed: string[] = [];
  const checks = allChecks(unit);
  for (const check of checks) {
    const differences = await differencesFound(check, unit);
    process.stdout.write(lineOf(check, differences));
    if (differences.length > 0) failed.push(check.code);
  }
  const sums = { unit: code, passed: checks.length - failed.length, all: checks.length };
  process.stdout.write(
    `\n${failed.length === 0 ? message('contractKept', sums) : message('contractBroken', { ...sums, failed: failed.join(', ') })}\n`,
  );
  return failed.length === 0 ? 0 : 1;
});

async function reach(unit: UnitClient, url: string): Promise<void> {
  await unit.request('/health').catch((error: unknown) => {
    if (!(error instanceof UnusableAnswer)) throw error;
    throw new CommandError(message('unitSilent', { url }));
  });
}

/** The figures are over all records, so that others' would be among them: the kit wants an instance without any. */
async function refuseRecords(unit: UnitClient): Promise<void> {
  try {
    const { measures, own } = await countShown(unit);
    // What an earlier run left when it was stopped is its own to withdraw.
    if (measures > 0 && own === measures) await withdrawAll(unit);
    const left = await countShown(unit);
    if (left.measures + left.regimeDays > 0)
      throw new CommandError(message('unitHoldsRecords', { unit: unit.code }));
  } catch (error) {
    if (!(error instanceof UnusableAnswer)) throw error;
    const { about, expected, came } = error.difference;
    const told = { about, expected: String(expected), came: JSON.stringify(came) };
    throw new CommandError(message('unitNotReadable', { difference: message('checkDifference', told) }));
  }
}

function readOptions({ url, unit }: ReturnType<typeof parse>): {
  readonly url: string;
  readonly unit: string;
} {
  if (url === undefined || unit === undefined || !URL.canParse(url)) throw new CommandError(USAGE);
  if (findUnit(unit) === undefined)
    throw new CommandError(message('unitUnknown', { unit, units: UNITS.map(({ code }) => code).join(', ') }));
  return { url, unit };
}

function parse(commandLine: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...commandLine],
      options: { url: text, unit: text, key: text, 'make-key': text },
    }).values;
  } catch {
    throw new CommandError(USAGE);
  }
}
