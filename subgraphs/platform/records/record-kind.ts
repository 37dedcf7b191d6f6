import { hash } from 'node:crypto';
import type { z } from 'zod';
import type { Target } from '../../../schema/records/targets.ts';
import type { Transaction } from '../database.ts';

/** A table of versions. */
export type VersionTable = {
  readonly table: string;
  /** Brings what is kept beside the records up to date, in the transaction that wrote them. */
  readonly keep?: (sql: Transaction, written: Written) => Promise<void>;
};

/** What a transaction wrote: the versions that now hold, and those they replaced. */
export type Written = {
  readonly versions: readonly { readonly id: string; readonly version: number; readonly holds: boolean }[];
  readonly recordedAt: string;
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
  const digits = sha256(`${kind.target}\0${kind.identify(record)}`);
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20, 32)}`;
}

/** Fields a source does not have do not count, so that a field added later makes no record look changed. */
export function contentHash(record: unknown): string {
  return sha256(JSON.stringify(record).replaceAll(/,"\w+":null/g, ''));
}

export function sha256(text: string): string {
  return hash('sha256', text);
}
