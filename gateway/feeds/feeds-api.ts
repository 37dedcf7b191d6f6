import compress from '@fastify/compress';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { languageOf } from '../../schema/access/routes.ts';
import { osloDay } from '../../schema/practice/calendar.ts';
import { sendProblem } from '../../schema/problem.ts';
import type { PublicCode } from '../../schema/public-codes.ts';
import { whenGone } from '../../schema/when-gone.ts';
import type { AnswerCache } from '../answers/answer-cache.ts';
import { whoMaySee } from '../answers/who-may-see.ts';
import type { Answering } from '../graphql-api.ts';
import { askFeed } from './ask-feed.ts';
import type { Feed, FeedTable } from './feed.ts';
import { listFeeds } from './feed-list.ts';
import { readQuestion } from './feed-question.ts';
import type { FeedQuestion } from './feed-question.ts';
import { contentTag, stillStands, watermarkTag } from './feed-tag.ts';
import { findFeed } from './feeds.ts';
import type { Format } from './formats/format.ts';
import { FORMATS } from './formats/formats.ts';

type Given = { readonly answer: Answering; readonly answers: AnswerCache };
type Asked = { readonly feed: Feed; readonly format: Format; readonly asked: FeedQuestion };

const ROUTE = { config: { needs: 'CALLER', problems: true, action: 'EXPORT' } } as const;

/**
 * `GET /feeds` lists the feeds; `GET /feeds/{name}.{format}` gives one, as its reader may see it, with a tag by
 * which a refresh of an unchanged feed costs the watermarks alone.
 */
export async function registerFeeds(app: FastifyInstance, given: Given): Promise<void> {
  await app.register(async (scope) => {
    await scope.register(compress, { encodings: ['gzip'], globalDecompression: false });
    scope.setErrorHandler((error, request, reply) => {
      scope.log.error({ err: error }, 'feed failed');
      return sendProblem(reply, { status: 500, code: 'INTERNAL_ERROR', language: languageOf(request) });
    });
    scope.get('/feeds', ROUTE, async () => listFeeds());
    scope.get<{ Params: { file: string }; Querystring: Record<string, unknown> }>(
      '/feeds/:file',
      ROUTE,
      async (request, reply) => {
        const language = languageOf(request);
        const [, name = '', extension = ''] = /^(.*?)(?:\.([^.]*))?$/s.exec(request.params.file) ?? [];
        const feed = findFeed(name);
        if (feed === undefined) return sendProblem(reply, { status: 404, code: 'FEED_UNKNOWN', language });
        const format = FORMATS.find((one) => one.name === extension && one.offers(feed));
        if (format === undefined)
          return sendProblem(reply, { status: 404, code: 'FEED_FORMAT_UNKNOWN', language });
        const today = osloDay(new Date().toISOString());
        const question = readQuestion(feed, request.query, { language, today });
        if ('bad' in question) return sendProblem(reply, { status: 400, language, ...question.bad });
        request.asserted = { ...request.asserted, operation: { name: request.params.file, hash: '' } };
        return giveFeed({ feed, format, asked: question.asked }, { request, reply, given });
      },
    );
  });
}

async function giveFeed(
  { feed, format, asked }: Asked,
  {
    request,
    reply,
    given: { answer, answers },
  }: { readonly request: FastifyRequest; readonly reply: FastifyReply; readonly given: Given },
) {
  const { asserted, headers, look } = request;
  const { language } = asked;
  void reply
    .header('vary', 'authorization, accept-language, samsyn-purpose, accept-encoding')
    .header('content-language', language);
  const question = JSON.stringify([feed.name, format.name, asked, whoMaySee({ asserted })]);
  const broughtBack = headers['if-none-match'] ?? '';
  if (await stillStands(question, broughtBack, (subgraphs) => answers.standing(subgraphs)))
    return reply.code(304).header('cache-control', KEEP).send();

  const answered = await askFeed(feed, { asked, asserted, look, answer, gone: whenGone(reply) });
  if (answered.kind === 'refused')
    return sendProblem(reply, { status: statusOf(answered.code), code: answered.code, language });
  const { table, basis } = answered;
  tellCoverage(reply, table);
  const missing = table.coverage?.missing ?? [];
  // Nothing would tell that the empty table is not the whole truth once it is in a sheet.
  if (missing[0] !== undefined && table.rows.length === 0) {
    const code = missing[0].reason as PublicCode;
    return sendProblem(reply, { status: 503, code, language, missing });
  }
  if (table.coverage?.complete === false) void reply.header('cache-control', 'no-store');
  else {
    const lasting = basis !== null && !basis.open;
    const tag = lasting ? watermarkTag(question, basis) : contentTag(question, table);
    void reply.header('cache-control', KEEP).header('etag', tag);
    if (broughtBack.includes(tag)) return reply.code(304).send();
  }
  return reply
    .type(format.mediaType)
    .header('content-disposition', `attachment; filename="${fileName({ feed, format, asked })}"`)
    .send(await format.write(table, { feed, asked, retrievedAt: new Date() }));
}

/** Whoever keeps it asks each time whether it still stands (RFC 9111). */
const KEEP = 'private, no-cache';

/** A list as RFC 9651 has it: `troms;reason=UNIT_TIMEOUT, inmates;reason=INMATES_UNAVAILABLE`. */
function tellCoverage(reply: FastifyReply, { coverage }: FeedTable): void {
  if (coverage === null) return;
  void reply.header('samsyn-complete', String(coverage.complete));
  if (coverage.missing.length === 0) return;
  void reply.header(
    'samsyn-missing',
    coverage.missing.map(({ code, reason }) => `${code};reason=${reason}`).join(', '),
  );
}

function statusOf(code: PublicCode): number {
  if (code === 'INTERNAL_ERROR') return 500;
  if (['NOT_PERMITTED', 'UNITS_NOT_PERMITTED', 'PURPOSE_MISSING'].includes(code)) return 403;
  return /_(?:UNAVAILABLE|TIMEOUT|INVALID_ANSWER)$/.test(code) ? 503 : 400;
}

function fileName({ feed, format, asked: { period } }: Asked): string {
  const dated = feed.parameters.includes('from') ? `_${period.from}_${period.to}` : '';
  return `samsyn-${feed.name}${dated}.${format.name}`;
}
