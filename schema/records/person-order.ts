import { z } from 'zod';
import { pseudonym, textUpTo } from './fields.ts';

/**
 * What can be ordered about a person (the regulation on personal data § 6): erasing (sletting); blocking (sperring),
 * under which the records are kept and counted and shown to nobody; and lifting the block.
 */
export const PERSON_STEPS = ['erase', 'block', 'unblock'] as const;
export type PersonStep = (typeof PERSON_STEPS)[number];

/** An order, as the right role asks the gateway for it: `POST /persons/{step}`. */
export const orderRequest = z.strictObject({
  person: pseudonym,
  /** Why, as it is noted beside the tombstone or the block. */
  reason: textUpTo(300).trim().min(3),
  /** Tells what it would be about, and changes nothing. */
  check: z.boolean().default(false),
});

/** The same as the gateway hands it to each subgraph; the tombstone is the register's, for all of them. */
export const ownerOrder = orderRequest.extend({ tombstone: pseudonym.nullable() });
export type OwnerOrder = z.infer<typeof ownerOrder>;

/** Records and rows that are the person's, by what they are. */
export const countsByKind = z.record(z.string(), z.int());
export const orderDone = z.object({ tombstone: pseudonym, counts: countsByKind });

/** What came of it at each subgraph; one that has not done it has a code, and the gateway tries it again. */
export const orderAnswer = z.object({
  complete: z.boolean(),
  owners: z.array(
    z.object({ owner: z.string(), counts: countsByKind.nullable(), code: z.string().nullable() }),
  ),
});
export type OrderAnswer = z.infer<typeof orderAnswer>;
