import { compare } from '../check.ts';
import type { Check, Difference } from '../check.ts';
import { codesOf } from '../error-codes.ts';
import { listMeasures, measuresQuery } from '../measure-list.ts';
import type { ListQuestion, MeasureNode } from '../measure-list.ts';
import { YEARS } from '../record-set.ts';
import { TEXTS } from '../texts.ts';
import type { UnitClient } from '../unit-client.ts';

/** The list of measures, page by page. */
export const PAGE_CHECKS: readonly Check[] = [
  { code: 'LIST_ORDER', text: TEXTS.LIST_ORDER, run: checkOrder },
  { code: 'PAGES', text: TEXTS.PAGES, run: checkPages },
  { code: 'TOTAL_COUNT', text: TEXTS.TOTAL_COUNT, run: checkTotalCount },
  { code: 'PAGE_ERRORS', text: TEXTS.PAGE_ERRORS, run: checkRefusals },
];

const NUMBER = 25;
const PAGE = 4;

async function checkOrder(unit: UnitClient): Promise<Difference[]> {
  const { nodes, edges } = await listMeasures(unit, { filter: { period: YEARS.clock } });
  const starts = nodes.map(({ startedAt }) => startedAt);
  return [
    ...compare('startedAt', starts.toSorted().toReversed(), starts),
    ...compare(
      'edges',
      nodes.map(({ id }) => id),
      edges.map(({ node }) => node.id),
    ),
  ];
}

/** Many begin at one moment, so that borders of pages fall among equals. */
async function sendMeasures(unit: UnitClient): Promise<readonly string[]> {
  const days = Array.from(
    { length: NUMBER },
    (_, index) => `2005-06-${String(1 + (index % 5)).padStart(2, '0')}`,
  );
  const records = days.map((start, index) =>
    page(unit.key(`page ${index}`), index % 2 === 0 ? start : `${start}T08:00:00Z`),
  );
  await unit.post('measures', records);
  return records.map(({ sourceKey }) => sourceKey);
}

function page(sourceKey: string, start: string) {
  return { sourceKey, kind: 'EXCLUSION', means: 'EXCLUSION', start, end: start };
}

async function checkPages(unit: UnitClient): Promise<Difference[]> {
  const keys = await sendMeasures(unit);
  const differences: Difference[] = [];
  const read: MeasureNode[] = [];
  for (let number = 0, after: string | null = null; number <= NUMBER; number += 1) {
    const { nodes, edges, pageInfo } = await listMeasures(unit, question({ after }));
    read.push(...nodes);
    const more = read.length < NUMBER;
    differences.push(
      ...compare(
        `pageInfo (${number + 1})`,
        {
          hasNextPage: more,
          hasPreviousPage: number > 0,
          startCursor: edges[0]?.cursor ?? null,
          endCursor: edges.at(-1)?.cursor ?? null,
        },
        pageInfo,
      ),
    );
    after = pageInfo.endCursor;
    if (!pageInfo.hasNextPage) break;
    // What arrives before the place the reader has come to, does not move the pages after it.
    if (number === 1) await unit.post('measures', [page(unit.key('page arrived'), '2005-07-01')]);
  }
  const came = read.map(({ sourceKey }) => sourceKey);
  return [...compare('measures', keys.toSorted(), came.toSorted()), ...differences];
}

async function checkTotalCount(unit: UnitClient): Promise<Difference[]> {
  const filter = { period: YEARS.clock };
  const { nodes } = await listMeasures(unit, { filter });
  const first = await listMeasures(unit, { filter, first: PAGE });
  const second = await listMeasures(unit, { filter, first: PAGE, after: first.pageInfo.endCursor });
  return [first, second].flatMap(({ totalCount }) => compare('totalCount', nodes.length, totalCount));
}

async function checkRefusals(unit: UnitClient): Promise<Difference[]> {
  const refused: readonly (readonly [string, ListQuestion])[] = [
    ['CURSOR_INVALID', { after: 'bm90IGEgY3Vyc29y' }],
    ['CURSOR_INVALID', { after: '' }],
    ['PAGE_SIZE_INVALID', { first: 0 }],
    ['PAGE_SIZE_INVALID', { first: -1 }],
    ['PAGE_SIZE_INVALID', { first: 501 }],
  ];
  const found: Difference[] = [];
  for (const [code, asked] of refused) {
    const { query, variables } = unit.entityQuery(
      'Unit',
      { code: unit.code },
      measuresQuery(question(asked)),
    );
    found.push(...compare(JSON.stringify(asked), [code], codesOf(await unit.ask(query, variables))));
  }
  return found;
}

function question(part: ListQuestion): ListQuestion {
  return { first: PAGE, filter: { period: { from: '2005-06-01', to: '2005-07-01' } }, ...part };
}
