import type { Database } from '../platform/database.ts';
import { doorFor } from '../platform/records/record-door.ts';
import type { RecordDoor } from '../platform/records/record-door.ts';
import { ENTRIES, entryKind, regimeDayKind } from './entry-rows.ts';
import type { EntryTarget } from './entry-rows.ts';
import { measureKind } from './measure-rows.ts';

/** What a unit takes in, by target. */
export function unitDoors(database: Database): ReadonlyMap<string, RecordDoor> {
  const entries = Object.keys(ENTRIES).map(
    (name) => [name, doorFor(database, entryKind(name as EntryTarget))] as const,
  );
  return new Map([
    ['measures', doorFor(database, measureKind)],
    ['regime-days', doorFor(database, regimeDayKind)],
    ...entries,
  ]);
}

/** Where the records of each target are. */
export const UNIT_TABLES: ReadonlyMap<string, string> = new Map([
  ['measures', measureKind.table],
  ['regime-days', regimeDayKind.table],
  ...Object.entries(ENTRIES).map(([target, { table }]) => [target, table] as const),
]);
