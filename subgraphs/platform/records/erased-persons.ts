import type { Sql } from '../database.ts';
import { sha256 } from './record-kind.ts';

/** Tombstones by the hash of the pseudonym they stand for. */
export type ErasedPersons = ReadonlyMap<string, string>;

export async function readErased(sql: Sql): Promise<ErasedPersons> {
  const rows = await sql.query<{ hash: string; tombstone: string }>(
    'select person_hash as hash, tombstone from erased_person',
  );
  return new Map(rows.map(({ hash, tombstone }) => [hash, tombstone]));
}

export async function tombstoneOf(sql: Sql, person: string): Promise<string | null> {
  return (await readErased(sql)).get(sha256(person)) ?? null;
}

const WRITTEN_ABOUT = ['justification', 'circumstances', 'injuries'];

/** The values of a record as they are kept: one of an erased person goes under the tombstone, without what was written. */
export function underTombstone(
  values: Record<string, unknown>,
  erased: ErasedPersons,
): Record<string, unknown> {
  const name = 'person' in values ? 'person' : 'pseudonym';
  const person = values[name];
  const tombstone = typeof person === 'string' && erased.size > 0 ? erased.get(sha256(person)) : undefined;
  if (tombstone === undefined) return values;
  // Its own words: the same again would be found as copied.
  const gone = `(slettet ${String(values['source_key'])})`;
  const silent = WRITTEN_ABOUT.flatMap((column) => (values[column] == null ? [] : [[column, gone]]));
  return { ...values, ...Object.fromEntries(silent), [name]: tombstone };
}
