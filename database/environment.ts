import process from 'node:process';
import { z } from 'zod';
import { tellLauncher } from '../schema/launch-report.ts';
import { migrate, NewerDataError } from './migrate.ts';

/** Settings of every program with a database. */
export const databaseEnvironment = {
  DATABASE_URL: z.url().describe('PostgreSQL, as the role the program works as'),
  DATABASE_OWNER_URL: z
    .url()
    .optional()
    .describe('PostgreSQL, as the owner of the tables, for migrations; DATABASE_URL where absent'),
};

/**
 * Brings the program's database to what its folders of migrations hold. False, with an exit code, when the
 * database is newer than the program; whoever started it is told.
 */
export async function migrateAtStart(
  settings: { readonly DATABASE_URL: string; readonly DATABASE_OWNER_URL?: string | undefined },
  folders: readonly URL[],
): Promise<boolean> {
  const { DATABASE_URL, DATABASE_OWNER_URL = DATABASE_URL } = settings;
  try {
    await migrate({
      ownerUrl: DATABASE_OWNER_URL,
      folders,
      serviceRole: decodeURIComponent(new URL(DATABASE_URL).username),
    });
    return true;
  } catch (error) {
    if (!(error instanceof NewerDataError)) throw error;
    process.stderr.write(`${error.message}\n`);
    tellLauncher({ state: 'failed', reason: error.message });
    process.exitCode = 1;
    return false;
  }
}
