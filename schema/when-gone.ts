import type { FastifyReply } from 'fastify';

/** Aborts when the client has gone before its answer was sent: what is done for it can stop. */
export function whenGone({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) controller.abort();
  });
  return controller.signal;
}

/** Nobody waits any more for what was being done. */
export class GoneError extends Error {
  constructor() {
    super('nobody waits any more');
  }
}
