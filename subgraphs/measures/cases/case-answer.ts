import type { PublicCode } from '../../../schema/public-codes.ts';
import type { Case } from './case.ts';

/** What became of a step: the case as it is now, and why nothing was done where nothing was. */
export type CaseAnswer = {
  readonly case: Case | null;
  readonly error: { readonly code: PublicCode; readonly since: readonly Case[] } | null;
};

export function refuse(code: PublicCode, found: Case | null): CaseAnswer {
  return { case: found, error: { code, since: [] } };
}
