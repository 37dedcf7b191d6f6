import { readdirSync, readFileSync } from 'node:fs';
import { message } from '../schema/messages.ts';
import { openDatabase } from './database.ts';
import { OF_PROGRAM } from './reach.ts';

/** The database has been brought further than this version knows. */
export class NewerDataError extends Error {}

/**
 * Brings a database to the newest version, in one transaction, under a lock so that two starting
 * processes do not meet. `serviceRole` is the role the program works as: it gets only what the
 * migrations grant to the group role `samsyn_service`.
 */
export async function migrate(options: {
  readonly ownerUrl: string;
  readonly folders: readonly URL[];
  readonly serviceRole: string;
}): Promise<void> {
  const database = openDatabase(options.ownerUrl, { connections: 1 });
  try {
    await database.within(OF_PROGRAM).transaction(async (sql) => {
      await sql.query(`select pg_advisory_xact_lock(hashtext('samsyn migration'))`);
      await sql.query(
        'create table if not exists migration (name text primary key, applied_at timestamptz not null default now())',
      );
      const applied = new Set(
        (await sql.query<{ name: string }>('select name from migration')).map(({ name }) => name),
      );
      const files = migrationFiles([EVERY_DATABASE, ...options.folders]);
      const unknown = [...applied].find((name) => !files.has(name));
      if (unknown !== undefined) {
        throw new NewerDataError(message('newerData', { migration: unknown }));
      }
      for (const [name, file] of files) {
        if (applied.has(name)) continue;
        await sql.query(readFileSync(file, 'utf8'));
        await sql.query('insert into migration (name) values ($1)', [name]);
      }
      await grantService(sql, options.serviceRole);
    });
  } finally {
    await database.close();
  }
}

/** What every database has. */
const EVERY_DATABASE = new URL('./migrations/', import.meta.url);

function migrationFiles(folders: readonly URL[]): ReadonlyMap<string, URL> {
  const files = folders.flatMap((folder) =>
    readdirSync(folder).map((name) => [name, new URL(name, folder)] as const),
  );
  return new Map(
    files.filter(([name]) => name.endsWith('.sql')).toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );
}

/** What follows from the records, and where the following of other units' feeds stands. */
const WRITTEN_OVER = [
  'practice_month',
  'practice_month_length',
  'inmate_days_month',
  'deviation',
  'deviation_month',
  'deviation_clock',
  'finding',
  'finding_clock',
  'feed_position',
  'awaited_deviation',
  'published_cell',
  'export_job',
  'export_unit',
  'person_order',
  'key_conflict',
  'key_look',
  'key_round',
];

/**
 * Reading everything, adding rows, and closing a version: no record is changed or removed. Only what is
 * counted from the records is written over.
 */
async function grantService(
  sql: { query(text: string, values?: readonly unknown[]): Promise<{ [key: string]: unknown }[]> },
  role: string,
): Promise<void> {
  const [owner] = await sql.query('select current_user = $1 as same', [role]);
  if (owner?.['same'] === true) return;
  const statements = await sql.query(
    `select format('grant select, insert on %I to %I', tablename, $1::text) as statement
       from pg_tables where schemaname = 'public' and tablename not in ('migration', 'watermark')
     union all
     select format('grant update (superseded_at) on %I to %I', table_name, $1::text)
       from information_schema.columns where table_schema = 'public' and column_name = 'superseded_at'
     union all
     select format('grant update on %I to %I', tablename, $1::text)
       from pg_tables where schemaname = 'public' and tablename = any($2)
     union all
     select format('grant delete on %I to %I', tablename, $1::text)
       from pg_tables where schemaname = 'public' and tablename = any(array['import_seen', 'deviation', 'finding', 'access_unsealed', 'key_conflict', 'person_order', 'awaited_deviation'])
     union all
     select format('grant usage on sequence %I to %I', sequencename, $1::text) from pg_sequences where schemaname = 'public'
     union all
     select format('grant select, update on %I to %I', tablename, $1::text)
       from pg_tables where schemaname = 'public' and tablename = 'watermark'
     union all
     select format('grant temporary on database %I to %I', current_database(), $1::text)`,
    [role, WRITTEN_OVER],
  );
  for (const { statement } of statements) await sql.query(String(statement));
}
