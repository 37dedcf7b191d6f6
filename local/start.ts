import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { ACCESS_SECRETS, EVERY_OWNER, machineAccess } from './access.ts';
import { prepareDatabases, readSecrets } from './databases.ts';
import { isDiskFull } from './disk.ts';
import { createFleet } from './fleet.ts';
import { askPractice, formatAddresses, formatHeadline } from './headline.ts';
import { loadSynthetic, markForSynthetic } from './load-synthetic.ts';
import { lockFolder } from './lock.ts';
import { requireFreePort } from './ports.ts';
import { startPostgres, wasKilled } from './postgres.ts';
import { startPrograms } from './programs.ts';
import { readSettings } from './settings.ts';
import { StartError } from './start-error.ts';
import { message } from '../schema/messages.ts';
import { GATEWAY } from '../schema/units.ts';

/** `npm start`: the whole of Samsyn on one machine, until Ctrl-C. */
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const PSEUDONYM_KEY = 'pseudonym_key';
const HEADLINE_PERIOD = { from: '2025-01-01', to: '2026-01-01' };
/** After its launcher is gone, with some room. */
const GATEWAY_ENDS_WITHIN = 15_000;
/** Why everything is stopped when nothing is wrong. */
const BY_USER = Symbol('stopped by the user');

const print = (line: string): void => void process.stdout.write(`${line}\n`);
// A closed terminal must not keep the rest from being stopped.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (!interruption.signal.aborted) print(`\n${message('stopping')}`);
    interruption.abort(BY_USER);
  });
}
const { empty, data, port } = readSettings(process.argv.slice(2));
const directory = resolve(root, data);
process.exitCode = await run();
process.exit();

async function run(): Promise<number> {
  const { signal } = interruption;
  // What has been started and how it is stopped again, the last first.
  const undo: (() => Promise<void>)[] = [];
  try {
    undo.push(await lockFolder(directory));
    await requireFreePort({ port, patience: wasKilled(directory) ? GATEWAY_ENDS_WITHIN : 0, signal });
    if (await isDiskFull(directory)) throw new StartError(message('diskFull', { directory }));
    await markForSynthetic(directory, !empty);
    const postgres = await startPostgres({ directory, onProgress: print });
    undo.push(() => postgres.stop());
    void postgres.ended.then((error) => interruption.abort(error));
    signal.throwIfAborted();
    const databases = await prepareDatabases(postgres, directory);
    const secrets = await readSecrets(directory, [PSEUDONYM_KEY, ...ACCESS_SECRETS]);
    const access = machineAccess(secrets);
    signal.throwIfAborted();
    const fleet = createFleet({ root, directory, print });
    undo.push(
      () => fleet.stopAll(),
      () => fleet.stop(GATEWAY),
    );
    await unlessAborted(
      signal,
      startPrograms(fleet, {
        databases,
        access,
        gatewayPort: port,
        pseudonymKey: secrets[PSEUDONYM_KEY] ?? '',
        exportFolder: join(directory, 'exports'),
      }),
    );
    const gateway = `http://127.0.0.1:${port}`;
    const loading = await access.writeToken(EVERY_OWNER, { seconds: 24 * 3600 });
    await loadSynthetic({ gateway, directory, token: loading, signal });
    const practice = await askPractice(gateway, HEADLINE_PERIOD, {
      token: await access.writeToken({ sub: 'npm start', role: 'analyst' }, { seconds: 600 }),
      signal,
    });
    print(`\n${message('headlineTitle', { from: HEADLINE_PERIOD.from, to: HEADLINE_PERIOD.to })}\n`);
    print(practice === null ? message('figuresUnavailable') : formatHeadline(practice));
    print(`\n${formatAddresses(gateway, data)}`);
    await untilAborted(signal);
    throw signal.reason;
  } catch (error) {
    const cause: unknown = signal.aborted ? signal.reason : error;
    if (cause === BY_USER) return 0;
    // A full disk shows itself in many ways; whatever went wrong on one, that is what to say.
    const full = (await isDiskFull(directory)) && message('diskFull', { directory });
    process.stderr.write(`${full || (cause instanceof Error ? cause.message : String(cause))}\n`);
    return 1;
  } finally {
    for (const stop of undo.toReversed()) {
      await stop().catch((error: Error) => process.stderr.write(`${error.message}\n`));
    }
  }
}

function unlessAborted(signal: AbortSignal, work: Promise<void>): Promise<void> {
  return Promise.race([work, untilAborted(signal).then(() => signal.throwIfAborted())]);
}

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  // A waiting promise alone does not keep the process; a timer does.
  const alive = setInterval(() => undefined, 60_000);
  return new Promise((done) => {
    signal.addEventListener(
      'abort',
      () => {
        clearInterval(alive);
        done();
      },
      { once: true },
    );
  });
}
