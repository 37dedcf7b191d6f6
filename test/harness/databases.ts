import process from 'node:process';
import { Client } from 'pg';
import { inject } from 'vitest';
import { migrate } from '../../database/migrate.ts';
import { GATEWAY, INMATES_SUBGRAPH, MEASURES_SUBGRAPH, PROGRAMS } from '../../schema/units.ts';
import { EVERY_SUBGRAPH } from '../../subgraphs/platform/start.ts';

/** Owns the databases of every test. */
export const OWNER = 'samsyn_owner';
/** Works in the databases of every test, and may do what a program's role may. */
export const SERVICE = 'samsyn_worker';
const PASSWORD = 'samsyn';

/** A migrated database for each kind of program, which tests get copies of: migrating takes ten times as long. */
export async function createTemplates(adminUrl: string): Promise<void> {
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    for (const role of [OWNER, SERVICE])
      await admin.query(`create role ${role} login password '${PASSWORD}'`);
    for (const [kind, folders] of Object.entries(MIGRATIONS)) {
      const database = templateOf(kind);
      await admin.query(`create database ${database} owner ${OWNER}`);
      const ownerUrl = withDatabase(adminUrl, { database, user: OWNER });
      await migrate({ ownerUrl, folders, serviceRole: SERVICE });
    }
  } finally {
    await admin.end();
  }
}

/** A database for each program, owned by one role and used by another that may only read and add. */
export async function createDatabases(
  suffix: string,
  programs: readonly string[] = PROGRAMS,
): Promise<ReadonlyMap<string, string>> {
  const admin = new Client({ connectionString: inject('adminUrl') });
  await admin.connect();
  const urls = new Map<string, string>();
  try {
    await dropThoseBefore(admin);
    for (const name of programs) {
      const database = `test_${WORKER}_${suffix}_${name.replaceAll('-', '_')}`;
      const kind = name in MIGRATIONS ? name : UNIT;
      await admin.query(
        `create database ${database} owner ${OWNER} template ${templateOf(kind)} strategy file_copy`,
      );
      await admin.query(`grant temporary on database ${database} to ${SERVICE}`);
      urls.set(name, withDatabase(inject('adminUrl'), { database, user: SERVICE }));
    }
  } finally {
    await admin.end();
  }
  return urls;
}

const WORKER = process.env['VITEST_POOL_ID'] ?? '0';
let isFirst = true;

/** Of the test file that this worker ran before: PostgreSQL looks after every database there is, all the time. */
async function dropThoseBefore(admin: Client): Promise<void> {
  if (!isFirst) return;
  isFirst = false;
  const { rows } = await admin.query<{ datname: string }>(
    'select datname from pg_database where starts_with(datname, $1)',
    [`test_${WORKER}_`],
  );
  for (const { datname } of rows) await admin.query(`drop database ${datname} with (force)`);
}

/** The same database as a superuser, whom row-level security lets through. */
export function ownerUrlOf(databaseUrl: string): string {
  return withDatabase(inject('adminUrl'), { database: new URL(databaseUrl).pathname.slice(1) });
}

const UNIT = 'unit';

const MIGRATIONS: Readonly<Record<string, readonly URL[]>> = {
  [GATEWAY]: [new URL('../../gateway/migrations/', import.meta.url)],
  ...Object.fromEntries(
    [INMATES_SUBGRAPH, MEASURES_SUBGRAPH, UNIT].map((folder) => [
      folder,
      [new URL(`../../subgraphs/${folder}/migrations/`, import.meta.url), EVERY_SUBGRAPH],
    ]),
  ),
};

function templateOf(kind: string): string {
  return `template_${kind}`;
}

function withDatabase(adminUrl: string, part: { database: string; user?: string }): string {
  const url = new URL(adminUrl);
  url.pathname = `/${part.database}`;
  if (part.user !== undefined) {
    url.username = part.user;
    url.password = PASSWORD;
  }
  return url.toString();
}
