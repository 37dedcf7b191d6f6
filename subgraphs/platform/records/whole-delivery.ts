import type { Delivery, RowOutcome } from '../../../schema/records/delivery.ts';
import type { Idempotency } from './idempotency.ts';
import type { RecordDoor } from './record-door.ts';

/** Delivers rows that all bring their original, so that the answer is about each of them. */
export async function deliverWhole(
  deliver: RecordDoor['deliver'],
  delivery: Delivery,
  idempotency: Idempotency | null = null,
): Promise<RowOutcome[]> {
  const answer = await deliver(delivery, idempotency);
  if (Array.isArray(answer)) return answer;
  throw new Error(`the originals of ${answer.originalsOf.length} rows are missing`);
}
