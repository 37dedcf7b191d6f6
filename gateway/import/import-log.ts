import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { importSummary } from '../../schema/records/delivery.ts';
import type { ImportSummary, ImportSums } from '../../schema/records/delivery.ts';
import { MEASURES_SUBGRAPH } from '../../schema/units.ts';
import type { ImportJob } from './delivering.ts';
import { getFromOwner, postToOwner } from './owner-requests.ts';

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
  await postToOwner(url, JSON.stringify(summary), z.unknown()).catch(() => undefined);
}

/** `GET /import/log`: the latest imports, newest first. */
export function registerImportLog(app: FastifyInstance, urls: Readonly<Record<string, string>>): void {
  app.get<{ Querystring: { first?: string } }>('/import/log', async (asked, reply) => {
    const url = new URL('/import-summaries', urls[MEASURES_SUBGRAPH]);
    if (asked.query.first !== undefined) url.searchParams.set('first', asked.query.first);
    const answer = await getFromOwner(url, z.array(importSummary)).catch(() => null);
    if (answer === null) return reply.code(503).send({ code: 'MEASURES_UNAVAILABLE' });
    return answer.ok ? answer.value : reply.code(400).send({ code: answer.code });
  });
}
