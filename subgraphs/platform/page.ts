import { z } from 'zod';
import type { Row } from './database.ts';
import { ClientError } from './client-error.ts';

/** A page of a list read by keyset, newest first (Relay connection). */
export type Page<Node> = {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
  readonly nodes: readonly Node[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
};
export type PageArguments = { readonly first?: number; readonly after?: string | null };

/** Where a page begins: after the row with this moment or day, and id. */
type Position = readonly [moment: string, id: string];

const LARGEST_PAGE = 500;
const position = z.tuple([
  z.union([z.iso.datetime(), z.iso.date()]),
  z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
]);

export function readPosition({ first = 50, after }: PageArguments): {
  readonly first: number;
  readonly position: Position | null;
} {
  if (first < 1 || first > LARGEST_PAGE) throw new ClientError('PAGE_SIZE_INVALID');
  if (after == null) return { first, position: null };
  try {
    return { first, position: position.parse(JSON.parse(Buffer.from(after, 'base64url').toString('utf8'))) };
  } catch {
    throw new ClientError('CURSOR_INVALID');
  }
}

/** The page of `rows`, of which one more than `first` was read to see whether another page follows. */
export function pageOf<Node>(
  rows: readonly Row[],
  options: {
    readonly first: number;
    readonly position: Position | null;
    readonly orderedBy: string;
    readonly nodeOf: (row: Row) => Node;
  },
): Page<Node> {
  const edges = rows.slice(0, options.first).map((row) => ({
    cursor: Buffer.from(JSON.stringify([row[options.orderedBy], row['id']])).toString('base64url'),
    node: options.nodeOf(row),
  }));
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: rows.length > options.first,
      hasPreviousPage: options.position !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
