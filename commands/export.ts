import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { LANGUAGE, message } from '../schema/messages.ts';
import { parseCommandLine, TEXT, TEXTS } from './command-line.ts';
import { CommandError, gatewayUrl, runCommand } from './gateway-client.ts';
import { faultSentence } from './inspection-package/fault-sentence.ts';
import { fetchPackage } from './inspection-package/fetch-package.ts';
import { verifyPackage } from './inspection-package/verify-package.ts';

/** `npm run export`: gets an inspection package through the gateway, and tells whether one is whole and as signed. */
const USAGE = `npm run export -- --unit UNIT [--unit UNIT] --from DATE --to DATE --out FILE.zip [--last N] [--facility NAME]
    [--kind KIND] [--means MEANS] [--edition full|public] [--lang nb|en] [--purpose TEXT] [--as-of MOMENT] [--url URL] [--port N]
npm run export -- verify FILE.zip [--key PUBLIC-KEY.pem]`;

await runCommand(async (commandLine) => {
  const { positionals, values } = readCommandLine(commandLine);
  const [action, file, ...more] = positionals;
  if (action === 'verify' && file !== undefined && more.length === 0)
    return verify(file, values.key === undefined ? null : readKey(values.key));
  if (action !== undefined || values.unit === undefined || values.out === undefined)
    throw new CommandError(USAGE);
  return request(values, values.out);
});

type Values = ReturnType<typeof readCommandLine>['values'];

/** Exit code 1 also where a unit is missing: whoever runs it in a script must not take it for the whole. */
async function request(values: Values, out: string): Promise<number> {
  const { unit, from, to, last, facility, kind, means, edition = 'full', lang = LANGUAGE, purpose } = values;
  const asOf = values['as-of'];
  const input = {
    units: unit,
    edition: edition.toUpperCase(),
    language: lang.toUpperCase(),
    purpose: purpose ?? message('packagePurpose'),
    ...(from !== undefined && to !== undefined && { period: { from, to } }),
    ...(last !== undefined && { last: Number(last) }),
    ...(facility !== undefined && { facilities: facility }),
    ...(kind !== undefined && { kinds: kind }),
    ...(means !== undefined && { means }),
    ...(asOf !== undefined && { asOf }),
  };
  const { rows, bytes, complete } = await fetchPackage(gatewayUrl(values), input, out);
  const megabytes = ((bytes ?? 0) / 1e6).toFixed(1);
  process.stdout.write(`${message('packageFetched', { file: out, rows, megabytes })}\n`);
  const wrong = await verify(out, null);
  return complete === true ? wrong : 1;
}

async function verify(file: string, trusted: KeyObject | null): Promise<number> {
  if (!existsSync(file)) throw new CommandError(message('fileNotFound', { file }));
  const { faults, manifest, fingerprint } = await verifyPackage(file, trusted);
  if (faults.length > 0 || manifest === null) {
    process.stderr.write(faults.map((fault) => `${faultSentence(fault)}\n`).join(''));
    return 1;
  }
  const { files, asOf, complete, units } = manifest;
  const missing = units.filter((unit) => !unit.complete).map(({ unit }) => unit);
  const lines = [
    message('packageWhole', { file, files: files.length, asOf, fingerprint: fingerprint ?? '' }),
    ...(trusted === null ? [message('packageKeyUnchecked')] : []),
    ...(complete ? [] : [message('packageIncomplete', { units: missing.join(', ') })]),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return 0;
}

function readKey(file: string): KeyObject {
  try {
    return createPublicKey(readFileSync(file));
  } catch {
    throw new CommandError(message('keyUnreadable', { file }));
  }
}

function readCommandLine(commandLine: readonly string[]) {
  const options = {
    key: TEXT,
    unit: TEXTS,
    from: TEXT,
    to: TEXT,
    last: TEXT,
    facility: TEXTS,
    kind: TEXTS,
    means: TEXTS,
    edition: TEXT,
    lang: TEXT,
    purpose: TEXT,
    'as-of': TEXT,
    out: TEXT,
  };
  return parseCommandLine(commandLine, { options, usage: USAGE });
}
