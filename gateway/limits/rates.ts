import type { FastifyInstance, FastifyReply } from 'fastify';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { refuse } from '../../schema/access/routes.ts';
import type { Viewer } from '../../schema/access/viewer.ts';
import type { Limits } from './limits.ts';

const WINDOW_SECONDS = 10;

/**
 * Lets each caller ask so often and so much at once, and tells who asks more when to come again (RFC 9110,
 * section 10.2.3). The federation's own service is not held back. Each worker counts for itself.
 */
export function limitRates(
  app: FastifyInstance,
  { requestsIn10Seconds, atOnce }: Pick<Limits, 'requestsIn10Seconds' | 'atOnce'>,
): void {
  const rate = new RateLimiterMemory({ points: requestsIn10Seconds, duration: WINDOW_SECONDS });
  const underWay = new Map<string, number>();

  app.addHook('onRequest', async (request, reply) => {
    const { needs = 'NOTHING' } = request.routeOptions.config;
    const [viewer] = needs === 'NOTHING' || reply.sent ? [] : request.asserted.viewers;
    if (viewer === undefined || viewer.role === 'service') return;
    const caller = nameOf(viewer);
    const waitMs = await overRate(rate, caller);
    if (waitMs !== null) {
      reply.header('retry-after', Math.ceil(waitMs / 1000));
      await refuse(request, reply, { status: 429, code: 'TOO_OFTEN' });
      return;
    }
    const others = underWay.get(caller) ?? 0;
    if (others >= atOnce) {
      reply.header('retry-after', 1);
      await refuse(request, reply, { status: 429, code: 'TOO_MUCH' });
      return;
    }
    underWay.set(caller, others + 1);
    whenDone(reply, () => {
      const left = (underWay.get(caller) ?? 1) - 1;
      if (left === 0) underWay.delete(caller);
      else underWay.set(caller, left);
    });
  });
}

function nameOf({ issuer, subject }: Viewer): string {
  return JSON.stringify([issuer, subject]);
}

/** Milliseconds until the caller may ask again; null when now. */
async function overRate(rate: RateLimiterMemory, caller: string): Promise<number | null> {
  try {
    await rate.consume(caller);
    return null;
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    return error.msBeforeNext;
  }
}

/** Also where the client is gone before the answer was. */
function whenDone({ raw }: FastifyReply, act: () => void): void {
  raw.once('close', act);
}
