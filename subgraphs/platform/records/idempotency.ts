import { z } from 'zod';
import { rowOutcome } from '../../../schema/records/delivery.ts';
import type { RowOutcome } from '../../../schema/records/delivery.ts';
import { ClientError } from '../client-error.ts';
import type { Sql } from '../database.ts';

/** The sender's key for a request, and what the request was. */
export type Idempotency = { readonly key: string; readonly requestHash: string };

/**
 * The answer this request was given before, if it was. Asked under the write lock, so that of two that
 * arrive at once the second finds the first's answer.
 */
export async function answerGiven(sql: Sql, idempotency: Idempotency | null): Promise<RowOutcome[] | null> {
  if (idempotency === null) return null;
  const [given] = await sql.query<{ requestHash: string; answer: unknown }>(
    'select request_hash as "requestHash", answer from idempotent_answer where key = $1',
    [idempotency.key],
  );
  if (given === undefined) return null;
  if (given.requestHash !== idempotency.requestHash) throw new ClientError('IDEMPOTENCY_KEY_REUSED');
  return z.array(rowOutcome).parse(given.answer);
}

export async function rememberAnswer(
  sql: Sql,
  options: { idempotency: Idempotency | null; outcomes: readonly RowOutcome[]; recordedAt: string },
): Promise<void> {
  if (options.idempotency === null) return;
  const { key, requestHash } = options.idempotency;
  await sql.query(
    'insert into idempotent_answer (key, request_hash, answer, recorded_at) values ($1, $2, $3, $4)',
    [key, requestHash, JSON.stringify(options.outcomes), options.recordedAt],
  );
}
