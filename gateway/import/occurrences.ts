import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';

/**
 * Keys for rows of a source that has none: their values, and the number of their occurrence in file order.
 * What was seen is counted in a temporary file of its own, so that memory does not grow with the file.
 */
export type Occurrences = { keyOf(values: readonly string[]): string; close(): void };

const KEPT_IN_MEMORY_KIB = 8192;

export function countOccurrences(): Occurrences {
  let counter: ReturnType<typeof openCounter> | undefined;
  return {
    keyOf: (values) => {
      counter ??= openCounter();
      const key = createHash('sha256').update(JSON.stringify(values)).digest('base64url');
      const occurrence = counter.next(key);
      return occurrence === 1 ? key : `${key}.${occurrence}`;
    },
    close: () => counter?.close(),
  };
}

function openCounter() {
  // An empty name is a temporary file that SQLite deletes when it is closed.
  const database = new DatabaseSync('');
  database.exec(`pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -${KEPT_IN_MEMORY_KIB};
    create table seen (key text primary key, occurrence integer not null) without rowid; begin`);
  const count = database.prepare(
    'insert into seen values (?, 1) on conflict do update set occurrence = occurrence + 1 returning occurrence',
  );
  return {
    next: (key: string) => Number(count.get(key)?.['occurrence']),
    close: () => database.close(),
  };
}
