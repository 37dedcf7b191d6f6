import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { refuse } from '../../schema/access/routes.ts';
import { orderRequest, PERSON_STEPS } from '../../schema/records/person-order.ts';
import type { OrderAnswer } from '../../schema/records/person-order.ts';
import { GATEWAY, INMATES_SUBGRAPH, SUBGRAPHS } from '../../schema/units.ts';
import type { Database } from '../../database/database.ts';
import { OF_PROGRAM } from '../../database/reach.ts';
import { withdrawExports } from '../exports/jobs.ts';
import type { Subgraphs } from '../import/import-job.ts';
import { askOwner, carryOut, keepTrying } from './carry-out.ts';
import type { Outcome } from './carry-out.ts';
import { addOrder } from './order-queue.ts';

/** So long somebody waits for a unit; orders are carried out all the same. */
const ANSWER_WITHIN_MS = 10_000;

/**
 * `POST /persons/{step}`: erases, blocks or unblocks a person in the register and at every unit (the regulation on
 * personal data, § 6). The register is asked first and gives the tombstone, one for all, so that distinct persons
 * still add up. What an owner has not done is told in the answer, kept, and tried again until it has.
 */
export function registerPersonOrders(
  app: FastifyInstance,
  { database: anywhere, ...subgraphs }: Subgraphs & { readonly database: Database },
): void {
  const database = anywhere.within(OF_PROGRAM);
  const orders = { ...subgraphs, database, log: app.log };
  for (const step of PERSON_STEPS) {
    const config = { needs: 'ANY_ERASE', action: 'ERASURE' } as const;
    app.post(`/persons/${step}`, { config }, async (request, reply) => {
      const given = orderRequest.safeParse(request.body);
      if (!given.success) return refuse(request, reply, { status: 400, code: 'ERASURE_INVALID' });
      const { asserted } = request;
      const checked = { step, asserted, asked: { ...given.data, check: true, tombstone: null } };
      const register = await askOwner(subgraphs, { ...checked, owner: INMATES_SUBGRAPH });
      if (!register.ok) return refuse(request, reply, { status: 503, code: 'INMATES_UNAVAILABLE' });
      const withdrawn = step === 'unblock' ? 0 : await withdrawExports(database, { check: true });
      const asked = { ...given.data, tombstone: register.tombstone };
      const ordered = asked.check ? null : await addOrder(database, { step, asked, asserted });
      const owners: OrderAnswer['owners'] = await Promise.all(
        SUBGRAPHS.map(async (owner) => {
          const id = ordered?.get(owner);
          const outcome = await inTime(
            id === undefined
              ? askOwner(subgraphs, { owner, step, asked, asserted })
              : carryOut(orders, owner, id),
          );
          return outcome.ok
            ? { owner, counts: outcome.counts, code: null }
            : { owner, counts: null, code: outcome.code };
        }),
      );
      owners.push({ owner: GATEWAY, counts: { exports: withdrawn }, code: null });
      return { complete: owners.every(({ code }) => code === null), owners } satisfies OrderAnswer;
    });
  }
  let stop = async (): Promise<void> => undefined;
  app.addHook('onListen', async () => {
    const trying = keepTrying(orders);
    stop = () => trying.stop();
  });
  app.addHook('preClose', () => stop());
}

/** What has not come by then goes on without somebody waiting for it. */
async function inTime(outcome: Promise<Outcome>): Promise<Outcome> {
  const late = sleep(ANSWER_WITHIN_MS, { ok: false, code: 'UNIT_TIMEOUT' } as const, { ref: false });
  return Promise.race([outcome, late]);
}
