import { STATUS_CODES } from 'node:http';
import type { FastifyReply } from 'fastify';
import { sentence } from './public-codes.ts';
import type { Language, PublicCode } from './public-codes.ts';

const TITLES_NB: Readonly<Record<number, string>> = {
  400: 'Ugyldig forespørsel',
  401: 'Ikke identifisert',
  403: 'Ingen adgang',
  404: 'Finnes ikke',
  429: 'For mange forespørsler',
  500: 'Feil hos oss',
  503: 'Ikke tilgjengelig',
};

/**
 * Tells what is wrong as RFC 9457 (problem details) says: `code` is public and stands, `detail` is its sentence
 * in the reader's language, and further members say where.
 */
export function sendProblem(
  reply: FastifyReply,
  {
    status,
    code,
    language,
    ...further
  }: {
    readonly status: number;
    readonly code: PublicCode;
    readonly language: Language;
    readonly [member: string]: unknown;
  },
) {
  const title = language === 'nb' ? TITLES_NB[status] : STATUS_CODES[status];
  return reply
    .code(status)
    .type('application/problem+json')
    .header('content-language', language)
    .send(
      JSON.stringify({
        type: 'about:blank',
        title: title ?? STATUS_CODES[status],
        status,
        detail: sentence(code, language),
        code,
        ...further,
      }),
    );
}
