import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { createRandom } from '../../local/random.ts';
import { UNITS } from '../../schema/units.ts';
import { officerToken } from './access.ts';
import { launch } from './launcher.ts';
import type { Launcher } from './launcher.ts';
import { askGateway, askPractice } from './over-http.ts';
import { processesOf } from './processes.ts';

const COMMAND = path.join(import.meta.dirname, '../../commands/import.ts');
const ROWS = 12_000;
/** So many runs must not have come to their end; those killed too late do not count. */
const CUT_SHORT = 3;
const MOST_KILLS = 20;
/** Who is killed, by what its command line or environment says; the client is the command itself. */
const VICTIMS = ['CLIENT', 'gateway/main.ts', 'UNIT=oslo', 'UNIT=vest', 'POSTGRES'] as const;

export type Ground = { readonly folder: string; readonly port: number; launcher: Launcher };

/**
 * Brings in one random file undisturbed and, under another source, with processes killed at random moments
 * and the file sent again each time, and tells what both came to.
 */
export async function importBothWays(
  ground: Ground,
  seed: number,
): Promise<{ readonly whole: unknown; readonly interrupted: unknown }> {
  const random = createRandom(seed);
  const folder = path.join(ground.folder, `files-${seed}`);
  await mkdir(folder);
  const file = path.join(folder, 'file.csv');
  const rows = [...randomRows(random)];
  await writeFile(file, `sak;enhet;fra;til;sted\n${rows.join('\n')}\n`);
  const undisturbed = await startImport(ground, { folder, file, source: `whole-${seed}` }).ended;
  expect(undisturbed.code).toBe(0);

  const source = `killed-${seed}`;
  let cutShort = 0;
  for (let kill = 0; kill < MOST_KILLS && cutShort < CUT_SHORT; kill += 1) {
    const run = startImport(ground, { folder, file, source });
    await sleep(random.between(250, 1400));
    const victim = random.pick(VICTIMS.map((name) => [name, 1] as const));
    killVictim(ground, victim, run.pid);
    if ((await run.ended).code !== 0) cutShort += 1;
    await untilWhole(ground);
  }
  expect(cutShort).toBe(CUT_SHORT);
  const last = await startImport(ground, { folder, file, source }).ended;
  expect(last.code).toBe(0);
  const [read = 0, accepted = 0, , , , quarantined = 0] = [...last.stdout.matchAll(/ (\d+)/g)].map(
    ([, text]) => Number(text),
  );
  const blank = Number(/^Blanke +(\d+)$/m.exec(last.stdout)?.[1]);
  expect(read).toBe(rows.length);
  expect(accepted + quarantined + blank).toBe(read);
  return { whole: await stateOf(ground, `whole-${seed}`), interrupted: await stateOf(ground, source) };
}

/** Good rows, rows again, contradictions, unknown units, unreadable days, rows without a key, blank rows. */
function* randomRows(random: ReturnType<typeof createRandom>): Generator<string> {
  const units = ['Oslo', 'Vest', 'Troms'].map((name) => [name, 1] as const);
  for (let row = 0; row < ROWS; row += 1) {
    const unit = random.chance(0.01) ? 'Atlantis' : random.pick(units);
    const key = random.chance(0.01)
      ? ''
      : random.chance(0.02)
        ? `sak-${Math.floor(random.between(0, row + 1))}`
        : `sak-${row}`;
    const start = random.chance(0.01) ? '31.2.2025' : `${1 + (row % 28)}.${1 + (row % 12)}.2024`;
    const end = random.chance(0.02)
      ? '1.1.2020'
      : random.chance(0.1)
        ? ''
        : `${1 + (row % 28)}.${1 + (row % 12)}.2025`;
    yield random.chance(0.01) ? ';;;;' : `${key};${unit};${start};${end};Avdeling ${row % 9}`;
  }
}

