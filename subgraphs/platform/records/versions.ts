import type { RowOutcome } from '../../../schema/records/delivery.ts';
import type { Sql, Transaction } from '../database.ts';
import { copyLine, copyRows } from './copy-rows.ts';
import type { VersionTable } from './record-kind.ts';

/** A record on its way in: its id, its content and where it came from. */
export type Candidate = {
  readonly row: number;
  readonly id: string;
  readonly hash: string;
  /** The key of its source. */
  readonly key: string;
  /** Its values as a line for COPY, made before the write lock is taken. */
  readonly content: string;
};

/** A version to be written, and the version in the table it replaces; one that the same delivery changes again never holds. */
type Version = {
  readonly candidate: Candidate;
  readonly number: number;
  readonly replaces: number | null;
  holds: boolean;
};

const LINEAGE = ['id', 'version', 'recorded_at', 'superseded_at', 'content_hash', 'import_id', 'row_number'];

/** What is new becomes version 1, what changed a further version, what is the same nothing at all. */
export async function writeVersions(
  sql: Transaction,
  options: {
    readonly into: VersionTable;
    readonly candidates: readonly Candidate[];
    /** The columns the candidates' content is for. */
    readonly columns: readonly string[];
    readonly recordedAt: string;
    readonly importId: string;
  },
): Promise<RowOutcome[]> {
  const { into, candidates, columns } = options;
  const { table } = into;
  const { outcomes, added } = await compare(sql, { table, candidates });
  if (added.length === 0) return outcomes;
  const { recordedAt, importId } = options;
  const replaced = added.flatMap(({ candidate: { id }, replaces }) =>
    replaces === null ? [] : [{ id, version: replaces, holds: false }],
  );
  if (replaced.length > 0) {
    await sql.query(
      `update ${table} as old set superseded_at = $3
         from unnest($1::uuid[], $2::int[]) as replaced(id, version)
        where old.id = replaced.id and old.version = replaced.version`,
      [replaced.map(({ id }) => id), replaced.map(({ version }) => version), recordedAt],
    );
  }
  await copyRows(sql, {
    table,
    columns: [...LINEAGE, ...columns],
    lines: added.values().map(({ candidate: { id, hash, row, content }, number, holds }) => {
      const until = holds ? 'infinity' : recordedAt;
      return `${copyLine([id, number, recordedAt, until, hash, importId, row])}\t${content}`;
    }),
  });
  const holding = added.flatMap(({ candidate: { id }, number, holds }) =>
    holds ? [{ id, version: number, holds }] : [],
  );
  await into.keep?.(sql, { versions: [...holding, ...replaced], recordedAt });
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
  // The newest version of each id, by a search of its own in the primary key. Of a table that is just being
  // filled PostgreSQL knows nothing yet, and left to choose it would read all of it for every delivery.
  const current = await sql.query<{ id: string; version: number; hash: string }>(
    `select given.id, newest.version, newest.hash
       from unnest($1::uuid[]) as given(id)
      cross join lateral (select version, content_hash as hash from ${table}
                           where id = given.id order by version desc limit 1) as newest`,
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
    if (last !== undefined) last.holds = false;
    const replaces = last === undefined ? (before?.version ?? null) : null;
    const version = { candidate, number, replaces, holds: true };
    newest.set(id, version);
    added.push(version);
    return { row, outcome: before === undefined ? 'NEW' : 'CHANGED', reason: null };
  });
  return { outcomes, added };
}
