import type { FastifyInstance } from 'fastify';
import { isolationsQuestion } from '../../../schema/deviations/isolations.ts';
import type { GatheredIsolation } from '../../../schema/deviations/isolations.ts';
import type { Database } from '../../platform/database.ts';
import { atOneMoment } from '../../platform/records/write-lock.ts';
import { judgedThrough } from '../duties/deviation-clock.ts';
import { readIsolations } from './isolations.ts';

/** `POST /isolations`: when the persons named were isolated here, for the service that adds it up over the units. */
export function registerIsolations(app: FastifyInstance, database: Database): void {
  app.post('/isolations', { config: { needs: 'COMBINE' } }, async (request, reply) => {
    const question = isolationsQuestion.safeParse(request.body);
    if (!question.success) return reply.code(400).send({ code: 'BAD_REQUEST' });
    const { persons } = question.data;
    for (const person of persons) request.look.person(person);
    return atOneMoment(database, null, async (sql) => {
      const through = await judgedThrough(sql, { asOf: null, now: new Date().toISOString() });
      const isolations = (await readIsolations(sql, { persons, happened: true })).flatMap((one) => one.told);
      return { isolations: isolations satisfies GatheredIsolation[], through };
    });
  });
}
