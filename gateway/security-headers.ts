import type { FastifyInstance } from 'fastify';

/**
 * Nothing here is to be shown in a frame, guessed to be of another type, or kept by caches on the way; a route
 * that knows better says so itself (OWASP REST Security Cheat Sheet, "Security Headers").
 */
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

export function addSecurityHeaders(app: FastifyInstance, { overTls }: { readonly overTls: boolean }): void {
  // A browser that has been here once asks for nothing unencrypted for a year (RFC 6797).
  const headers = overTls ? { ...HEADERS, 'strict-transport-security': 'max-age=31536000' } : HEADERS;
  app.addHook('onSend', async (_request, reply) => {
    for (const [name, value] of Object.entries(headers))
      if (!reply.hasHeader(name)) void reply.header(name, value);
  });
}
