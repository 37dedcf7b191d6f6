import { setTimeout as pause } from 'node:timers/promises';
import type { PublicCode } from '../../schema/public-codes.ts';
import type { AnswerCache } from '../answers/answer-cache.ts';
import { askDocument } from './ask-feed.ts';
import type { Reader, Refused } from './ask-feed.ts';
import { missingOne, NOTE_COLUMNS } from './coverage.ts';
import type { FeedCoverage } from './coverage.ts';
import type { Cell, Row } from './feed.ts';
import type { FeedQuestion } from './feed-question.ts';
import type { RecordFeed, RecordPage } from './record-feed.ts';

export type RecordsAnswer =
  | {
      readonly kind: 'records';
      readonly coverage: FeedCoverage;
      readonly empty: boolean;
      /** Of every part, read before its records; null where they do not tell of all that is in the feed. */
      readonly watermarks: ReadonlyMap<string, string> | null;
      readonly batches: AsyncIterable<readonly Row[]>;
    }
  | Refused;

/** A part with its first page, as known at one moment throughout. */
type Opened = {
  readonly part: string;
  readonly asOf: string | null;
  readonly watermark: string | null;
  readonly page: RecordPage;
};
type Shut = { readonly part: string; readonly code: PublicCode };
type Reading = {
  readonly feed: RecordFeed;
  readonly asked: FeedQuestion;
  readonly reader: Reader;
};

/** A part that is down may be back; whoever has begun to read must not get less in silence. */
const PAUSES_MS = [500, 1000, 2000, 4000];

/** A page could not be had, though the rows before it are out. */
class RecordsBroken extends Error {}

/**
 * Opens every part, so that who is missing is known before the first row goes out; the rest is read page by page
 * while it is sent. A part lost on the way breaks the feed off, and the receiver's connection with it.
 */
export async function openRecords(reading: Reading, answers: AnswerCache): Promise<RecordsAnswer> {
  const { feed, asked } = reading;
  const parts = await Promise.all(feed.parts(asked).map((part) => openPart(part, reading, answers)));
  const shut = parts.filter((part): part is Shut => 'code' in part);
  const refused = shut.find(({ code }) => !/^UNIT_(?:UNAVAILABLE|TIMEOUT|INVALID_ANSWER)$/.test(code));
  if (refused !== undefined) return { kind: 'refused', code: refused.code };
  const opened = parts.filter((part): part is Opened => !('code' in part));
  const coverage = opened[0]?.page.coverage ?? {
    complete: shut.length === 0,
    missing: shut.map(({ part, code }) => missingOne(part, code, asked.language)),
    answered: [],
    ruleSets: [],
  };
  const note = NOTE_COLUMNS.map(({ value }) => value(coverage, asked.language));
  return {
    kind: 'records',
    coverage,
    empty: opened.every(({ page }) => page.rows.length === 0),
    watermarks: watermarksOf(opened),
    batches: flow(opened, { reading, note }),
  };
}

async function openPart(part: string, reading: Reading, answers: AnswerCache): Promise<Opened | Shut> {
  const { feed, asked } = reading;
  // The unit's own clock says which moment its watermark stands for.
  const told = feed.atOneMoment ? await answers.askNow(part) : null;
  const asOf = feed.atOneMoment ? (asked.asOf ?? told?.moment ?? new Date().toISOString()) : null;
  for (const wait of [...PAUSES_MS, null]) {
    const page = await askPage({ part, asOf, after: null }, reading);
    if (!('kind' in page)) {
      const watermark = told?.moment == null ? null : told.watermark;
      return { part, asOf, watermark, page };
    }
    // A clock that is behind gets there; a moment the reader chose is the reader's.
    if (page.code !== 'AS_OF_NOT_REACHED' || asked.asOf !== null || wait === null)
      return { part, code: page.code };
    await pause(wait);
  }
  throw new Error('unreachable');
}

async function askPage(
  page: { readonly part: string; readonly asOf: string | null; readonly after: string | null },
  { feed, asked, reader }: Reading,
): Promise<RecordPage | Refused> {
  const answered = await askDocument(
    { query: feed.document, variables: feed.variables(asked, page), language: asked.language },
    reader,
  );
  if (answered.kind === 'refused') return answered;
  return feed.read(answered.data, asked) ?? { kind: 'refused', code: 'MEASURES_UNAVAILABLE' };
}

async function* flow(
  opened: readonly Opened[],
  { reading, note }: { readonly reading: Reading; readonly note: readonly Cell[] },
): AsyncGenerator<readonly Row[]> {
  for (const part of opened) {
    for (let page: RecordPage | null = part.page; page !== null;) {
      // The next page is on its way while this one is sent.
      const coming: Promise<RecordPage> | null =
        page.next === null ? null : nextPage({ ...part, after: page.next }, reading);
      coming?.catch(() => undefined);
      reading.reader.look.shows(page.rows.length);
      yield page.rows.map((row) => [...row, ...note]);
      page = coming === null ? null : await coming;
    }
  }
}

async function nextPage(
  { part, asOf, after }: { readonly part: string; readonly asOf: string | null; readonly after: string },
  reading: Reading,
): Promise<RecordPage> {
  for (const wait of [...PAUSES_MS, null]) {
    const page = await askPage({ part, asOf, after }, reading);
    if (!('kind' in page)) return page;
    if (wait === null) throw new RecordsBroken(`${part} could not be read to its end: ${page.code}`);
    await pause(wait);
  }
  throw new Error('unreachable');
}

function watermarksOf(opened: readonly Opened[]): ReadonlyMap<string, string> | null {
  const told = opened.flatMap(({ part, watermark }) =>
    watermark === null ? [] : [[part, watermark] as const],
  );
  return told.length === opened.length && told.length > 0 ? new Map(told) : null;
}
