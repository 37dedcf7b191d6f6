import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Database } from '../../database/database.ts';
import { ofRequester } from '../../database/reach.ts';
import type { DownloadLinks } from './download-links.ts';
import { isRequester, mayStillSee } from './export-resolvers.ts';
import { readJob } from './jobs.ts';
import { packageOf } from './spool.ts';

const link = z.strictObject({ expires: z.string().regex(/^\d{1,15}$/), signature: z.string().max(100) });

/**
 * `GET /exports/{id}/package.zip`: the finished package, to its requester, by a link that `inspectionExport` gives.
 * `GET /exports/key`: the public key packages are signed with.
 */
export function registerDownloads(
  app: FastifyInstance,
  options: {
    readonly database: Database;
    readonly links: DownloadLinks;
    readonly folder: string;
    readonly key: KeyObject;
  },
): void {
  const { database, links, folder, key } = options;
  const pem = createPublicKey(key).export({ type: 'spki', format: 'pem' });
  app.get('/exports/key', { config: { needs: 'NOTHING' } }, async (_request, reply) =>
    reply.type('application/x-pem-file').send(pem),
  );
  app.get<{ Params: { id: string } }>(
    '/exports/:id/package.zip',
    { config: { needs: 'CALLER', action: 'EXPORT' } },
    async (request, reply) => {
      const asked = link.safeParse(request.query);
      const job = await readJob(database.within(ofRequester(request.asserted)), request.params.id);
      if (job === null || !isRequester(job, request.asserted))
        return reply.code(404).send({ code: 'EXPORT_NOT_FOUND' });
      if (job.status === 'EXPIRED') return reply.code(410).send({ code: 'EXPORT_EXPIRED' });
      if (job.status !== 'READY') return reply.code(404).send({ code: 'EXPORT_NOT_FOUND' });
      if (!asked.success || !links.holds(job, asked.data))
        return reply.code(403).send({ code: 'LINK_EXPIRED' });
      if (!mayStillSee(job, request.asserted)) return reply.code(403).send({ code: 'NOT_PERMITTED' });
      const file = packageOf(folder, job.id);
      const size = await stat(file).then(
        (found) => found.size,
        () => null,
      );
      if (size === null) return reply.code(404).send({ code: 'EXPORT_NOT_FOUND' });
      return reply
        .type('application/zip')
        .header('content-length', size)
        .header('content-disposition', `attachment; filename="samsyn-${job.id}.zip"`)
        .header('cache-control', 'no-store')
        .send(createReadStream(file));
    },
  );
}
