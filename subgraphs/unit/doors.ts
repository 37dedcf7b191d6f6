import type { RuleSet } from '../../schema/rules/rule-set.ts';
import type { Database } from '../platform/database.ts';
import { doorFor } from '../platform/records/record-door.ts';
import type { RecordDoor } from '../platform/records/record-door.ts';
import { ENTRIES, entryKind, regimeDayKind } from './entry-rows.ts';
import type { EntryTarget } from './entry-rows.ts';
import { keepForEntries, keepForMeasures } from './duties/keep-deviations.ts';
import { measureKind } from './measure-rows.ts';
import { keepMonths } from './practice/keep-months.ts';

/** What a unit takes in, by target. */
export function unitDoors(database: Database, set: RuleSet): ReadonlyMap<string, RecordDoor> {
  const entries = Object.keys(ENTRIES).map((name) => {
    const target = name as EntryTarget;
    return [target, doorFor(database, { ...entryKind(target), keep: keepForEntries(set, target) })] as const;
  });
  const judge = keepForMeasures(set);
  const keep: typeof judge = async (sql, written) => {
    await keepMonths(sql, written);
    await judge(sql, written);
  };
  return new Map<string, RecordDoor>([
    ['measures', doorFor(database, { ...measureKind, keep })],
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
