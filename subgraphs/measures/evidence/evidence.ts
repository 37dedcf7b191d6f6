import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { COMPARISON_SIGNALS } from '../../../schema/comparison/readings.ts';
import type { Sql } from '../../platform/database.ts';

const text = z.strictObject({ nb: z.string(), en: z.string() });

/** What one result of a comparison showed, and of what: enough to stand by itself in a case, whatever records come later. */
export const evidence = z.strictObject({
  indicator: z.string(),
  rule: z.string().nullable(),
  adjustedFor: z.array(z.string()),
  period: z.strictObject({ from: z.string(), to: z.string() }),
  /** As known at this moment: asked with it as `asOf`, the comparison answers the same. */
  asOf: z.string(),
  /** Units compared with one another, and how many of them answered. */
  compared: z.array(z.string()),
  answered: z.int(),
  /** Units the result is about. */
  units: z.array(z.string()),
  group: z.string().nullable(),
  signal: z.enum(COMPARISON_SIGNALS),
  observed: z.number(),
  expected: z.number().nullable(),
  chance: z.number().nullable(),
  adjustedChance: z.number().nullable(),
  reading: text,
});
export type Evidence = z.infer<typeof evidence>;

/**
 * The evidence as one text that only this service can have written: between the comparison and the case it is in
 * the hands of a reader, and a case must not rest on figures nobody computed.
 */
export async function seal(sql: Sql, content: Evidence): Promise<string> {
  const body = Buffer.from(JSON.stringify(content)).toString('base64url');
  return `${body}.${(await macOf(sql, body)).toString('base64url')}`;
}

/** What was sealed; null for anything else. */
export async function unseal(sql: Sql, sealed: string): Promise<Evidence | null> {
  const [body = '', mac = ''] = sealed.split('.');
  const [given, own] = [Buffer.from(mac, 'base64url'), await macOf(sql, body)];
  if (given.length !== own.length || !timingSafeEqual(given, own)) return null;
  return evidence.parse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')));
}

async function macOf(sql: Sql, body: string): Promise<Buffer> {
  const [row] = await sql.query<{ secret: string }>('select secret from evidence_seal');
  if (row === undefined) throw new Error('the database has no seal for evidence');
  return createHmac('sha256', row.secret).update(body).digest();
}
