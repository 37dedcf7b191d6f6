import compress from '@fastify/compress';
import type { FastifyInstance } from 'fastify';
import { languageOf } from '../../schema/access/routes.ts';
import { osloDay } from '../../schema/practice/calendar.ts';
import { sendProblem } from '../../schema/problem.ts';
import { listFeeds } from './feed-list.ts';
import { readQuestion } from './feed-question.ts';
import { findFeed } from './feeds.ts';
import { formatsOf } from './formats/formats.ts';
import { giveFeed } from './give-feed.ts';
import type { Giving } from './give-feed.ts';

const ROUTE = { config: { needs: 'CALLER', problems: true } } as const;

/**
 * `GET /feeds` lists the feeds; `GET /feeds/{name}.{format}` gives one, as its reader may see it, with a tag by
 * which a refresh of an unchanged feed costs the watermarks alone.
 */
export async function registerFeeds(
  app: FastifyInstance,
  given: Pick<Giving, 'answer' | 'answers'>,
): Promise<void> {
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
        const format = formatsOf(feed).find((one) => one.name === extension);
        if (format === undefined)
          return sendProblem(reply, { status: 404, code: 'FEED_FORMAT_UNKNOWN', language });
        const today = osloDay(new Date().toISOString());
        const question = readQuestion(feed, request.query, { language, today });
        if ('bad' in question) return sendProblem(reply, { status: 400, language, ...question.bad });
        return giveFeed({ feed, format, asked: question.asked }, { request, reply, ...given });
      },
    );
  });
}
