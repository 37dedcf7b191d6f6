import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Database, Sql } from '../../database/database.ts';
import { assertion } from '../../schema/access/assertion.ts';
import type { Assertion } from '../../schema/access/assertion.ts';
import { exportRequest } from '../../schema/exports/request.ts';
import type { ExportRequest } from '../../schema/exports/request.ts';

/** Exports in the gateway's database: what was asked for, and how far it has come. */
const STATUSES = ['WAITING', 'RUNNING', 'READY', 'FAILED', 'CANCELLED', 'EXPIRED'] as const;
const UNIT_STATUSES = ['WAITING', 'READING', 'READ', 'MISSING'] as const;

const exportUnit = z.object({
  unit: z.string(),
  status: z.enum(UNIT_STATUSES),
  partsRead: z.int(),
  rows: z.int(),
  failure: z.string().nullable(),
  failingSince: z.string().nullable(),
});
export type ExportUnit = z.infer<typeof exportUnit>;

const exportJob = z.object({
  id: z.string(),
  requestedAt: z.string(),
  asOf: z.string(),
  asserted: assertion,
  request: exportRequest,
  status: z.enum(STATUSES),
  complete: z.boolean().nullable(),
  bytes: z.int().nullable(),
  expiresAt: z.string().nullable(),
  units: z.array(exportUnit),
});
export type ExportJob = z.infer<typeof exportJob>;

/** Long enough for a process that is merely slow; so long nobody goes on with the work of one that was killed. */
const LEASE = '15 seconds';
const AT_ONCE = 3;

const SELECT = `
  select id, requested_at as "requestedAt", as_of as "asOf", asserted, request, complete, bytes,
         case when status = 'READY' and expires_at < now() then 'EXPIRED' else status end as status,
         expires_at as "expiresAt",
         (select coalesce(json_agg(json_build_object('unit', unit, 'status', status, 'partsRead', parts_read, 'rows', rows,
                   'failure', failure, 'failingSince', failing_since) order by unit), '[]')
            from export_unit where job_id = job.id) as units
    from export_job as job`;

export async function readJob(sql: Sql, id: string): Promise<ExportJob | null> {
  if (!z.uuid().safeParse(id).success) return null;
  const [row] = await sql.query(`${SELECT} where id = $1`, [id]);
  return row === undefined ? null : exportJob.parse(row);
}

/** Null where this requester already has as many exports on their way as one may have. */
export async function addJob(
  database: Database,
  given: { readonly asserted: Assertion; readonly request: ExportRequest },
): Promise<ExportJob | null> {
  const id = randomUUID();
  const [{ issuer, subject } = { issuer: '', subject: '' }] = given.asserted.viewers;
  const added = await database.transaction(async (sql) => {
    await sql.query(`select pg_advisory_xact_lock(hashtext('samsyn exports'))`);
    const rows = await sql.query(
      `insert into export_job (id, requested_at, as_of, asserted, request, status)
       select $1, date_trunc('milliseconds', now()), coalesce($2, date_trunc('milliseconds', now())), $3, $4, 'WAITING'
        where (select count(*) from export_job
                where status in ('WAITING', 'RUNNING')
                  and asserted->'viewers'->0->>'issuer' = $5 and asserted->'viewers'->0->>'subject' = $6) < $7
       returning id`,
      [
        id,
        given.request.asOf,
        JSON.stringify(given.asserted),
        JSON.stringify(given.request),
        issuer,
        subject,
        AT_ONCE,
      ],
    );
    if (rows.length === 0) return false;
    const units = given.request.edition === 'FULL' ? given.request.units : [];
    await sql.query(
      `insert into export_unit (job_id, unit, status) select $1, unit, 'WAITING' from unnest($2::text[]) as unit`,
      [id, units],
    );
    return true;
  });
  return added ? readJob(database, id) : null;
}

