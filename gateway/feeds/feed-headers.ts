import type { FastifyReply } from 'fastify';
import type { PublicCode } from '../../schema/public-codes.ts';
import type { FeedCoverage } from './coverage.ts';
import type { FeedDescription } from './feed.ts';
import type { FeedQuestion } from './feed-question.ts';
import type { Format } from './formats/format.ts';

/** Whoever keeps a feed asks each time whether it still stands (RFC 9111). */
export const KEEP = 'private, no-cache';

/** Which units and registers are missing, a list as RFC 9651 has it: `troms;reason=UNIT_TIMEOUT, …`. */
export function tellCoverage(reply: FastifyReply, coverage: FeedCoverage | null): void {
  if (coverage === null) return;
  void reply.header('samsyn-complete', String(coverage.complete));
  if (coverage.missing.length === 0) return;
  void reply.header(
    'samsyn-missing',
    coverage.missing.map(({ code, reason }) => `${code};reason=${reason}`).join(', '),
  );
}

/** What a reader's role does not give. */
const REFUSALS: ReadonlySet<PublicCode> = new Set([
  'NOT_PERMITTED',
  'UNITS_NOT_PERMITTED',
  'PUBLISHED_FIGURES_ONLY',
  'PURPOSE_MISSING',
]);

/** The HTTP status a public code comes with. */
export function statusOf(code: PublicCode): number {
  if (code === 'INTERNAL_ERROR') return 500;
  if (REFUSALS.has(code)) return 403;
  return /_(?:UNAVAILABLE|TIMEOUT|INVALID_ANSWER)$/.test(code) ? 503 : 400;
}

export function tellFile(
  reply: FastifyReply,
  {
    feed,
    format,
    asked: { period },
  }: { readonly feed: FeedDescription; readonly format: Format; readonly asked: FeedQuestion },
): void {
  const dated = feed.parameters.includes('from') ? `_${period.from}_${period.to}` : '';
  void reply
    .type(format.mediaType)
    .header('content-disposition', `attachment; filename="samsyn-${feed.name}${dated}.${format.name}"`);
}
