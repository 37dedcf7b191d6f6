import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { actorOf } from '../../schema/access/viewer.ts';
import { countsByKind, ownerOrder, PERSON_STEPS } from '../../schema/records/person-order.ts';
import type { OwnerOrder, PersonStep } from '../../schema/records/person-order.ts';
import type { Database, Transaction } from './database.ts';
import { blockPerson } from './records/blocked-persons.ts';
import { tombstoneOf } from './records/erased-persons.ts';
import { lockForWriting } from './records/write-lock.ts';

/** Ends the transaction of a check, which changes nothing. */
class Checked extends Error {
  readonly counts: Record<string, number>;
  constructor(counts: Record<string, number>) {
    super('checked');
    this.counts = counts;
  }
}

/**
 * `POST /persons/{step}`: the person's records here go under a tombstone, in every version, or are blocked, or shown
 * again. The same again does so with what has come since, and is answered with the same tombstone.
 */
export function registerPersonOrders(app: FastifyInstance, anywhere: Database): void {
  const database = anywhere.within({ as: 'ERASE' });
  for (const step of PERSON_STEPS) {
    app.post(
      `/persons/${step}`,
      { config: { needs: 'ERASE', action: 'ERASURE' } },
      async (request, reply) => {
        const asked = ownerOrder.safeParse(request.body);
        if (!asked.success) return reply.code(400).send({ code: 'BAD_REQUEST' });
        const erasedAs = await tombstoneOf(database, asked.data.person);
        const tombstone = asked.data.tombstone ?? erasedAs ?? `slettet-${randomBytes(12).toString('hex')}`;
        // Whoever is erased has records under the tombstone alone.
        const person = step === 'erase' ? asked.data.person : (erasedAs ?? asked.data.person);
        const order = { ...asked.data, person, tombstone, step, actor: actorOf(request.asserted) };
        const counts = await database
          .transaction(async (sql) => {
            const counted = countsByKind.parse(await carryOut(sql, order));
            if (order.check) throw new Checked(counted);
            return counted;
          })
          .catch((error: unknown) => {
            if (error instanceof Checked) return error.counts;
            throw error;
          });
        return { tombstone, counts };
      },
    );
  }
}

async function carryOut(
  sql: Transaction,
  order: OwnerOrder & { readonly step: PersonStep; readonly actor: string },
): Promise<unknown> {
  await lockForWriting(sql);
  if (order.step !== 'erase') return blockPerson(sql, { ...order, blocked: order.step === 'block' });
  const { person, tombstone, reason, actor } = order;
  const [row] = await sql.query('select erase_person($1, $2, $3, $4) as counts', [
    person,
    tombstone,
    reason,
    actor,
  ]);
  return row?.['counts'];
}
