import { z } from 'zod';

/**
 * What an import asks of the register (`POST /pseudonyms`): the pseudonym of each identifier, and of some of them
 * whether the person was a minor on a day, so that a flag can be held against the register's birth date. The
 * birth date itself stays there.
 */
export const pseudonymQuestion = z.strictObject({
  identifiers: z.array(z.string().min(1).max(100)).max(5000),
  /** Each the place of an identifier in the list, and a day. */
  minorOn: z
    .array(z.tuple([z.int().nonnegative(), z.iso.date()]))
    .max(5000)
    .default([]),
});
export type PseudonymQuestion = z.infer<typeof pseudonymQuestion>;

export const pseudonymAnswer = z.strictObject({
  /** In the order of the identifiers. */
  pseudonyms: z.array(z.string()),
  /** In the order of `minorOn`; null where the register has no birth date. */
  minors: z.array(z.boolean().nullable()),
});
export type PseudonymAnswer = z.infer<typeof pseudonymAnswer>;
