import { randomUUID } from 'node:crypto';
import type { Assertion, AssertionSigner } from '../../schema/access/assertion.ts';
import { refusalOf } from '../../schema/access/permits.ts';
import type { KeyConflicts } from '../../schema/records/source-keys.ts';
import type { Target } from '../../schema/records/targets.ts';
import { conflictsSeenBy, findKeyConflicts } from './key-conflicts.ts';
import { vouchFor } from './owner-requests.ts';
import type { Vouch } from './owner-requests.ts';

/** Where the subgraphs are, and how the gateway vouches to them for who asks. */
export type Subgraphs = {
  readonly urls: Readonly<Record<string, string>>;
  readonly sign: AssertionSigner;
};

/** One import: what comes in, from where, and what the caller may do and see. */
export type ImportJob = {
  readonly id: string;
  readonly target: Target;
  readonly source: string;
  readonly file: string;
  readonly check: boolean;
  readonly complete: boolean;
  readonly urls: Readonly<Record<string, string>>;
  readonly vouch: Vouch;
  /** Keys the source has at several units, as far as the caller may see them. */
  readonly findConflicts: () => Promise<Pick<KeyConflicts, 'conflicts'>>;
  /** Whether the caller may bring in records of this unit. */
  readonly mayBringIn: (unit: string) => boolean;
};

export function jobOf(
  what: Pick<ImportJob, 'target' | 'source' | 'file' | 'check' | 'complete'>,
  { subgraphs, asserted }: { readonly subgraphs: Subgraphs; readonly asserted: Assertion },
): ImportJob {
  return {
    ...what,
    id: randomUUID(),
    urls: subgraphs.urls,
    vouch: vouchFor(subgraphs.sign, asserted),
    mayBringIn: (unit) => refusalOf(asserted, 'IMPORT', unit) === null,
    findConflicts: async () => {
      const { conflicts } = await findKeyConflicts(subgraphs, what);
      return { conflicts: conflicts.filter(conflictsSeenBy(asserted) ?? (() => false)) };
    },
  };
}
