import type { Feed, FeedDescription, Row } from './feed.ts';
import type { FeedCoverage } from './coverage.ts';
import type { FeedQuestion } from './feed-question.ts';

/** One page of records, and where the next one begins; null after the last. */
export type RecordPage = {
  readonly rows: readonly Row[];
  readonly next: string | null;
  /** What the pages of this part rest on, where the answer tells. */
  readonly coverage: FeedCoverage | null;
};

/**
 * A feed of single records: read part by part and page by page over a keyset, and never held whole. Its parts are
 * the units that have the records, or `measures` for what the directorate keeps.
 */
export type RecordFeed = FeedDescription & {
  /**
   * Whether a part is read as known at one moment, so that each record is there once however long the reading
   * takes, and its watermark tells whether anything has changed.
   */
  readonly atOneMoment: boolean;
  readonly parts: (asked: FeedQuestion) => readonly string[];
  readonly document: string;
  readonly variables: (
    asked: FeedQuestion,
    page: { readonly part: string; readonly asOf: string | null; readonly after: string | null },
  ) => Readonly<Record<string, unknown>>;
  /** Reads the `data` of one answer; null where its root is null. */
  readonly read: (data: unknown, asked: FeedQuestion) => RecordPage | null;
};

export function isRecordFeed(feed: Feed | RecordFeed): feed is RecordFeed {
  return 'parts' in feed;
}
