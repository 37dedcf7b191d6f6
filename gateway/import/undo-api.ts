import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { SUBGRAPHS, MEASURES_SUBGRAPH } from '../../schema/units.ts';
import type { Subgraphs } from './import-job.ts';
import { postToOwner, vouchFor } from './owner-requests.ts';
import type { Vouch } from './owner-requests.ts';

const undone = z.object({ records: z.int() });

/**
 * `POST /import/undo/{id}`: undoes an import as a whole, at every owner that took part. All are asked first;
 * nothing is undone where one of them cannot.
 */
export function registerUndo(app: FastifyInstance, { urls, sign }: Subgraphs): void {
  app.post<{ Params: { id: string } }>(
    '/import/undo/:id',
    { config: { needs: 'ANY_IMPORT', action: 'CORRECTION' } },
    async (asked, reply) => {
      const id = z.uuid().safeParse(asked.params.id);
      if (!id.success) return reply.code(400).send({ code: 'BAD_REQUEST' });
      const vouch = vouchFor(sign, asked.asserted);
      const took: string[] = [];
      for (const owner of SUBGRAPHS.filter((name) => name !== MEASURES_SUBGRAPH)) {
        const answer = await ask(owner, `/imports/${id.data}/undo?check=true`, vouch);
        if (answer.ok) took.push(owner);
        else if (answer.code !== 'IMPORT_NOT_FOUND')
          return reply.code(409).send({ code: answer.code, owner });
      }
      if (took.length === 0) return reply.code(404).send({ code: 'IMPORT_NOT_FOUND' });
      let records = 0;
      for (const owner of took) {
        const answer = await ask(owner, `/imports/${id.data}/undo`, vouch);
        if (!answer.ok) return reply.code(409).send({ code: answer.code, owner });
        records += answer.value.records;
      }
      return { records, owners: took };
    },
  );

  async function ask(owner: string, path: string, vouch: Vouch) {
    try {
      return await postToOwner(new URL(path, urls[owner]), { body: '{}', vouch }, undone);
    } catch {
      return { ok: false, code: 'UNIT_UNAVAILABLE' } as const;
    }
  }
}
