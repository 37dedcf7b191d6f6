import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { importSummary } from '../../schema/records/delivery.ts';
import type { ImportSummary, ImportSums } from '../../schema/records/delivery.ts';
import { MEASURES_SUBGRAPH } from '../../schema/units.ts';
import type { ImportJob } from './import-job.ts';
import type { Subgraphs } from './import-job.ts';
import { getFromOwner, postToOwner, vouchFor } from './owner-requests.ts';

/**
 * Keeps what an import came to in the directorate's log. Where the log does not answer the import stands all
 * the same: each owner has noted its own part.
 */
export async function logImport(job: ImportJob, sums: ImportSums): Promise<void> {
  if (job.check) return;
  const { target, source, file } = job;
  const endedAt = new Date().toISOString();
  const summary: ImportSummary = { target, source, file, endedAt, sums: { ...sums, examples: {} } };
  const url = new URL('/import-summaries', job.urls[MEASURES_SUBGRAPH]);
  await postToOwner(url, { body: JSON.stringify(summary), vouch: job.vouch }, z.unknown()).catch(
    () => undefined,
  );
}

/** `GET /import/log`: the latest imports, newest first; for the directorate all, for others their own. */
export function registerImportLog(app: FastifyInstance, { urls, sign }: Subgraphs): void {
  app.get<{ Querystring: { first?: string } }>(
    '/import/log',
    { config: { needs: 'CALLER' } },
    async (asked, reply) => {
      const url = new URL('/import-summaries', urls[MEASURES_SUBGRAPH]);
      if (asked.query.first !== undefined) url.searchParams.set('first', asked.query.first);
      const answer = await getFromOwner(url, vouchFor(sign, asked.asserted), z.array(importSummary)).catch(
        () => null,
      );
      if (answer === null) return reply.code(503).send({ code: 'MEASURES_UNAVAILABLE' });
      return answer.ok ? answer.value : reply.code(400).send({ code: answer.code });
    },
  );
}
