import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { actorOf } from '../../schema/access/viewer.ts';
import { erasedCounts, erasure } from '../../schema/records/erasure.ts';
import type { Erasure } from '../../schema/records/erasure.ts';
import type { Database, Transaction } from './database.ts';
import { tombstoneOf } from './records/erased-persons.ts';
import { lockForWriting } from './records/write-lock.ts';

/** Ends the transaction of a check, which changes nothing. */
class Checked extends Error {
  readonly erased: Record<string, number>;
  constructor(erased: Record<string, number>) {
    super('checked');
    this.erased = erased;
  }
}

/**
 * `POST /persons/erase`: the person's records here go under a tombstone, in every version. The same again erases what
 * has come since, and is answered with the same tombstone.
 */
export function registerErasure(app: FastifyInstance, anywhere: Database): void {
  const database = anywhere.within({ as: 'ERASE' });
  app.post('/persons/erase', { config: { needs: 'ERASE', action: 'ERASURE' } }, async (request, reply) => {
    const asked = erasure.safeParse(request.body);
    if (!asked.success) return reply.code(400).send({ code: 'BAD_REQUEST' });
    const { person, check } = asked.data;
    const tombstone =
      asked.data.tombstone ??
      (await tombstoneOf(database, person)) ??
      `slettet-${randomBytes(12).toString('hex')}`;
    const erased = await database
      .transaction(async (sql) => {
        const counts = await erase(sql, { ...asked.data, tombstone }, actorOf(request.asserted));
        if (check) throw new Checked(counts);
        return counts;
      })
      .catch((error: unknown) => {
        if (error instanceof Checked) return error.erased;
        throw error;
      });
    return { tombstone, erased };
  });
}

async function erase(
  sql: Transaction,
  { person, tombstone, reason }: Erasure,
  actor: string,
): Promise<Record<string, number>> {
  await lockForWriting(sql);
  const [row] = await sql.query('select erase_person($1, $2, $3, $4) as erased', [
    person,
    tombstone,
    reason,
    actor,
  ]);
  return erasedCounts.parse(row?.['erased']);
}
