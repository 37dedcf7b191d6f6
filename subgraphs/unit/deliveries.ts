import type { Database } from '../platform/database.ts';
import { takeDelivery } from '../platform/record-store.ts';
import type { DeliveryHandler } from '../platform/server.ts';
import { ENTRIES, entryKind, regimeDayKind } from './entry-rows.ts';
import type { EntryTarget } from './entry-rows.ts';
import { measureKind } from './measure-rows.ts';

/** What a unit takes in, by target. */
export function unitDeliveries(database: Database): ReadonlyMap<string, DeliveryHandler> {
  const entries = Object.keys(ENTRIES).map((name): [string, DeliveryHandler] => {
    const kind = entryKind(name as EntryTarget);
    return [name, (delivered) => takeDelivery(database, kind, delivered)];
  });
  return new Map<string, DeliveryHandler>([
    ['measures', (delivered) => takeDelivery(database, measureKind, delivered)],
    ['regime-days', (delivered) => takeDelivery(database, regimeDayKind, delivered)],
    ...entries,
  ]);
}
