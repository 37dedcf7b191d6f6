import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { delivery, importEnd } from '../../schema/records/delivery.ts';
import { quarantineQuestion, quarantineStep } from '../../schema/records/quarantine.ts';
import { sourceKeyQuestion } from '../../schema/records/source-keys.ts';
import type { RouteNeed } from '../../schema/access/routes.ts';
import { actorOf } from '../../schema/access/viewer.ts';
import { ClientError } from './client-error.ts';
import type { Database } from './database.ts';
import { registerPostedRecords } from './posted-records.ts';
import {
  correctRow,
  findQuarantined,
  listQuarantine,
  rejectRow,
  releaseRow,
} from './records/quarantine-steps.ts';
import type { StepAnswer } from './records/quarantine-steps.ts';
import type { RecordDoor } from './records/record-door.ts';
import { listSourceKeys, listSources } from './records/source-keys.ts';
import { undoImport } from './records/undo-import.ts';

const byId = z.object({ id: z.uuid() });

/** The door for records: deliveries of the gateway's imports, their end and undoing, and quarantine. */
export function registerRecords(
  app: FastifyInstance,
  {
    database,
    doors,
    needs,
  }: {
    readonly database: Database;
    readonly doors: ReadonlyMap<string, RecordDoor>;
    /** Who may bring in records. */
    readonly needs: RouteNeed;
  },
): void {
  const gathered = database.within({ as: 'GATHER' });
  const kept = database.within({ as: 'QUARANTINE' });
  const tables = new Map(
    [...doors].flatMap(([target, { versions }]) => (versions === null ? [] : [[target, versions] as const])),
  );

  registerPostedRecords(app, doors);

  app.post<{ Params: { target: string } }>(
    '/records/:target',
    { config: { needs } },
    async (request, reply) => {
      const door = doors.get(request.params.target);
      const delivered = delivery.safeParse(request.body);
      if (door === undefined || !delivered.success) return badRequest(reply);
      request.look.record(delivered.data.importId);
      try {
        return await door.deliver(delivered.data, { actor: actorOf(request.asserted) });
      } catch (error) {
        if (!(error instanceof ClientError)) throw error;
        return reply.code(409).send({ code: error.code });
      }
    },
  );
  app.get<{ Params: { target: string } }>(
    '/records/:target/keys',
    { config: { needs: 'GATHER' } },
    async (request, reply) => {
      const versions = tables.get(request.params.target);
      const question = sourceKeyQuestion.safeParse(request.query);
      if (versions === undefined || !question.success) return badRequest(reply);
      return listSourceKeys(gathered, versions.table, question.data);
    },
  );
  app.get('/sources', { config: { needs: 'GATHER' } }, () => listSources(gathered));
  app.post<{ Params: { id: string } }>(
    '/imports/:id/finish',
    { config: { needs } },
    async (request, reply) => {
      const id = byId.safeParse(request.params);
      const end = importEnd.safeParse(request.body);
      const door = doors.get(end.data?.target ?? '');
      if (!id.success || !end.success || door === undefined) return badRequest(reply);
      const by = { importId: id.data.id, actor: actorOf(request.asserted) };
      return { withdrawn: await door.finish(end.data, by) };
    },
  );
  const undoing = { config: { needs, action: 'CORRECTION' } } as const;
  app.post<{ Params: { id: string } }>('/imports/:id/undo', undoing, async (request, reply) => {
    const id = byId.safeParse(request.params);
    if (!id.success) return badRequest(reply);
    const check =
      z.object({ check: z.stringbool().default(false) }).safeParse(request.query).data?.check ?? false;
    const answer = await undoImport(database.within({ as: 'IMPORT' }), tables, {
      importId: id.data.id,
      check,
      actor: actorOf(request.asserted),
    });
    return answer.kind === 'undone'
      ? { records: answer.records }
      : reply.code(409).send({ code: answer.code });
  });

  app.get('/quarantine', { config: { needs: 'QUARANTINE' } }, async (request, reply) => {
    const question = quarantineQuestion.safeParse(request.query);
    if (!question.success) return badRequest(reply);
    const rows = await listQuarantine(kept, question.data);
    for (const { id } of rows) request.look.record(id);
    return rows;
  });
  app.get<{ Params: { id: string } }>(
    '/quarantine/:id',
    { config: { needs: 'QUARANTINE' } },
    async (request, reply) => {
      const id = byId.safeParse(request.params);
      const row = id.success ? await findQuarantined(kept, id.data.id) : undefined;
      return row ?? reply.code(404).send({ code: 'QUARANTINE_NOT_FOUND' });
    },
  );
  app.post<{ Params: { id: string; step: string } }>(
    '/quarantine/:id/:step',
    { config: { needs: 'QUARANTINE' } },
    async (request, reply) => {
      const id = byId.safeParse(request.params);
      const step = quarantineStep.safeParse(request.body ?? {});
      if (!id.success || !step.success) return badRequest(reply);
      const taken = { ...step.data, actor: actorOf(request.asserted) };
      switch (request.params.step) {
        case 'correct':
          return answerStep(reply, await correctRow(kept, id.data.id, taken));
        case 'reject':
          return answerStep(reply, await rejectRow(kept, id.data.id, taken));
        case 'release':
          return answerStep(reply, await releaseRow(kept, doors, id.data.id, taken));
        default:
          return badRequest(reply);
      }
    },
  );
}

function answerStep(reply: FastifyReply, answer: StepAnswer) {
  if (answer.kind === 'done') return { outcome: answer.outcome };
  return reply.code(answer.code === 'QUARANTINE_NOT_FOUND' ? 404 : 409).send({ code: answer.code });
}

function badRequest(reply: FastifyReply) {
  return reply.code(400).send({ code: 'BAD_REQUEST' });
}
