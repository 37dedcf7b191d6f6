import type { Feed, FeedTable } from '../feed.ts';
import type { FeedQuestion } from '../feed-question.ts';

/** What a file says of itself besides its rows. */
export type Told = {
  readonly feed: Feed;
  readonly asked: FeedQuestion;
  /** When the answer was given. */
  readonly retrievedAt: Date;
};

export type Format = {
  /** As at the end of the address. */
  readonly name: string;
  readonly mediaType: string;
  /** Whether a feed comes in it. */
  readonly offers: (feed: Feed) => boolean;
  readonly write: (table: FeedTable, told: Told) => string | Buffer | Promise<Buffer>;
};
