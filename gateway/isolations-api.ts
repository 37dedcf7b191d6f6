import type { FastifyInstance, FastifyReply } from 'fastify';
import type { z } from 'zod';
import {
  isolationsAnswer,
  isolationsQuestion,
  transferredPage,
  transferredQuestion,
} from '../schema/deviations/isolations.ts';
import { findUnit, INMATES_SUBGRAPH } from '../schema/units.ts';
import type { Subgraphs } from './import/import-job.ts';
import { getFromOwner, OwnerUnavailable, postToOwner, vouchFor } from './import/owner-requests.ts';

/**
 * `GET /transferred` of the register and `POST /isolations/{unit}`, for the service that adds up isolation over the
 * units. Who asks and what for is passed on to the owner.
 */
export function registerIsolations(app: FastifyInstance, { urls, sign }: Subgraphs): void {
  const config = { needs: 'ANY_COMBINE' } as const;
  app.get('/transferred', { config }, async (request, reply) => {
    const question = transferredQuestion.safeParse(request.query);
    if (!question.success) return reply.code(400).send({ code: 'BAD_REQUEST' });
    const url = new URL('/transferred', urls[INMATES_SUBGRAPH]);
    url.searchParams.set('after', question.data.after);
    url.searchParams.set('first', String(question.data.first));
    const vouch = vouchFor(sign, request.asserted);
    return passOn(reply, INMATES_SUBGRAPH, () => getFromOwner(url, vouch, transferredPage));
  });
  app.post<{ Params: { unit: string } }>('/isolations/:unit', { config }, async (request, reply) => {
    const { unit } = request.params;
    const question = isolationsQuestion.safeParse(request.body);
    if (findUnit(unit) === undefined) return reply.code(404).send({ code: 'UNKNOWN_UNIT' });
    if (!question.success) return reply.code(400).send({ code: 'BAD_REQUEST' });
    const asked = { body: JSON.stringify(question.data), vouch: vouchFor(sign, request.asserted) };
    return passOn(reply, unit, () =>
      postToOwner(new URL('/isolations', urls[unit]), asked, isolationsAnswer),
    );
  });

  async function passOn<T extends z.infer<typeof isolationsAnswer> | z.infer<typeof transferredPage>>(
    reply: FastifyReply,
    owner: string,
    ask: () => Promise<
      { readonly ok: true; readonly value: T } | { readonly ok: false; readonly code: string }
    >,
  ) {
    try {
      const answer = await ask();
      return answer.ok ? answer.value : await reply.code(400).send({ code: answer.code });
    } catch (error) {
      if (!(error instanceof OwnerUnavailable)) throw error;
      app.log.warn({ subgraph: owner, err: error.cause }, 'isolations not gathered');
      return reply.code(503).send({ code: 'UNIT_UNAVAILABLE' });
    }
  }
}
