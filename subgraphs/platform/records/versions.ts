import type { RowOutcome } from '../../../schema/records/delivery.ts';
import type { Sql, Transaction } from '../database.ts';
import { copyRows } from './copy-rows.ts';
import type { VersionTable } from './record-kind.ts';

/** A record on its way in: its id, its content and where it came from. */
export type Candidate = {
  readonly row: number;
  readonly id: string;
  readonly hash: string;
  readonly columns: Readonly<Record<string, unknown>>;
};

/** A version to be written; one that the same delivery changes again is never current. */
type Version = { readonly candidate: Candidate; readonly number: number; superseded: boolean };

const LINEAGE = ['id', 'version', 'recorded_at', 'superseded_at', 'content_hash', 'import_id', 'row_number'];

/** What is new becomes version 1, what changed a further version, what is the same nothing at all. */
export async function writeVersions(
  sql: Transaction,
  options: {
    readonly into: VersionTable;
    readonly candidates: readonly Candidate[];
    readonly recordedAt: string;
    readonly importId: string;
  },
): Promise<RowOutcome[]> {
  const { into, candidates } = options;
  const { table } = into;
  const { outcomes, added } = await compare(sql, { table, candidates });
  const [first] = added;
  if (first === undefined) return outcomes;
  const { recordedAt, importId } = options;
  const replaced = added.filter(({ number }) => number !== 1).map(({ candidate }) => candidate.id);
  if (replaced.length > 0) {
    await sql.query(
      `update ${table} set superseded_at = $2 where superseded_at = 'infinity' and id = any($1::uuid[])`,
      [replaced, recordedAt],
    );
  }
  await copyRows(sql, {
    table,
    columns: [...LINEAGE, ...Object.keys(first.candidate.columns)],
    rows: added.map(({ candidate: { id, hash, row, columns }, number, superseded }) => {
      const until = superseded ? recordedAt : 'infinity';
      return [id, number, recordedAt, until, hash, importId, row, ...Object.values(columns)];
    }),
  });
  await into.keep?.(sql, { ids: added.map(({ candidate }) => candidate.id), recordedAt });
  return outcomes;
}

/** The same without writing: what would happen. */
export async function compareVersions(
  sql: Sql,
  options: { readonly table: string; readonly candidates: readonly Candidate[] },
): Promise<RowOutcome[]> {
  return (await compare(sql, options)).outcomes;
}

async function compare(
  sql: Sql,
  { table, candidates }: { readonly table: string; readonly candidates: readonly Candidate[] },
): Promise<{ readonly outcomes: RowOutcome[]; readonly added: readonly Version[] }> {
  const current = await sql.query<{ id: string; version: number; hash: string }>(
    `select id, version, content_hash as hash from ${table}
      where superseded_at = 'infinity' and id = any($1::uuid[])`,
    [candidates.map(({ id }) => id)],
  );
  const known = new Map(current.map(({ id, version, hash }) => [id, { version, hash }]));
  const newest = new Map<string, Version>();
  const added: Version[] = [];
  const outcomes = candidates.map((candidate): RowOutcome => {
    const { row, id, hash } = candidate;
    const before = known.get(id);
    if (before?.hash === hash) return { row, outcome: 'UNCHANGED', reason: null };
    const number = (before?.version ?? 0) + 1;
    known.set(id, { version: number, hash });
    const last = newest.get(id);
    if (last !== undefined) last.superseded = true;
    const version = { candidate, number, superseded: false };
    newest.set(id, version);
    added.push(version);
    return { row, outcome: before === undefined ? 'NEW' : 'CHANGED', reason: null };
  });
  return { outcomes, added };
}
