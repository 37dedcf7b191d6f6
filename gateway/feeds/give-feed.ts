import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from '../../schema/problem.ts';
import type { PublicCode } from '../../schema/public-codes.ts';
import { whenGone } from '../../schema/when-gone.ts';
import type { AnswerCache } from '../answers/answer-cache.ts';
import { whoMaySee } from '../answers/who-may-see.ts';
import type { Answering } from '../graphql-api.ts';
import { askFeed } from './ask-feed.ts';
import type { FeedCoverage } from './coverage.ts';
import type { Feed } from './feed.ts';
import { KEEP, statusOf, tellCoverage, tellFile } from './feed-headers.ts';
import type { FeedQuestion } from './feed-question.ts';
import { contentTag, stillStands, watermarkTag } from './feed-tag.ts';
import type { Format } from './formats/format.ts';
import { openRecords } from './read-records.ts';
import { isRecordFeed } from './record-feed.ts';
import type { RecordFeed } from './record-feed.ts';

export type Giving = {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly answer: Answering;
  readonly answers: AnswerCache;
};
type Wanted<Kind> = { readonly feed: Kind; readonly format: Format; readonly asked: FeedQuestion };

/** Gives a feed in a format, or tells that the one its reader has still stands, or why there is none. */
export async function giveFeed(wanted: Wanted<Feed | RecordFeed>, giving: Giving) {
  const { feed, format, asked } = wanted;
  const { request, reply, answers } = giving;
  void reply
    .header('vary', 'authorization, accept-language, samsyn-purpose, accept-encoding')
    .header('content-language', asked.language);
  const question = JSON.stringify([feed.name, format.name, takenIn(wanted), whoMaySee(request)]);
  const broughtBack = request.headers['if-none-match'] ?? '';
  if (await stillStands(question, broughtBack, (subgraphs) => answers.standing(subgraphs)))
    return reply.code(304).header('cache-control', KEEP).send();
  return isRecordFeed(feed)
    ? giveRecords({ ...wanted, feed }, { ...giving, question })
    : giveTable({ ...wanted, feed }, { ...giving, question, broughtBack });
}

async function giveTable(
  { feed, format, asked }: Wanted<Feed>,
  { request, reply, answer, question, broughtBack }: Giving & { question: string; broughtBack: string },
) {
  const answered = await askFeed(feed, asked, {
    asserted: request.asserted,
    answer,
    gone: whenGone(reply),
  });
  if (answered.kind === 'refused') return refuse(reply, answered.code, asked);
  const { table, basis } = answered;
  const { coverage } = table;
  tellCoverage(reply, coverage);
  if (table.rows.length === 0 && coverage?.complete === false) return refuseEmpty(reply, coverage, asked);
  if (coverage?.complete === false) void reply.header('cache-control', 'no-store');
  else {
    const lasting = basis !== null && !basis.open;
    const tag = lasting ? watermarkTag(question, basis.watermarks) : contentTag(question, table);
    void reply.header('cache-control', KEEP).header('etag', tag);
    if (broughtBack.includes(tag)) return reply.code(304).send();
  }
  tellFile(reply, { feed, format, asked });
  return reply.send(await format.write(table, { feed, asked, retrievedAt: new Date() }));
}

async function giveRecords(
  { feed, format, asked }: Wanted<RecordFeed>,
  { request, reply, answer, answers, question }: Giving & { question: string },
) {
  const reader = { asserted: request.asserted, answer, gone: whenGone(reply) };
  const opened = await openRecords({ feed, asked, reader }, answers);
  if (opened.kind === 'refused') return refuse(reply, opened.code, asked);
  const { coverage, watermarks, batches, empty } = opened;
  tellCoverage(reply, coverage);
  if (empty && !coverage.complete) return refuseEmpty(reply, coverage, asked);
  if (coverage.complete && watermarks !== null)
    void reply.header('cache-control', KEEP).header('etag', watermarkTag(question, watermarks));
  else void reply.header('cache-control', 'no-store');
  tellFile(reply, { feed, format, asked });
  const table = { columns: feed.columns(asked), coverage, batches };
  const bytes = format.stream?.(table, { feed, asked, retrievedAt: new Date() }) ?? [];
  return reply.send(Readable.from(bytes, { objectMode: false }));
}

/** What of the question this feed depends on. */
function takenIn({ feed, asked }: Wanted<Feed | RecordFeed>) {
  const { language, dialect, period, units, kinds, by, indicator, asOf, validOn } = asked;
  const given = { ...period, unit: units, kind: kinds, by, indicator, asOf, validOn };
  return [language, dialect, ...feed.parameters.map((parameter) => given[parameter])];
}

function refuse(reply: FastifyReply, code: PublicCode, { language }: FeedQuestion) {
  return sendProblem(reply, { status: statusOf(code), code, language });
}

/** Nothing would tell that the empty table is not the whole truth once it is in a sheet. */
function refuseEmpty(reply: FastifyReply, { missing }: FeedCoverage, { language }: FeedQuestion) {
  const code = (missing[0]?.reason ?? 'UNIT_UNAVAILABLE') as PublicCode;
  return sendProblem(reply, { status: 503, code, language, missing });
}
