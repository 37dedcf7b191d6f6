import { z } from 'zod';

/**
 * Data quality (datakvalitet): the question `measures` puts to the units, carried in the key of the practice
 * entity as the practice question is, and what a unit answers: integers that add up over units.
 */
const ABOUT = 'QUALITY';
const question = z.strictObject({ about: z.literal(ABOUT), units: z.array(z.string()) });
export type QualityQuestion = z.infer<typeof question>;

export function writeQualityKey(units: readonly string[]): string {
  return JSON.stringify({ about: ABOUT, units });
}

/** Null when the key holds another question. */
export function readQualityKey(key: string): QualityQuestion | null {
  return question.safeParse(JSON.parse(key)).data ?? null;
}

const count = z.int().nonnegative();
const counts = z.array(z.tuple([z.string(), count]));

const qualityCell = z.strictObject({
  /** Records as they are now, those withdrawn apart. */
  records: count,
  withdrawn: count,
  repaired: count,
  /** Rows delivered since the beginning, by what came of them. */
  added: count,
  changed: count,
  unchanged: count,
  quarantined: count,
  /** Rows in quarantine that wait for somebody, and why, as `CODE` or `CODE(field)`. */
  waiting: count,
  waitingReasons: counts,
  /** Fields of the records that hold no known value. */
  unknownValues: counts,
  /** Bins of the seconds from a measure's start until it was first recorded. */
  delays: z.array(z.tuple([count, count])),
});
export type QualityCell = z.infer<typeof qualityCell>;

const sourceQuality = z.strictObject({
  source: z.string(),
  target: z.string(),
  cell: qualityCell,
  dataThrough: z.iso.datetime().nullable(),
  lastImport: z.strictObject({ id: z.string(), file: z.string(), recordedAt: z.iso.datetime() }).nullable(),
});

export const qualityState = z.strictObject({ sources: z.array(sourceQuality) });
export type QualityState = z.infer<typeof qualityState>;

export function addQuality(cells: readonly QualityCell[]): QualityCell {
  const sum = (
    field:
      | 'records'
      | 'withdrawn'
      | 'repaired'
      | 'added'
      | 'changed'
      | 'unchanged'
      | 'quarantined'
      | 'waiting',
  ) => cells.reduce((total, cell) => total + cell[field], 0);
  return {
    records: sum('records'),
    withdrawn: sum('withdrawn'),
    repaired: sum('repaired'),
    added: sum('added'),
    changed: sum('changed'),
    unchanged: sum('unchanged'),
    quarantined: sum('quarantined'),
    waiting: sum('waiting'),
    waitingReasons: addCounts(cells.flatMap((cell) => cell.waitingReasons)),
    unknownValues: addCounts(cells.flatMap((cell) => cell.unknownValues)),
    delays: addCounts(cells.flatMap((cell) => cell.delays)),
  };
}

function addCounts<Name>(counted: readonly (readonly [Name, number])[]): [Name, number][] {
  const totals = new Map<Name, number>();
  for (const [name, number] of counted) totals.set(name, (totals.get(name) ?? 0) + number);
  return [...totals];
}
