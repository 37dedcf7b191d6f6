import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { sourceAtUnit } from '../../schema/records/source-keys.ts';
import { UNITS } from '../../schema/units.ts';
import type { Subgraphs } from './import-job.ts';
import { getFromOwner, vouchFor } from './owner-requests.ts';

/**
 * `GET /import/sources`: which sources have delivered to which units, and when each last changed something there,
 * for the service that looks for the same key at several units.
 */
export function registerSources(app: FastifyInstance, { urls, sign }: Subgraphs): void {
  app.get('/import/sources', { config: { needs: 'ANY_GATHER' } }, async ({ asserted }) => {
    const answers = await Promise.all(
      UNITS.map(async ({ code: unit }) => {
        const url = new URL('/sources', urls[unit]);
        const answer = await getFromOwner(url, vouchFor(sign, asserted), z.array(sourceAtUnit)).catch(
          () => null,
        );
        return { unit, sources: answer?.ok === true ? answer.value : null };
      }),
    );
    return {
      sources: answers.flatMap(({ unit, sources }) => (sources ?? []).map((one) => ({ ...one, unit }))),
      unanswered: answers.flatMap(({ unit, sources }) => (sources === null ? [unit] : [])),
    };
  });
}