function profile(source: string) {
  return {
    target: 'measures',
    source,
    delimiter: ';',
    unit: { column: 'enhet', prefixes: { Oslo: 'oslo', Vest: 'vest', Troms: 'troms' } },
    sourceKey: { column: 'sak' },
    fields: {
      kind: { value: 'EXCLUSION' },
      means: { value: 'EXCLUSION' },
      start: { column: 'fra', format: 'D.M.YYYY' },
      end: { column: 'til', format: 'D.M.YYYY' },
      facility: { column: 'sted' },
    },
  };
}

type Run = {
  readonly pid: number;
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: string }>;
};

function startImport(
  ground: Ground,
  { folder, file, source }: { folder: string; file: string; source: string },
): Run {
  const profileFile = path.join(folder, `${source}.json`);
  writeFileSync(profileFile, JSON.stringify(profile(source)));
  const options = ['--port', String(ground.port), '--profile', profileFile, file];
  const child = spawn(process.execPath, [COMMAND, ...options], {
    cwd: ground.folder,
    env: { ...process.env, SAMSYN_TOKEN: officerToken },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let stdout = '';
  child.stdout.on('data', (chunk) => (stdout += chunk));
  const ended = once(child, 'close').then(([code]) => ({ code, stdout }));
  return { pid: Number(child.pid), ended };
}

function killVictim(ground: Ground, victim: (typeof VICTIMS)[number], client: number): void {
  const pids =
    victim === 'CLIENT'
      ? [client]
      : processesOf(ground.folder, victim === 'POSTGRES' ? 'bin/postgres' : victim).filter(
          (pid) => pid !== client,
        );
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It had ended by itself.
    }
  }
}

/** Everything answers again; a launcher that ended with its database is started again. */
async function untilWhole(ground: Ground): Promise<void> {
  for (;;) {
    const ended = await Promise.race([ground.launcher.ended, sleep(300)]);
    if (ended !== undefined) {
      ground.launcher = launch(['--empty', '--data', ground.folder, '--port', String(ground.port)]);
      await ground.launcher.ready;
    }
    const practice = await askPractice(ground.port, 'coverage { complete }').catch(() => null);
    if (practice?.coverage.complete === true) return;
  }
}

/** Everything a source has come to: the records of each unit, and the quarantine of each owner. */
async function stateOf(ground: Ground, source: string): Promise<unknown> {
  const records = await Promise.all(UNITS.map(({ code }) => recordsOf(ground, code, source)));
  const owners = ['oslo', 'vest', 'troms', 'measures'];
  const quarantine = await Promise.all(owners.map((owner) => quarantineOf(ground, owner, source)));
  return { records: records.flat(), quarantine: quarantine.flat() };
}

async function recordsOf(ground: Ground, unit: string, source: string): Promise<string[]> {
  const records: string[] = [];
  for (let after: string | null = null; ;) {
    const query = `query ($after: String) { unit(code: "${unit}") { measures(first: 500, after: $after) {
      nodes { source sourceKey startedOn endedOn facility version } pageInfo { hasNextPage endCursor } } } }`;
    const answer: any = await askGateway(ground.port, JSON.stringify({ query, variables: { after } }));
    const { nodes, pageInfo } = answer.data.unit.measures;
    for (const { source: of, ...node } of nodes)
      if (of === source) records.push(JSON.stringify({ unit, ...node }));
    if (pageInfo.hasNextPage === false) return records.toSorted();
    after = pageInfo.endCursor;
  }
}

async function quarantineOf(ground: Ground, owner: string, source: string): Promise<string[]> {
  const rows: string[] = [];
  for (let after = ''; ;) {
    const url = `http://127.0.0.1:${ground.port}/import/quarantine/${owner}?first=500${after}`;
    const page = (await (
      await fetch(url, { headers: { authorization: `Bearer ${officerToken}` } })
    ).json()) as any[];
    for (const { source: of, row, original, reasons, status } of page) {
      if (of === source) rows.push(JSON.stringify({ owner, row, original, reasons, status }));
    }
    if (page.length < 500) return rows.toSorted();
    after = `&after=${page.at(-1).id}`;
  }
}
