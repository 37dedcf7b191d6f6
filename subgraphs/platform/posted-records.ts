import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { actorOf } from '../../schema/access/viewer.ts';
import { sentence } from '../../schema/public-codes.ts';
import type { Language, PublicCode } from '../../schema/public-codes.ts';
import { LARGEST_DELIVERY } from '../../schema/records/delivery.ts';
import type { DeliveredRow, RowOutcome } from '../../schema/records/delivery.ts';
import { textUpTo } from '../../schema/records/fields.ts';
import { reasonSentence } from '../../schema/records/reasons.ts';
import { ClientError } from './client-error.ts';
import { sha256 } from './records/record-kind.ts';
import type { RecordDoor } from './records/record-door.ts';
import { deliverWhole } from './records/whole-delivery.ts';

const LARGEST_BODY = 16 * 1024 * 1024;
const TAKEN_AT_ONCE = 2;
const RETRY_AFTER_SECONDS = 1;

const headers = z.object({
  'x-source': textUpTo(200).trim().min(1),
  'x-file': textUpTo(300).min(1).default('posted'),
  'idempotency-key': textUpTo(200).min(1).optional(),
});

/**
 * A unit's own systems post canonical records here, one on each line (`application/x-ndjson`), and get one
 * line for each: what came of it and, in quarantine, why. The same request under the same idempotency key
 * gets the same answer and is taken once.
 */
export function registerPostedRecords(app: FastifyInstance, doors: ReadonlyMap<string, RecordDoor>): void {
  let underWay = 0;
  app.addContentTypeParser(
    'application/x-ndjson',
    { parseAs: 'string', bodyLimit: LARGEST_BODY },
    (_request, body, done) => done(null, body),
  );

  app.post<{ Params: { target: string } }>(
    '/records/:target/lines',
    { config: { needs: 'IMPORT', takesTokens: true } },
    async (request, reply) => {
      const door = doors.get(request.params.target);
      const read = headers.safeParse(request.headers);
      if (door === undefined || !read.success || typeof request.body !== 'string') {
        return refuse(request, reply, { status: 400, code: 'BAD_REQUEST' });
      }
      const rows = rowsOf(request.body);
      if (rows.length > LARGEST_DELIVERY)
        return refuse(request, reply, { status: 413, code: 'TOO_MANY_ROWS' });
      if (underWay >= TAKEN_AT_ONCE) {
        reply.header('retry-after', RETRY_AFTER_SECONDS);
        return refuse(request, reply, { status: 429, code: 'TOO_MUCH' });
      }
      underWay += 1;
      try {
        const { 'x-source': source, 'x-file': file, 'idempotency-key': key } = read.data;
        const delivery = {
          importId: randomUUID(),
          sequence: 1,
          file,
          source,
          check: false,
          complete: false,
          rows,
        };
        const requestHash = sha256(JSON.stringify([request.params.target, source, request.body]));
        const idempotency = key === undefined ? null : { key, requestHash };
        request.look.record(delivery.importId);
        const by = { actor: actorOf(request.asserted), idempotency };
        const outcomes = await deliverWhole(door, delivery, by);
        return await reply.type('application/x-ndjson').send(linesOf(outcomes, languageOf(request)));
      } catch (error) {
        if (!(error instanceof ClientError)) throw error;
        return await refuse(request, reply, { status: 422, code: 'IDEMPOTENCY_KEY_REUSED' });
      } finally {
        underWay -= 1;
      }
    },
  );
}

function rowsOf(body: string): DeliveredRow[] {
  return body.split('\n').flatMap((line, index): DeliveredRow[] => {
    if (line.trim() === '') return [];
    const record = objectIn(line);
    const kept = { row: index + 1, original: line, unknown: [] };
    if (record !== null) return [{ ...kept, record, faults: [] }];
    const original = JSON.stringify({ line });
    return [{ ...kept, original, record: null, faults: [{ code: 'ROW_UNREADABLE', field: null }] }];
  });
}

function linesOf(outcomes: readonly RowOutcome[], language: Language): string {
  return outcomes
    .map(({ row, outcome, reason }) => {
      const told = reason === null ? null : { ...reason, message: reasonSentence(reason, language) };
      return `${JSON.stringify({ row, outcome, reason: told })}\n`;
    })
    .join('');
}

function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  { status, code }: { readonly status: number; readonly code: PublicCode },
) {
  return reply.code(status).send({ code, message: sentence(code, languageOf(request)) });
}

function languageOf(request: FastifyRequest): Language {
  return /^en\b/i.test(request.headers['accept-language'] ?? '') ? 'en' : 'nb';
}

function objectIn(line: string): object | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
