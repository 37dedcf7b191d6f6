import { hash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';

/**
 * What a file has shown so far of its keys, in a temporary file of its own, so that memory does not grow
 * with the file imported.
 */
export type KeysInFile = {
  /** A key for a row of a source that has none: its values, and the number of their occurrence in file order. */
  keyOf(values: readonly string[]): string;
  /** Whether the key stood in the file before with another content: which of the two is right nobody can say. */
  contradicts(key: string, content: string): boolean;
  close(): void;
};

const KEPT_IN_MEMORY_KIB = 8192;

export function keysInFile(): KeysInFile {
  let opened: ReturnType<typeof open> | undefined;
  const memory = () => (opened ??= open());
  return {
    keyOf: (values) => {
      const key = hash('sha256', JSON.stringify(values), 'base64url');
      const occurrence = memory().count(key);
      return occurrence === 1 ? key : `${key}.${occurrence}`;
    },
    contradicts: (key, content) => {
      const digest = hash('sha256', content, 'base64url');
      return !memory().isFirst(key, digest) && memory().firstContent(key) !== digest;
    },
    close: () => opened?.close(),
  };
}

function open() {
  // An empty name is a temporary file that SQLite deletes when it is closed.
  const database = new DatabaseSync('');
  database.exec(`pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -${KEPT_IN_MEMORY_KIB};
    create table occurrence (key text primary key, number integer not null) without rowid;
    create table content (key text primary key, digest text not null) without rowid; begin`);
  const count = database.prepare(
    'insert into occurrence values (?, 1) on conflict do update set number = number + 1 returning number',
  );
  const isFirst = database.prepare('insert or ignore into content values (?, ?)');
  const firstContent = database.prepare('select digest from content where key = ?');
  return {
    count: (key: string) => Number(count.get(key)?.['number']),
    isFirst: (key: string, digest: string) => isFirst.run(key, digest).changes === 1,
    firstContent: (key: string) => firstContent.get(key)?.['digest'],
    close: () => database.close(),
  };
}
