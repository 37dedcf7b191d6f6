import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { mayReachAll } from '../../schema/access/permits.ts';
import { actorOf } from '../../schema/access/viewer.ts';
import { UNITS } from '../../schema/units.ts';
import { importSummary } from '../../schema/records/delivery.ts';
import type { Database } from '../platform/database.ts';

const listed = z.object({ first: z.coerce.number().int().min(1).max(500).default(20) });

const ALL_UNITS = UNITS.map(({ code }) => code);

/**
 * The directorate's log of imports: `POST /import-summaries` adds one, `GET /import-summaries` lists the latest,
 * to others than the directorate those of their own.
 */
export function registerImportSummaries(app: FastifyInstance, database: Database): void {
  app.post('/import-summaries', { config: { needs: 'ANY_IMPORT' } }, async (request, reply) => {
    const summary = importSummary.safeParse(request.body);
    if (!summary.success) return reply.code(400).send({ code: 'BAD_REQUEST' });
    const { target, source, file, endedAt, sums } = summary.data;
    await database.query(
      `insert into import_summary (import_id, target, source, file, ended_at, actor, sums)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [sums.importId, target, source, file, endedAt, actorOf(request.asserted), JSON.stringify(sums)],
    );
    return { kept: true };
  });

  app.get('/import-summaries', { config: { needs: 'CALLER' } }, async (request, reply) => {
    const asked = listed.safeParse(request.query);
    if (!asked.success) return reply.code(400).send({ code: 'BAD_REQUEST' });
    return database.query(
      `select target, source, file, ended_at as "endedAt", sums from import_summary
        where $2 or actor = $3
        order by ended_at desc limit $1`,
      [asked.data.first, mayReachAll(request.asserted, 'QUALITY', ALL_UNITS), actorOf(request.asserted)],
    );
  });
}
