import type { z } from 'zod';
import { COVERAGE_FRAGMENT, NOTE_COLUMNS, readCoverage } from './coverage.ts';
import type { coverageAnswer } from './coverage.ts';
import type { Cell, Column, ColumnOf, Feed } from './feed.ts';
import { lastTwelveMonths } from './feed-question.ts';
import type { FeedQuestion } from './feed-question.ts';

/** What the answer to a feed's document holds: the items its rows are made of. */
export type FeedItems<Item> = {
  readonly items: readonly Item[];
  readonly coverage: z.infer<typeof coverageAnswer> | null;
};

export const UNDIVIDED = { allowed: [], most: 0, byDefault: [] };

/** A feed from its document, its columns, and where in the answer its items are. */
export function defineFeed<Item>({
  covered,
  document,
  columns,
  items,
  dividedBy = UNDIVIDED,
  cube = false,
  period = lastTwelveMonths,
  ...described
}: Pick<Feed, 'name' | 'title' | 'description' | 'parameters' | 'variables'> &
  Partial<Pick<Feed, 'dividedBy' | 'cube' | 'period'>> & {
    /** Whether units or registers may be missing; its rows then carry the note on it. */
    readonly covered: boolean;
    readonly document: string;
    readonly columns: (asked: FeedQuestion) => readonly ColumnOf<Item>[];
    readonly items: (data: unknown, asked: FeedQuestion) => FeedItems<Item> | null;
  }): Feed {
  const allColumns = (asked: FeedQuestion): readonly Column[] => [
    ...columns(asked),
    ...(covered ? NOTE_COLUMNS : []),
  ];
  return {
    ...described,
    dividedBy,
    cube,
    period,
    document: covered ? `${document}\n${COVERAGE_FRAGMENT}` : document,
    columns: allColumns,
    read: (data, asked) => {
      const found = items(data, asked);
      if (found === null) return null;
      const coverage = found.coverage === null ? null : readCoverage(found.coverage, asked.language);
      const note: readonly Cell[] =
        coverage === null ? [] : NOTE_COLUMNS.map(({ value }) => value(coverage, asked.language));
      const own = columns(asked);
      return {
        columns: allColumns(asked),
        rows: found.items.map((item) => [...own.map(({ value }) => value(item, asked.language)), ...note]),
        coverage,
      };
    },
  };
}
