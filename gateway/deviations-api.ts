import type { FastifyInstance } from 'fastify';
import { deviationFeed, feedQuestion } from '../schema/deviations/feed.ts';
import type { Subgraphs } from './import/import-job.ts';
import { findUnit } from '../schema/units.ts';
import { getFromOwner, OwnerUnavailable, vouchFor } from './import/owner-requests.ts';

/**
 * `GET /deviations/{unit}?after=CURSOR&first=N`: the unit's feed of deviations, for the service that follows
 * them up. Who asks is passed on to the unit, which owns the feed.
 */
export function registerDeviations(app: FastifyInstance, { urls, sign }: Subgraphs): void {
  app.get<{ Params: { unit: string } }>(
    '/deviations/:unit',
    { config: { needs: 'ANY_GATHER' } },
    async (request, reply) => {
      const { unit } = request.params;
      const question = feedQuestion.safeParse(request.query);
      if (findUnit(unit) === undefined) return reply.code(404).send({ code: 'UNKNOWN_UNIT' });
      if (!question.success) return reply.code(400).send({ code: 'BAD_REQUEST' });
      const url = new URL('/deviations', urls[unit]);
      url.searchParams.set('after', String(question.data.after));
      url.searchParams.set('first', String(question.data.first));
      try {
        const answer = await getFromOwner(url, vouchFor(sign, request.asserted), deviationFeed);
        if (answer.ok && answer.value.notices.length === 0) request.look.showsNothing();
        return answer.ok ? answer.value : await reply.code(400).send({ code: answer.code });
      } catch (error) {
        if (!(error instanceof OwnerUnavailable)) throw error;
        app.log.warn({ subgraph: unit, err: error.cause }, 'feed failed');
        return reply.code(503).send({ code: 'UNIT_UNAVAILABLE' });
      }
    },
  );
}
