import { z } from 'zod';

const atMost = (preset: number, description: string) =>
  z.int().positive().default(preset).describe(description);

/** What one request may ask for and get, and one caller; `LIMITS` names those that differ from these. */
export const limits = z.strictObject({
  tokens: atMost(2000, 'Words and signs of the query'),
  depth: atMost(12, 'Fields within one another'),
  fields: atMost(400, 'Fields selected, each time they are named, those of fragments included'),
  aliases: atMost(50, 'Fields under another name'),
  rootFields: atMost(20, 'Questions in one request: fields at the root'),
  directives: atMost(3, 'Directives on one field or fragment'),
  cost: atMost(
    200_000,
    'Values the answer may hold: a list counts as its `first` (50 where none is given), the units as they are, other lists as 5',
  ),
  requestsIn10Seconds: atMost(200, 'Requests of one caller in ten seconds, whatever they ask'),
  atOnce: atMost(16, 'Requests of one caller at once'),
  answerBytes: atMost(32 * 1024 * 1024, 'Bytes of an answer, also of one subgraph’s'),
});
export type Limits = z.infer<typeof limits>;

/** Bytes of a GraphQL request; every route has its own. */
export const LARGEST_REQUEST = 256 * 1024;
export const LARGEST_PAGE = 500;
