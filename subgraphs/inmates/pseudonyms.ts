import { createHmac } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

const question = z.strictObject({ identifiers: z.array(z.string().min(1).max(100)).max(5000) });

/**
 * `POST /pseudonyms`: the pseudonym of each identifier, in order. It is an HMAC-SHA-256 under a key only the
 * register holds: the same person always has the same, and nobody else can make or turn one back.
 */
export function registerPseudonyms(app: FastifyInstance, key: string): void {
  app.post('/pseudonyms', { config: { needs: 'ANY_IMPORT', action: 'READ' } }, async (request, reply) => {
    const asked = question.safeParse(request.body);
    if (!asked.success) return reply.code(400).send({ code: 'BAD_REQUEST' });
    const pseudonyms = asked.data.identifiers.map((identifier) => pseudonymOf(identifier, key));
    for (const pseudonym of pseudonyms) request.look.person(pseudonym);
    return { pseudonyms };
  });
}

/** 32 letters and digits, 192 bits of the HMAC; spaces in the identifier do not count. */
function pseudonymOf(identifier: string, key: string): string {
  const normal = identifier.replaceAll(/\s/g, '');
  return createHmac('sha256', key).update(normal).digest('base64url').slice(0, 32);
}
