import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Clearance } from '../../../schema/access/clearances.ts';
import type { ExportBasis } from '../../../schema/exports/question.ts';
import { UNIT_TARGETS } from '../../../schema/records/targets.ts';
import type { Database } from '../../platform/database.ts';
import { registerExportParts } from '../../platform/export-parts.ts';
import { dataThrough } from '../../platform/records/declarations.ts';
import { readClock, ruleSetsOf } from '../duties/deviation-clock.ts';
import { UNIT_PARTS } from './unit-parts.ts';

const asked = z.strictObject({ asOf: z.iso.datetime() });

/** What inspection exports are read from: `GET /export` for what the records rest on, `GET /export/{part}`. */
export function registerUnitExport(
  app: FastifyInstance,
  database: Database,
  withheld: readonly Clearance[],
): void {
  registerExportParts(app, { database, needs: 'RECORDS', parts: UNIT_PARTS, withheld });
  app.get('/export', { config: { needs: 'RECORDS' } }, async (request, reply) => {
    const query = asked.safeParse(request.query);
    if (!query.success) return reply.code(400).send({ code: 'BAD_REQUEST' });
    return readBasis(database, query.data.asOf);
  });
}

async function readBasis(database: Database, asOf: string): Promise<ExportBasis> {
  const through = await Promise.all(
    UNIT_TARGETS.map(async (target) => [target, await dataThrough(database, target, asOf)] as const),
  );
  return { dataThrough: Object.fromEntries(through), ruleSets: ruleSetsOf(await readClock(database)) };
}
