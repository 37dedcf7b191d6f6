import type { FastifyInstance } from 'fastify';
import { transferredQuestion } from '../../schema/deviations/isolations.ts';
import type { TransferredPage } from '../../schema/deviations/isolations.ts';
import type { Database } from '../platform/database.ts';

type Person = TransferredPage['persons'][number];

/** `GET /transferred`: persons with stays in two or more units, for the service that adds up their isolation. */
export function registerTransferred(app: FastifyInstance, database: Database): void {
  app.get('/transferred', { config: { needs: 'COMBINE' } }, async (request, reply) => {
    const question = transferredQuestion.safeParse(request.query);
    if (!question.success) return reply.code(400).send({ code: 'BAD_REQUEST' });
    const { after, first } = question.data;
    const persons = await database.query<Person>(TRANSFERRED, [after, first + 1]);
    return { persons: persons.slice(0, first), more: persons.length > first } satisfies TransferredPage;
  });
}

const TRANSFERRED = `
  with stay as (select * from stay_version where superseded_at = 'infinity' and not withdrawn),
  person as (
    select pseudonym, array_agg(distinct unit order by unit) as units
      from stay where pseudonym > $1
     group by pseudonym having count(distinct unit) > 1
     order by pseudonym limit $2)
  select pseudonym, units, (
      select coalesce(json_agg(json_build_object('record', later.id, 'unit', later.unit, 'facility', later.facility,
                                                 'arrivedOn', later.arrived_on) order by later.arrived_on, later.id), '[]')
        from stay as later
       where later.pseudonym = person.pseudonym
         and exists (select from stay as earlier
                      where earlier.pseudonym = later.pseudonym and earlier.unit <> later.unit
                        and (earlier.arrived_on, earlier.id) < (later.arrived_on, later.id)
                        and coalesce(earlier.left_on, 'infinity') > later.arrived_on
                        and coalesce(later.left_on, 'infinity') > later.arrived_on)) as twice
    from person order by pseudonym`;
