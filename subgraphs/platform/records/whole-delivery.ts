import type { Delivery, RowOutcome } from '../../../schema/records/delivery.ts';
import type { RecordDoor } from './record-door.ts';
import type { DeliveredBy } from './take-delivery.ts';

/** Delivers rows that all bring their original, so that the answer is about each of them. */
export async function deliverWhole(
  door: Pick<RecordDoor, 'deliver'>,
  delivery: Delivery,
  by: DeliveredBy,
): Promise<RowOutcome[]> {
  const answer = await door.deliver(delivery, by);
  if (Array.isArray(answer)) return answer;
  throw new Error(`the originals of ${answer.originalsOf.length} rows are missing`);
}
