import { z } from 'zod';
import { pseudonym, textUpTo } from './fields.ts';

/** Erasing a person (sletting, the regulation on personal data § 6), as the right role asks the gateway for it. */
export const erasureRequest = z.strictObject({
  person: pseudonym,
  /** Why, as it is noted beside the tombstone. */
  reason: textUpTo(300).trim().min(3),
  /** Tells what would be erased, and changes nothing. */
  check: z.boolean().default(false),
});

/** The same as the gateway hands it to each subgraph; the register gives the tombstone, and is asked without one. */
export const erasure = erasureRequest.extend({ tombstone: pseudonym.nullable() });
export type Erasure = z.infer<typeof erasure>;

/** Versions and rows that were the person's, by what they are. */
export const erasedCounts = z.record(z.string(), z.int());
export const erasureDone = z.object({ tombstone: pseudonym, erased: erasedCounts });

/** What came of it at each subgraph; one that did not answer has its code, and the same request is to be made again. */
export const erasureAnswer = z.object({
  complete: z.boolean(),
  owners: z.array(
    z.object({ owner: z.string(), erased: erasedCounts.nullable(), code: z.string().nullable() }),
  ),
});
export type ErasureAnswer = z.infer<typeof erasureAnswer>;
