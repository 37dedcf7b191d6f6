import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '../../database/database.ts';
import type { Sql } from '../../database/database.ts';
import { OF_LOG } from '../../database/reach.ts';
import { runningDatabases } from '../../local/databases.ts';
import { message } from '../../schema/messages.ts';
import { CommandError } from '../gateway-client.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Where each access log is, by the program it belongs to. */
export async function logsOf(from: {
  readonly data: string;
  readonly url?: string | undefined;
  readonly log?: string | undefined;
}): Promise<ReadonlyMap<string, string>> {
  if (from.url !== undefined && from.log !== undefined) return new Map([[from.log, from.url]]);
  const directory = resolve(root, from.data);
  const running = await runningDatabases(directory);
  if (running === null) throw new CommandError(message('notRunning', { directory }));
  return running;
}

/** Reads every log, one after the other, each as it was at one moment. */
export async function eachLog<T>(
  logs: ReadonlyMap<string, string>,
  read: (sql: Sql, log: string) => Promise<T>,
): Promise<ReadonlyMap<string, T>> {
  const answers = new Map<string, T>();
  for (const [log, url] of logs) {
    const database = openDatabase(url, { connections: 1 });
    try {
      const answer = await database
        .within(OF_LOG)
        .transaction((sql) => read(sql, log), { oneSnapshot: true });
      answers.set(log, answer);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new CommandError(message('logUnreadable', { log, message: reason }));
    } finally {
      await database.close();
    }
  }
  return answers;
}
