import { randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import type { Database } from '../../database/database.ts';
import type { AssertionSigner } from '../../schema/access/assertion.ts';
import { gatherUnit } from './gather-unit.ts';
import type { Gathering } from './gather-unit.ts';
import { claimJob, endJob, expireJobs, giveBack, noteUnit, renewLease, wantedJobs } from './jobs.ts';
import type { ExportJob, ExportUnit } from './jobs.ts';
import { makePackage } from './make-package.ts';
import { startPacker } from './packer.ts';
import { someAtOnce } from './some-at-once.ts';
import { packageOf, partFile, spoolOf } from './spool.ts';
import type { Ask } from './summary/ask-figures.ts';

export type ExportSettings = {
  readonly database: Database;
  readonly urls: Readonly<Record<string, string>>;
  readonly sign: AssertionSigner;
  /** Private Ed25519 key packages are signed with. */
  readonly key: KeyObject;
  readonly folder: string;
  readonly keepHours: number;
  readonly patienceMs: number;
  readonly ask: Ask;
  readonly log: FastifyBaseLogger;
};

const LOOK_EVERY_MS = 1000;
const RENEW_EVERY_MS = 4000;
const SWEEP_EVERY_MS = 60_000;
const UNITS_AT_ONCE = 3;
const WITHOUT_END = { from: '1900-01-01', to: '2200-01-01' };

/**
 * Works on the exports somebody asked for, one after another, until it is stopped. Several processes may do so on
 * the same database and folder; each job is one's alone for as long as it holds the lease.
 */
export function runExports(settings: ExportSettings): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const working = Promise.all([work(), keepSwept(settings, signal)]);
  return {
    stop: async () => {
      stopping.abort();
      await working;
    },
  };

  async function work(): Promise<void> {
    const lease = randomUUID();
    while (!signal.aborted) {
      try {
        const job = await claimJob(settings.database, lease);
        if (job !== null) {
          await runJob(job, lease, { settings, signal });
          continue;
        }
      } catch (error) {
        if (!signal.aborted) settings.log.warn({ err: error }, 'exports wait');
      }
      await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** However long a job takes, no package is kept longer than it may. */
async function keepSwept(settings: ExportSettings, signal: AbortSignal): Promise<void> {
  const every = Math.min(SWEEP_EVERY_MS, settings.keepHours * 3_600_000);
  while (!signal.aborted) {
    await sweep(settings).catch((error: unknown) =>
      settings.log.warn({ err: error }, 'exports are not swept'),
    );
    await sleep(every, undefined, { signal }).catch(() => undefined);
  }
}

async function runJob(
  job: ExportJob,
  lease: string,
  { settings, signal }: { readonly settings: ExportSettings; readonly signal: AbortSignal },
): Promise<void> {
  const { database, log } = settings;
  const lost = new AbortController();
  const renewing = setInterval(() => {
    // A database that is away for a moment takes nobody's lease.
    renewLease(database, job.id, lease).then(
      (mine) => mine || lost.abort(),
      () => undefined,
    );
  }, RENEW_EVERY_MS);
  try {
    await gatherAndPack(job, lease, { settings, signal: AbortSignal.any([signal, lost.signal]) });
  } catch (error) {
    if (signal.aborted) await giveBack(database, job.id, lease).catch(() => undefined);
    else if (!lost.signal.aborted) {
      log.error({ err: error, export: job.id }, 'export failed');
      await untilDone(() => endJob(database, { id: job.id, lease }, { status: 'FAILED' }), signal);
    }
  } finally {
    clearInterval(renewing);
  }
  if (!signal.aborted) await sweep(settings);
}

async function gatherAndPack(
  job: ExportJob,
  lease: string,
  { settings, signal }: { readonly settings: ExportSettings; readonly signal: AbortSignal },
): Promise<void> {
  const { database, urls, sign, key, folder, keepHours, patienceMs, ask } = settings;
  const spool = spoolOf(folder, job.id);
  await mkdir(spool.folder, { recursive: true, mode: 0o700 });
  const packer = startPacker(signal);
  try {
    // How far it has come is told as well as can be: a database that is away for a moment stops no reading.
    const note = (unit: ExportUnit) => noteUnit(database, job.id, unit).catch(() => undefined);
    const units = await gatherUnits(job, {
      urls,
      sign,
      asserted: job.asserted,
      spool,
      patienceMs,
      signal,
      note,
      onWhole: (unit, { code, columns }) => {
        // Of the last measures the cases are chosen when all has been read.
        if (job.request.last === null) void packer.table(partFile(spool, unit, code), columns);
      },
    });
    await untilDone(() => Promise.all(units.map((unit) => noteUnit(database, job.id, unit))), signal);
    const target = packageOf(folder, job.id);
    const { complete, bytes } = await makePackage(job, {
      units,
      spool,
      target,
      draft: `${target}.${lease}`,
      key,
      ask,
      packer,
      signal,
    });
    signal.throwIfAborted();
    await untilDone(
      () => endJob(database, { id: job.id, lease }, { status: 'READY', complete, bytes, keepHours }),
      signal,
    );
  } finally {
    await packer.end();
  }
  await rm(spool.folder, { recursive: true, force: true });
}

async function gatherUnits(job: ExportJob, gathering: Gathering): Promise<ExportUnit[]> {
  const { request, asOf } = job;
  const { facilities, kinds, means, last } = request;
  const question = { ...(request.period ?? WITHOUT_END), asOf, facilities, kinds, means, last };
  const gathered: ExportUnit[] = [];
  await someAtOnce([...job.units.entries()], UNITS_AT_ONCE, async ([index, unit]) => {
    gathered[index] = await gatherUnit(unit, { unit: unit.unit, ...question }, gathering);
  });
  return gathered;
}

/** Removes what nobody wants any more: files of exports that have ended, failed or been forgotten. */
async function sweep({ database, folder }: ExportSettings): Promise<void> {
  await expireJobs(database);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const files = (await readdir(folder)).filter((name) =>
    /^[0-9a-f-]{36}(\.zip(\.[0-9a-f-]{36})?)?$/.test(name),
  );
  const wanted = new Set(await wantedJobs(database, [...new Set(files.map((name) => name.slice(0, 36)))]));
  for (const name of files)
    if (!wanted.has(name.slice(0, 36))) await rm(path.join(folder, name), { recursive: true, force: true });
}

/** The work is done and only the database does not know yet. */
async function untilDone(tell: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      await tell();
      return;
    } catch {
      await sleep(LOOK_EVERY_MS, undefined, { signal });
    }
  }
}