/** A job to work on, for whoever holds the lease; null when there is none. */
export async function claimJob(database: Database, lease: string): Promise<ExportJob | null> {
  const [row] = await database.query<{ id: string }>(
    `update export_job set status = 'RUNNING', lease = $1, leased_until = now() + interval '${LEASE}'
      where id = (select id from export_job
                   where status in ('WAITING', 'RUNNING') and (leased_until is null or leased_until < now())
                   order by requested_at limit 1 for update skip locked)
      returning id`,
    [lease],
  );
  return row === undefined ? null : readJob(database, row.id);
}

/** False when the job is no longer this lease's: cancelled, or gone on with by somebody else. */
export async function renewLease(database: Database, id: string, lease: string): Promise<boolean> {
  const rows = await database.query(
    `update export_job set leased_until = now() + interval '${LEASE}'
      where id = $1 and lease = $2 and status = 'RUNNING' returning id`,
    [id, lease],
  );
  return rows.length > 0;
}

/** Lets others go on at once. */
export async function giveBack(database: Database, id: string, lease: string): Promise<void> {
  await database.query('update export_job set leased_until = null where id = $1 and lease = $2', [id, lease]);
}

export async function noteUnit(
  database: Database,
  id: string,
  { unit, status, partsRead, rows, failure, failingSince }: ExportUnit,
): Promise<void> {
  await database.query(
    `update export_unit set status = $3, parts_read = $4, rows = $5, failure = $6, failing_since = $7
      where job_id = $1 and unit = $2`,
    [id, unit, status, partsRead, rows, failure, failingSince],
  );
}

export type Ending =
  | {
      readonly status: 'READY';
      readonly complete: boolean;
      readonly bytes: number;
      readonly keepHours: number;
    }
  | { readonly status: 'FAILED' };

/** False when the job is no longer this lease's. */
export async function endJob(
  database: Database,
  { id, lease }: { readonly id: string; readonly lease: string },
  ending: Ending,
): Promise<boolean> {
  const { complete, bytes, keepHours } =
    ending.status === 'READY' ? ending : { complete: null, bytes: null, keepHours: null };
  const rows = await database.query(
    `update export_job set status = $3, complete = $4, bytes = $5, ended_at = now(),
            expires_at = date_trunc('milliseconds', now() + $6::float8 * interval '1 hour')
      where id = $1 and lease = $2 and status = 'RUNNING' returning id`,
    [id, lease, ending.status, complete, bytes, keepHours],
  );
  return rows.length > 0;
}

export async function cancelJob(database: Database, id: string): Promise<void> {
  await database.query(
    `update export_job set status = 'CANCELLED', ended_at = now()
      where id = $1 and status in ('WAITING', 'RUNNING', 'READY')`,
    [id],
  );
}

/** Those whose time is up become EXPIRED. */
export async function expireJobs(database: Database): Promise<void> {
  await database.query(
    `update export_job set status = 'EXPIRED' where status = 'READY' and expires_at < now()`,
  );
}

/**
 * Ends every export there is, finished or not, and tells how many: each may hold what is to be erased, and whoever
 * asked for it can ask again. With `check` it tells and changes nothing.
 */
export async function withdrawExports(
  database: Database,
  { check }: { readonly check: boolean },
): Promise<number> {
  const ids = await database.query(
    check
      ? `select id from export_job where status in ('WAITING', 'RUNNING', 'READY')`
      : `update export_job set status = 'CANCELLED', ended_at = now()
          where status in ('WAITING', 'RUNNING', 'READY') returning id`,
  );
  return ids.length;
}

/** Of these jobs, those whose files are still wanted. */
export async function wantedJobs(database: Database, ids: readonly string[]): Promise<string[]> {
  const rows = await database.query<{ id: string }>(
    `select id from export_job where id = any($1::uuid[]) and status in ('WAITING', 'RUNNING', 'READY')`,
    [ids],
  );
  return rows.map(({ id }) => id);
}
