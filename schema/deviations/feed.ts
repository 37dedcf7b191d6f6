import { z } from 'zod';

/** One deviation (avvik) as its unit tells of it: references only, never a text or a person of the record. */
export const deviationNotice = z.strictObject({
  /** Position in the unit's feed; a deviation comes again, later in the feed, when something about it changed. */
  sequence: z.int().positive(),
  /** `rule:record:occurrence`; survives re-judging and corrections. */
  id: z.string(),
  rule: z.string(),
  /** The unit's id of the record (no source key, no person, no text). */
  record: z.guid(),
  target: z.enum(['measures', 'regime-days', 'unit']),
  occurrence: z.int().positive(),
  ruleSet: z.string(),
  facility: z.string().nullable(),
  kind: z.string().nullable(),
  means: z.string().nullable(),
  /** Day the measure began, in Oslo. */
  startedOn: z.iso.date(),
  dueAt: z.iso.datetime(),
  /** When it was met after all; null while it is not. */
  metAt: z.iso.datetime().nullable(),
  /** BROKEN: due and not met in time. GONE: a correction or re-judging removed the cause. */
  state: z.enum(['BROKEN', 'GONE']),
  /** When the unit first judged it so. */
  seenAt: z.iso.datetime(),
});
export type DeviationNotice = z.infer<typeof deviationNotice>;

/** A page of `GET /deviations?after=CURSOR&first=N` at a unit, in order of sequence. */
export const deviationFeed = z.strictObject({
  notices: z.array(deviationNotice),
  /** Where to go on; equal to `after` when nothing followed. */
  next: z.int().nonnegative(),
  /** True when more notices are ready. */
  more: z.boolean(),
  judgedAt: z.iso.datetime(),
  /**
   * By kind of record, up to when all the unit's sources declared to have brought it in; null or absent where one has
   * not. What follows a measure is complete where every source of measures has declared it.
   */
  declared: z.record(z.string(), z.iso.datetime().nullable()),
});
export type DeviationFeed = z.infer<typeof deviationFeed>;

const LARGEST_FEED_PAGE = 1000;

export const feedQuestion = z.object({
  after: z.coerce.number().int().nonnegative().default(0),
  first: z.coerce.number().int().min(1).max(LARGEST_FEED_PAGE).default(LARGEST_FEED_PAGE),
});
