import type { FastifyInstance } from 'fastify';
import { refuse } from '../schema/access/routes.ts';
import { erasureDone, erasureRequest } from '../schema/records/erasure.ts';
import type { ErasureAnswer } from '../schema/records/erasure.ts';
import { GATEWAY, INMATES_SUBGRAPH, SUBGRAPHS } from '../schema/units.ts';
import type { Database } from '../database/database.ts';
import { OF_PROGRAM } from '../database/reach.ts';
import { withdrawExports } from './exports/jobs.ts';
import type { Subgraphs } from './import/import-job.ts';
import { postToOwner, vouchFor } from './import/owner-requests.ts';
import { isPublicCode } from '../schema/public-codes.ts';

/**
 * `POST /persons/erase`: erases a person in the register and at every unit (the regulation on personal data, § 6). The register
 * comes first and gives the tombstone, one for all, so that distinct persons still add up. A unit that does not answer
 * is told in the answer: the same request made again goes on where this one ended.
 */
export function registerErasure(
  app: FastifyInstance,
  { urls, sign, database }: Subgraphs & { readonly database: Database },
): void {
  app.post(
    '/persons/erase',
    { config: { needs: 'ANY_ERASE', action: 'ERASURE' } },
    async (request, reply) => {
      const asked = erasureRequest.safeParse(request.body);
      if (!asked.success) return refuse(request, reply, { status: 400, code: 'ERASURE_INVALID' });
      const vouch = vouchFor(sign, request.asserted);
      const eraseAt = async (owner: string, tombstone: string | null) => {
        const url = new URL('/persons/erase', urls[owner]);
        const body = JSON.stringify({ ...asked.data, tombstone });
        return postToOwner(url, { body, vouch }, erasureDone).catch(() => {
          app.log.warn({ subgraph: owner }, 'erasure not answered');
          return { ok: false, code: 'UNIT_UNAVAILABLE' } as const;
        });
      };
      const register = await eraseAt(INMATES_SUBGRAPH, null);
      if (!register.ok) return refuse(request, reply, { status: 503, code: 'INMATES_UNAVAILABLE' });
      const { tombstone, erased } = register.value;
      const others = await Promise.all(
        SUBGRAPHS.filter((name) => name !== INMATES_SUBGRAPH).map(async (owner) => {
          const answer = await eraseAt(owner, tombstone);
          if (answer.ok) return { owner, erased: answer.value.erased, code: null };
          return { owner, erased: null, code: isPublicCode(answer.code) ? answer.code : 'UNIT_UNAVAILABLE' };
        }),
      );
      const exports = await withdrawExports(database.within(OF_PROGRAM), asked.data);
      const owners = [
        { owner: INMATES_SUBGRAPH, erased, code: null },
        ...others,
        { owner: GATEWAY, erased: { exports }, code: null },
      ];
      return { complete: owners.every(({ code }) => code === null), owners } satisfies ErasureAnswer;
    },
  );
}
