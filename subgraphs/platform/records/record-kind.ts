import { hash } from 'node:crypto';
import type { z } from 'zod';
import type { Target } from '../../../schema/records/targets.ts';
import type { Sql } from '../database.ts';

/** A table of versions. */
export type VersionTable = {
  readonly table: string;
  /** Brings what is kept beside the records up to date, in the transaction that wrote or closed versions of `ids`. */
  readonly keep?: (
    sql: Sql,
    written: { readonly ids: readonly string[]; readonly recordedAt: string },
  ) => Promise<void>;
};

/** How the records of one target are laid out in their versioned table. */
export type RecordKind<R> = VersionTable & {
  readonly target: Target;
  readonly schema: z.ZodType<R>;
  /** What identifies the record for good. */
  identify(record: R): string;
  /** Values by column; id, version, hash and lineage are added. */
  columns(record: R): Record<string, unknown>;
  /** The column by which a complete file's period is read; a target without one cannot be complete for a period. */
  readonly dayColumn?: string;
};

/** The id of a record: the same wherever and whenever it comes. */
export function recordId<R>(kind: RecordKind<R>, record: R): string {
  return sha256(`${kind.target}\0${kind.identify(record)}`)
    .slice(0, 32)
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Fields a source does not have do not count, so that a field added later makes no record look changed. */
export function contentHash(record: unknown): string {
  return sha256(JSON.stringify(record).replaceAll(/,"\w+":null/g, ''));
}

export function sha256(text: string): string {
  return hash('sha256', text);
}
