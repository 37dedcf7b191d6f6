import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Assertion, AssertionSigner } from '../../schema/access/assertion.ts';
import { EXPORT_PARTS } from '../../schema/exports/parts.ts';
import type { ExportPart } from '../../schema/exports/parts.ts';
import { exportBasis } from '../../schema/exports/question.ts';
import type { ExportBasis, ExportQuestion } from '../../schema/exports/question.ts';
import { MEASURES_SUBGRAPH } from '../../schema/units.ts';
import { getFromOwner, vouchFor } from '../import/owner-requests.ts';
import type { ExportUnit } from './jobs.ts';
import { OwnerRefused, readPart } from './read-part.ts';
import { someAtOnce } from './some-at-once.ts';
import { partFile, wholePart } from './spool.ts';
import type { Spool } from './spool.ts';

export type Gathering = {
  readonly urls: Readonly<Record<string, string>>;
  readonly sign: AssertionSigner;
  readonly asserted: Assertion;
  readonly spool: Spool;
  /** How long a unit that does not answer is tried again, milliseconds. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
  readonly note: (unit: ExportUnit) => Promise<void>;
  /** Told of each part when it lies there to its end. */
  readonly onWhole: (unit: string, part: ExportPart) => void;
};

/** While PostgreSQL sorts one part, another is written. */
const PARTS_AT_ONCE = 2;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
/** Refusals that pass. */
const FOR_NOW = new Set(['AS_OF_NOT_REACHED', 'TOO_MUCH']);

/**
 * Reads all parts of a unit, again and again while it does not answer, until patience ends: then the unit is
 * MISSING, and what was read to its end stays.
 */
export async function gatherUnit(
  before: ExportUnit,
  question: ExportQuestion,
  gathering: Gathering,
): Promise<ExportUnit> {
  const { spool, note, onWhole, signal, patienceMs } = gathering;
  let { failingSince } = before;
  const rows = new Map<string, number>();
  const read = new Set<string>();
  const state = (change: Partial<ExportUnit>): ExportUnit => ({
    unit: question.unit,
    status: 'READING',
    partsRead: read.size,
    rows: [...rows.values()].reduce((sum, count) => sum + count, 0),
    failure: null,
    failingSince,
    ...change,
  });
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      await fetchBasis(question, gathering);
      await someAtOnce(EXPORT_PARTS, PARTS_AT_ONCE, async (part) => {
        const known = await wholePart(spool, question.unit, part.code);
        const onRows = (count: number) => void rows.set(part.code, count);
        if (known === null) await readNoting(part, { question, gathering, onRows, state });
        else onRows(known.rows);
        read.add(part.code);
        onWhole(question.unit, part);
        failingSince = null;
        pause = FIRST_PAUSE_MS;
      });
      const done = state({ status: 'READ' });
      await note(done);
      return done;
    } catch (error) {
      signal.throwIfAborted();
      const failure = error instanceof OwnerRefused ? error.code : 'UNIT_UNAVAILABLE';
      failingSince ??= new Date().toISOString();
      const givesUp =
        Date.now() - Date.parse(failingSince) >= patienceMs ||
        (error instanceof OwnerRefused && !FOR_NOW.has(failure));
      await note(state({ status: givesUp ? 'MISSING' : 'READING', failure }));
      if (givesUp) return state({ status: 'MISSING', failure });
      await sleep(pause, undefined, { signal });
    }
  }
}

async function readNoting(
  part: (typeof EXPORT_PARTS)[number],
  {
    question,
    gathering,
    onRows,
    state,
  }: {
    readonly question: ExportQuestion;
    readonly gathering: Gathering;
    readonly onRows: (rows: number) => void;
    readonly state: (change: Partial<ExportUnit>) => ExportUnit;
  },
): Promise<void> {
  const { urls, sign, asserted, spool, signal, note } = gathering;
  let told = Date.now();
  await readPart({
    owner: urls[part.owner === 'UNIT' ? question.unit : MEASURES_SUBGRAPH] ?? '',
    part,
    question,
    file: partFile(spool, question.unit, part.code),
    vouch: vouchFor(sign, asserted),
    signal,
    onRows: (rows) => {
      onRows(rows);
      if (Date.now() - told < 1000) return;
      told = Date.now();
      void note(state({})).catch(() => undefined);
    },
  });
}

/** What the unit's records rest on, kept beside them. */
async function fetchBasis(question: ExportQuestion, gathering: Gathering): Promise<void> {
  const { urls, sign, asserted, spool } = gathering;
  if ((await readBasis(spool, question.unit)) !== null) return;
  const url = new URL('/export', urls[question.unit]);
  url.searchParams.set('asOf', question.asOf);
  const answer = await getFromOwner(url, vouchFor(sign, asserted), exportBasis);
  if (!answer.ok) throw new OwnerRefused(answer.code);
  const file = basisFile(spool, question.unit);
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, JSON.stringify(answer.value), { mode: 0o600, flush: true });
}

/** Null where the unit has not told. */
export async function readBasis(spool: Spool, unit: string): Promise<ExportBasis | null> {
  try {
    return exportBasis.parse(JSON.parse(await readFile(basisFile(spool, unit), 'utf8')));
  } catch {
    return null;
  }
}

function basisFile({ folder }: Spool, unit: string): string {
  return path.join(folder, unit, 'basis.json');
}
