import { pipeline, Readable, Transform } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { refusalBody } from '../../schema/access/routes.ts';
import { WATERMARK_HEADER } from '../../schema/watermark.ts';
import type { PublicCode } from '../../schema/public-codes.ts';
import type { AccessLog } from './access-log.ts';
import type { AccessAction, AccessEntry } from './entry.ts';
import { Look } from './look.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the access log calls it; where absent it follows from what the route needs. */
    action?: AccessAction;
  }
  interface FastifyRequest {
    /** What the answer shows, for the access log. */
    look: Look;
  }
}

const unitCode = z.string().max(100).optional();
const UNLOGGED: PublicCode = 'ACCESS_LOG_UNAVAILABLE';
/** Headers that tell of an answer that is not given after all. */
const OF_THE_ANSWER = ['etag', 'content-length', 'content-disposition', WATERMARK_HEADER];
const WRITING: ReadonlySet<AccessAction> = new Set(['IMPORT', 'CORRECTION', 'CASE', 'ERASURE']);

/**
 * Puts every answer to a known caller on record before it goes out, and whatever writes before it is done: what
 * cannot be put on record is neither answered nor done. An answer that flows is on record as begun before its first
 * byte, and before its last with how much was given; one that breaks off, with how far it came. Call it before
 * `guardRoutes`.
 */
export function logRequests(
  app: FastifyInstance,
  /** `unit` is the one whose records these are; null at others. */
  { log, unit }: { readonly log: AccessLog; readonly unit: string | null },
): void {
  const withheld = new WeakSet<FastifyRequest>();
  const unlogged = (request: FastifyRequest, error: unknown) => {
    withheld.add(request);
    app.log.error({ err: error }, 'access log failed');
    return refusalBody(request, UNLOGGED);
  };
  app.decorateRequest('look');
  app.addHook('onRequest', async (request) => {
    request.look = new Look();
    if (unit !== null) request.look.at(unit);
  });
  app.addHook('preHandler', async (request, reply) => {
    if (!isKnown(request)) return;
    noteParameters(request);
    if (!WRITING.has(actionOf(request))) return;
    try {
      await log.write(entriesFor(request, 'BEGUN'));
    } catch (error) {
      await reply.code(503).send(unlogged(request, error));
    }
  });
  app.addHook('onSend', async (request, reply, payload) => {
    if (!isKnown(request) || request.look.isEmpty || withheld.has(request)) return payload;
    const outcome = outcomeOf(request, reply.statusCode);
    const flows = payload instanceof Readable && reply.statusCode < 400;
    try {
      await log.write(entriesFor(request, flows ? 'BEGUN' : outcome));
      if (!flows) return payload;
      return recordedToItsEnd(payload, {
        ended: () => log.write(entriesFor(request, outcome)),
        brokeOff: () => log.write(entriesFor(request, 'FAILED')),
        onFailure: (error) => app.log.error({ err: error }, 'access log failed'),
      });
    } catch (error) {
      if (payload instanceof Readable) payload.destroy();
      for (const name of OF_THE_ANSWER) reply.removeHeader(name);
      reply.code(503).type('application/json; charset=utf-8');
      return JSON.stringify(unlogged(request, error));
    }
  });
  app.addHook('onClose', () => log.close());
}

function recordedToItsEnd(
  payload: Readable,
  tell: {
    readonly ended: () => Promise<void>;
    readonly brokeOff: () => Promise<void>;
    readonly onFailure: (error: unknown) => void;
  },
): Readable {
  const passing = new Transform({
    transform: (chunk: Buffer, _encoding, done) => done(null, chunk),
    flush: (done) => void tell.ended().then(() => done(), done),
  });
  pipeline(payload, passing, (error) => {
    if (error !== undefined && error !== null) tell.brokeOff().catch(tell.onFailure);
  });
  return passing;
}

/** Whoever is not known is nobody to note; routes that need nothing show nothing. */
function isKnown(request: FastifyRequest): boolean {
  return (request.asserted as FastifyRequest['asserted'] | undefined) !== undefined;
}

const parameters = z.looseObject({ id: z.string().max(100).optional(), owner: unitCode, unit: unitCode });

/** What the address names: a record, a row, an import, a unit. */
function noteParameters({ params, look }: FastifyRequest): void {
  const { id, owner, unit } = parameters.safeParse(params).data ?? {};
  if (id !== undefined) look.record(id);
  for (const code of [owner, unit]) if (code !== undefined) look.at(code);
}

function actionOf({ routeOptions: { config, url }, method, body }: FastifyRequest): AccessAction {
  if (config.action !== undefined) return config.action;
  if (url === '/graphql') return isMutation(body) ? 'CASE' : 'READ';
  if (method === 'GET') return 'READ';
  if (config.needs?.endsWith('IMPORT')) return 'IMPORT';
  return config.needs?.endsWith('QUARANTINE') ? 'CORRECTION' : 'READ';
}

/** A document without the word holds none: it cannot be written otherwise. */
function isMutation(body: unknown): boolean {
  const query = typeof body === 'object' && body !== null && 'query' in body ? body.query : null;
  return typeof query === 'string' && /\bmutation\b/.test(query);
}

function outcomeOf({ look }: FastifyRequest, status: number): AccessEntry['outcome'] {
  if (status === 401 || status === 403 || status === 429) return 'REFUSED';
  if (status >= 400) return 'FAILED';
  return look.refused === null ? 'ALLOWED' : 'PARTLY';
}

/** One for each of those the answer goes to. */
function entriesFor(request: FastifyRequest, outcome: AccessEntry['outcome']): AccessEntry[] {
  const { asserted, look, method, routeOptions } = request;
  const at = new Date().toISOString();
  return asserted.viewers.map(({ issuer, subject, organisation, supplier, role }) => ({
    at,
    issuer,
    subject,
    organisation,
    supplier,
    role,
    purpose: asserted.purpose,
    operation: asserted.operation.name,
    operation_hash: asserted.operation.hash || null,
    route: `${method} ${routeOptions.url ?? ''}`,
    action: actionOf(request),
    outcome,
    code: look.refused,
    ...look.told(),
    address: asserted.address ?? null,
  }));
}
