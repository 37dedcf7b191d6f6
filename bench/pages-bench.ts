import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { fillTables } from './million-records.ts';
import { openPlainPages } from './plain-pages.ts';
import type { PlainPages, Position } from './plain-pages.ts';
import { print, printMachine } from './report.ts';
import { timeSideBySide, WARM_UP } from './side-by-side.ts';
import { withStack } from './stack.ts';

const UNIT = 'oslo';
const SIZE = 100;
const LAST_PAGE = 10_000;
const RECORDS = readFileSync(new URL('../schema/operations/records.graphql', import.meta.url), 'utf8');
const WITHOUT_COUNT = RECORDS.replace('totalCount', '');

/** A page of 100 records with their inmates through the gateway, against the same page in plain SQL. */
export async function benchPages({ rows, repeats }: { rows: number; repeats: number }): Promise<void> {
  printMachine();
  print(
    `${SIZE} records and their inmates out of ${rows.toLocaleString('en')}, ${repeats} times each in turn after ${WARM_UP} to warm up, milliseconds`,
  );
  await withStack([UNIT], async (stack) => {
    await fillTables(stack, { unit: UNIT, rows });
    const plain = await openPlainPages(stack, { unit: UNIT, size: SIZE });
    const last = Math.min(LAST_PAGE, rows / SIZE);
    for (const page of [1, last]) {
      const after = page === 1 ? null : await plain.positionBefore(page);
      const ask = (query: string) => askPage(stack.gateway, query, after);
      await comparePage({ name: `page ${page}`, ask: () => ask(WITHOUT_COUNT), plain, after, repeats });
    }
    const counted = async () => (await askPage(stack.gateway, RECORDS, null)).totalCount;
    if ((await counted()) !== (await plain.count())) throw new Error('the counts differ');
    await timeSideBySide({
      name: 'page 1 and the count of all',
      ours: counted,
      theirs: async () => [await plain.read(null), await plain.count()],
      repeats,
    });
    await plain.close();
  });
}

async function comparePage(options: {
  readonly name: string;
  readonly ask: () => Promise<{ readonly ids: readonly string[] }>;
  readonly plain: PlainPages;
  readonly after: Position | null;
  readonly repeats: number;
}): Promise<void> {
  const { ask, plain, after } = options;
  const expected = (await plain.read(after)).map((id) => `${UNIT}:${id}`);
  if (!isDeepStrictEqual((await ask()).ids, expected)) {
    throw new Error(`${options.name}: the gateway gives other records than plain SQL`);
  }
  await timeSideBySide({ ...options, ours: ask, theirs: () => plain.read(after) });
}

type Page = { readonly ids: readonly string[]; readonly totalCount: number | undefined };

async function askPage(gateway: string, query: string, after: Position | null): Promise<Page> {
  // The cursor a client would hold had it walked to here.
  const cursor =
    after === null ? null : Buffer.from(JSON.stringify([after.startedAt, after.id])).toString('base64url');
  const response = await fetch(`${gateway}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { unit: UNIT, first: SIZE, after: cursor } }),
  });
  const text = await response.text();
  const { data, errors } = JSON.parse(text) as {
    data?: { unit: { measures: { nodes: { id: string; inmate: unknown }[]; totalCount?: number } } };
    errors?: unknown;
  };
  const page = data?.unit.measures;
  if (page === undefined || errors !== undefined || page.nodes.some(({ inmate }) => inmate === null)) {
    throw new Error(`the gateway answers ${text.slice(0, 1000)}`);
  }
  return { ids: page.nodes.map(({ id }) => id), totalCount: page.totalCount };
}
