import { openDatabase } from '../database.ts';
import { ENTRY_COLUMNS } from './entry.ts';
import type { AccessEntry } from './entry.ts';

export type AccessLog = {
  /** Resolves when the entries are committed; fails when they are not within some seconds. */
  write(entries: readonly AccessEntry[]): Promise<void>;
  close(): Promise<void>;
};

const PATIENCE_MS = 4000;

type Waiting = {
  readonly entries: readonly AccessEntry[];
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
};

/**
 * Writes entries of the access log on a connection of its own. What comes while a commit is under way goes
 * along in the next one together, so that many answers at once wait for one commit.
 */
export function openAccessLog(databaseUrl: string): AccessLog {
  const database = openDatabase(databaseUrl, { connections: 1, patienceMs: PATIENCE_MS });
  let waiting: Waiting[] = [];
  let writing = false;

  async function commitWaiting(): Promise<void> {
    writing = true;
    while (waiting.length > 0) {
      const taken = waiting;
      waiting = [];
      try {
        await database.prepared(INSERT, [JSON.stringify(taken.flatMap(({ entries }) => entries))]);
        for (const { done } of taken) done();
      } catch (error) {
        for (const { failed } of taken) failed(error);
      }
    }
    writing = false;
  }

  return {
    write: (entries) =>
      new Promise((done, failed) => {
        waiting.push({ entries, done, failed });
        if (!writing) void commitWaiting();
      }),
    close: () => database.close(),
  };
}

const COLUMNS = ENTRY_COLUMNS.join(', ');
// The ids are made beforehand: to be given them back would be to read the log.
const INSERT = `
  with given as materialized (
    select uuidv7() as entry, ${COLUMNS} from json_populate_recordset(null::access_entry, $1)),
  added as (insert into access_entry (id, ${COLUMNS}) select entry, ${COLUMNS} from given)
  insert into access_unsealed select entry from given`;
