import { z } from 'zod';

/**
 * What travels so that isolation can be added up over units: of persons whom the register knows in two or more
 * units, and of nobody else, when they were isolated and what was decided. No text, no source key.
 */
const moment = z.iso.datetime();

/** A page of `GET /transferred?after=PSEUDONYM&first=N` at the register, in order of pseudonym. */
export const transferredPage = z.strictObject({
  persons: z.array(
    z.strictObject({
      pseudonym: z.string(),
      /** Where the person has been, each once. */
      units: z.array(z.string()).min(2),
      /** Stays that begin in one unit while another in some other unit goes on. */
      twice: z.array(
        z.strictObject({
          /** The register's id of the later stay. */
          record: z.guid(),
          unit: z.string(),
          facility: z.string().nullable(),
          arrivedOn: z.iso.date(),
        }),
      ),
    }),
  ),
  more: z.boolean(),
});
export type TransferredPage = z.infer<typeof transferredPage>;

const LARGEST_PAGE = 5000;
export const transferredQuestion = z.object({
  after: z.string().max(200).default(''),
  first: z.coerce.number().int().min(1).max(LARGEST_PAGE).default(LARGEST_PAGE),
});

/** `POST /isolations` at a unit. */
export const isolationsQuestion = z.strictObject({ persons: z.array(z.string()).max(LARGEST_PAGE) });

const isolation = z.strictObject({
  person: z.string(),
  record: z.guid(),
  facility: z.string().nullable(),
  kind: z.string(),
  means: z.string(),
  extent: z.string().nullable(),
  legalBasis: z.string().nullable(),
  startedOn: z.iso.date(),
  /** Milliseconds; of a source with days only, the last second of the day. */
  startedAt: z.number(),
  /** Of a source with days only, so many times 24 hours later. Null: goes on. */
  endedAt: z.number().nullable(),
  byDay: z.boolean(),
  /** Decisions of higher levels and reports upward about it. */
  happened: z.array(z.strictObject({ event: z.string(), level: z.string(), at: z.number() })),
});

/** Its answer. */
export const isolationsAnswer = z.strictObject({
  isolations: z.array(isolation),
  /** Up to when measures that go on are known to go on. */
  through: moment,
});
export type GatheredIsolation = z.infer<typeof isolation>;
