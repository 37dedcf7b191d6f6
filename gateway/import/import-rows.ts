import type { IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import type { ImportProfile } from '../../schema/import-profile.ts';
import type { ImportEnd, ImportSums } from '../../schema/records/delivery.ts';
import { TARGETS } from '../../schema/records/targets.ts';
import { Delivering } from './delivering.ts';
import type { OutgoingRow } from './outgoing-row.ts';
import type { ImportJob } from './import-job.ts';
import { endImport, ownersOf, tellConflicts } from './import-end.ts';
import { logImport } from './import-log.ts';
import { rowMapper } from './map-row.ts';
import type { FileRow } from './map-row.ts';
import { keysInFile } from './keys-in-file.ts';
import { FileUnreadable, readRows } from './read-rows.ts';

/** Brings in a file as its profile reads it. */
export async function importFile(
  file: AsyncIterable<Uint8Array>,
  job: ImportJob,
  {
    profile,
    through,
    complete,
  }: { profile: ImportProfile; through: string | null; complete: ImportEnd['complete'] },
): Promise<ImportSums> {
  const delivering = new Delivering(job);
  const keys = keysInFile();
  const map = rowMapper(profile, keys);
  try {
    for await (const { number, row, blank } of readRows(file, profile)) {
      if (blank) delivering.countBlank();
      else if (typeof row === 'string') await delivering.add(unreadable(number, row));
      else {
        const mapped = map(row);
        const original = () => JSON.stringify(mapped.identifier === null ? row : withoutPerson(row, profile));
        await delivering.add({ ...mapped, row: number, original, size: sizeOf(row) });
      }
    }
  } finally {
    keys.close();
    await delivering.drain();
  }
  await endImport(delivering, job, { owners: ownersOf(job.target, profile.unit), through, complete });
  await tellConflicts(delivering, job);
  await logImport(job, delivering.sums);
  return delivering.sums;
}

/** Brings in canonical records, one on each line. */
export async function importLines(
  body: IncomingMessage,
  job: ImportJob,
  through: string | null,
): Promise<ImportSums> {
  const delivering = new Delivering(job);
  const ownedByUnits = TARGETS[job.target].owner === 'UNIT';
  const named = new Set<string>();
  let number = 0;
  try {
    for await (const line of createInterface({ input: body, crlfDelay: Number.POSITIVE_INFINITY })) {
      number += 1;
      if (line.trim() === '') delivering.countBlank();
      else {
        const row = canonicalRow(number, line, ownedByUnits);
        if (row.unit !== null) named.add(row.unit);
        await delivering.add(row);
      }
    }
  } finally {
    await delivering.drain();
  }
  if (!body.complete) throw new FileUnreadable('FILE_BREAKS_OFF');
  // With no line at all a source only says how far it is complete, at every owner.
  const owners =
    ownedByUnits && number > 0
      ? [...named].filter((unit) => job.urls[unit] !== undefined)
      : ownersOf(job.target, undefined);
  await endImport(delivering, job, { owners, through, complete: null });
  await logImport(job, delivering.sums);
  return delivering.sums;
}

/** A measure is sent to its unit and does not repeat it; a stay names its unit itself. */
function canonicalRow(number: number, line: string, ownedByUnits: boolean): OutgoingRow {
  const value = objectIn(line);
  if (value === null) return unreadable(number, line);
  const { unit, ...rest } = value;
  return {
    row: number,
    original: null,
    unit: typeof unit === 'string' ? unit : null,
    record: JSON.stringify(ownedByUnits ? rest : value),
    repaired: 'repair' in value,
    faults: [],
    unknown: [],
    identifier: null,
    flagged: null,
    size: line.length,
  };
}

function unreadable(number: number, line: string): OutgoingRow {
  return {
    row: number,
    original: () => JSON.stringify({ line }),
    unit: null,
    record: 'null',
    repaired: false,
    faults: [{ code: 'ROW_UNREADABLE', field: null }],
    unknown: [],
    identifier: null,
    flagged: null,
    size: line.length,
  };
}

function sizeOf(row: FileRow): number {
  let size = 0;
  for (const column in row) size += row[column]?.length ?? 0;
  return size;
}

/** The row as it came, without what names the person: that goes to the register alone. */
function withoutPerson(row: FileRow, { person }: ImportProfile): FileRow {
  return person === undefined ? row : { ...row, [person.column]: '…' };
}

function objectIn(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
