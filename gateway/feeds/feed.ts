import type { Language } from '../../schema/public-codes.ts';
import type { Text } from '../../schema/vocabulary-labels.ts';
import type { FeedCoverage } from './coverage.ts';
import type { FeedQuestion, FeedParameter } from './feed-question.ts';

/**
 * What a column holds. `DATE` is `YYYY-MM-DD` in Oslo, `MOMENT` a time in UTC as RFC 3339 writes it; both are
 * text here and whatever the format has for them on the way out.
 */
export type ColumnType = 'TEXT' | 'INTEGER' | 'NUMBER' | 'DATE' | 'MOMENT' | 'BOOLEAN';
export type Cell = string | number | boolean | null;
export type Row = readonly Cell[];

/** A column as consumers know it: its name is the same in every format and language, and never changes. */
export type Column = {
  readonly name: string;
  readonly type: ColumnType;
  /** Unit of measurement, as `hours`; null where the values have none. */
  readonly unit: string | null;
  readonly title: Text;
  readonly description: Text;
  /** What an empty value of a dimension stands for, where it is other than that nothing is recorded. */
  readonly empty?: Text;
  /** In a cube, whether it divides the figures or is one of them; `LABEL` names what the dimension before it codes. */
  readonly part: 'DIMENSION' | 'LABEL' | 'FIGURE' | 'NOTE';
};

/** A column and how its value is read from an item of the answer. */
export type ColumnOf<Item> = Column & { readonly value: (item: Item, language: Language) => Cell };

/** The flat answer to a feed question. */
export type FeedTable = {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Null where the feed rests on nothing that could be missing. */
  readonly coverage: FeedCoverage | null;
};

/** Values `by` may have, at most so many at once, and those it has by default; none where the feed cannot be divided. */
type DividedBy = {
  readonly allowed: readonly string[];
  readonly most: number;
  readonly byDefault: readonly string[];
};

/** What a feed (datauttrekk) is to whoever asks for it: a table with stable, typed columns. */
export type FeedDescription = {
  readonly name: string;
  readonly title: Text;
  readonly description: Text;
  readonly parameters: readonly FeedParameter[];
  readonly dividedBy: DividedBy;
  /** The period where none is asked for, on this day (`YYYY-MM-DD`). */
  readonly period: (today: string) => { readonly from: string; readonly to: string };
  /** Whether its rows are figures over dimensions, so that it can be had as JSON-stat. */
  readonly cube: boolean;
  readonly columns: (asked: FeedQuestion) => readonly Column[];
};

/**
 * A feed made from one trusted GraphQL document that is asked as its reader. A feed is data; whatever gives
 * figures is the answer to the document.
 */
export type Feed = FeedDescription & {
  readonly document: string;
  readonly variables: (asked: FeedQuestion) => Readonly<Record<string, unknown>>;
  /** Reads the `data` of the answer; null where the root of the answer is null. */
  readonly read: (data: unknown, asked: FeedQuestion) => FeedTable | null;
};
