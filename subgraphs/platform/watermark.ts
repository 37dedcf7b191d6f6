import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { WatermarkAnswer } from '../../schema/watermark.ts';
import { programVersion } from '../../schema/program-version.ts';
import type { Sql, Transaction } from './database.ts';

/** Of the same records another version may answer otherwise. */
const PROGRAM = programVersion(['subgraphs']);

const marks = z.tuple([z.object({ mark: z.uuid(), moment: z.iso.datetime() })]);

/** The watermark: equal at two moments, the same program read the same records at both. */
async function readWatermark(sql: Sql): Promise<WatermarkAnswer> {
  const [{ mark, moment }] = marks.parse(
    // A write is recorded at the millisecond after it took the lock: rounded up, the moment is no earlier.
    await sql.prepared(
      `select mark, date_trunc('milliseconds', clock_timestamp()) + interval '1 millisecond' as moment from watermark`,
    ),
  );
  return { watermark: `${mark}-${PROGRAM}`, moment };
}

/**
 * Says at which moment this transaction reads, so that its answer can be kept while the watermark stands.
 * Call it where all statements of the transaction see that one moment; an answer that is `open` also changes
 * as time passes. Whatever is read without this makes the whole answer one that nobody keeps. Gives the watermark.
 */
export async function tellMoment(sql: Transaction, { open }: { readonly open: boolean }): Promise<string> {
  const { watermark } = await readWatermark(sql);
  sql.told?.({ watermark, open });
  return watermark;
}

/** `GET /watermark`: the watermark now. */
export function registerWatermark(app: FastifyInstance, sql: Sql): void {
  // It says that something was written, and nothing of what.
  app.get('/watermark', { config: { needs: 'NOTHING' } }, () => readWatermark(sql));
}
