import type { Column, FeedDescription, FeedTable, Row } from '../feed.ts';
import type { FeedQuestion } from '../feed-question.ts';
import type { FeedCoverage } from '../coverage.ts';

/** What a file says of itself besides its rows. */
export type Told = {
  readonly feed: FeedDescription;
  readonly asked: FeedQuestion;
  /** When the answer was given. */
  readonly retrievedAt: Date;
};

/** Rows that come a batch at a time and are never all held. */
type FlowingTable = {
  readonly columns: readonly Column[];
  readonly coverage: FeedCoverage | null;
  readonly batches: AsyncIterable<readonly Row[]>;
};

export type Format = {
  /** As at the end of the address. */
  readonly name: string;
  readonly mediaType: string;
  /** Whether a feed comes in it. */
  readonly offers: (feed: FeedDescription) => boolean;
  readonly write: (table: FeedTable, told: Told) => string | Buffer | Promise<Buffer>;
  /** The same for rows that flow; null where the format needs them all at once. */
  readonly stream: ((table: FlowingTable, told: Told) => AsyncIterable<string | Uint8Array>) | null;
};
