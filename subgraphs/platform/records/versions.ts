import type { RowOutcome } from '../../../schema/records/delivery.ts';
import type { Sql, Transaction } from '../database.ts';
import { copyRows } from './copy-rows.ts';

/** A record on its way in: its id, its content and where it came from. */
export type Candidate = {
  readonly row: number;
  readonly id: string;
  readonly hash: string;
  readonly columns: Readonly<Record<string, unknown>>;
};

type Written = { readonly outcomes: RowOutcome[]; readonly added: Record<string, unknown>[] };

/** What is new becomes version 1, what changed a further version, what is the same nothing at all. */
export async function writeVersions(
  sql: Transaction,
  options: {
    readonly table: string;
    readonly candidates: readonly Candidate[];
    readonly recordedAt: string;
    readonly importId: string;
  },
): Promise<RowOutcome[]> {
  const { outcomes, added } = await compare(sql, options);
  if (added.length === 0) return outcomes;
  const replaced = added.filter(({ version }) => version !== 1).map(({ id }) => id);
  if (replaced.length > 0) {
    await sql.query(
      `update ${options.table} set superseded_at = $2 where superseded_at = 'infinity' and id = any($1::uuid[])`,
      [replaced, options.recordedAt],
    );
  }
  await copyRows(sql, options.table, added);
  return outcomes;
}

/** The same without writing: what would happen. */
export async function compareVersions(
  sql: Sql,
  options: { readonly table: string; readonly candidates: readonly Candidate[] },
): Promise<RowOutcome[]> {
  return (await compare(sql, { ...options, recordedAt: '', importId: '' })).outcomes;
}

async function compare(
  sql: Sql,
  {
    table,
    candidates,
    recordedAt,
    importId,
  }: { table: string; candidates: readonly Candidate[]; recordedAt: string; importId: string },
): Promise<Written> {
  const current = await sql.query<{ id: string; version: number; hash: string }>(
    `select id, version, content_hash as hash from ${table}
      where superseded_at = 'infinity' and id = any($1::uuid[])`,
    [candidates.map(({ id }) => id)],
  );
  const known = new Map(current.map(({ id, version, hash }) => [id, { version, hash }]));
  const newest = new Map<string, Record<string, unknown>>();
  const added: Record<string, unknown>[] = [];
  const outcomes = candidates.map(({ row, id, hash, columns }): RowOutcome => {
    const before = known.get(id);
    if (before?.hash === hash) return { row, outcome: 'UNCHANGED', reason: null };
    const version = (before?.version ?? 0) + 1;
    known.set(id, { version, hash });
    const last = newest.get(id);
    if (last !== undefined) last['superseded_at'] = recordedAt;
    const lineage = { content_hash: hash, import_id: importId, row_number: row };
    const written = {
      id,
      version,
      recorded_at: recordedAt,
      superseded_at: 'infinity',
      ...lineage,
      ...columns,
    };
    newest.set(id, written);
    added.push(written);
    return { row, outcome: before === undefined ? 'NEW' : 'CHANGED', reason: null };
  });
  return { outcomes, added };
}
