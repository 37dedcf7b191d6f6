import type { DeliveredRow, Delivery, DeliveryAnswer, RowOutcome } from '../../../schema/records/delivery.ts';
import { ClientError } from '../client-error.ts';
import type { Database, Transaction } from '../database.ts';
import { noteSeen } from './complete-files.ts';
import { declareThrough } from './declarations.ts';
import { readErased } from './erased-persons.ts';
import { answerGiven, rememberAnswer } from './idempotency.ts';
import type { Idempotency } from './idempotency.ts';
import { isNext, logDelivery } from './import-log.ts';
import { quarantine, replaceWaiting } from './quarantine.ts';
import type { Faulty } from './quarantine.ts';
import type { RecordKind } from './record-kind.ts';
import { sortInOrder } from './sort-rows.ts';
import type { Sorted } from './sort-rows.ts';
import { compareVersions, writeVersions } from './versions.ts';
import { lockForWriting } from './write-lock.ts';

/** Who hands a delivery over, as it is noted with it; and the sender's key for the request, where it has one. */
export type DeliveredBy = { readonly actor: string; readonly idempotency?: Idempotency | null };

/**
 * Takes a delivery in, in one transaction: what holds becomes versions, what does not goes to quarantine
 * with its reasons, and what came of it is noted. A delivery to check changes nothing; neither does one with
 * a faulty row whose original is missing: the answer asks for it.
 */
export async function takeDelivery<R>(
  database: Database,
  kind: RecordKind<R>,
  delivery: Delivery,
  by: DeliveredBy,
): Promise<DeliveryAnswer> {
  const sorted = await sortInOrder(kind, delivery, await readErased(database));
  const originalsOf = sorted.faulty.flatMap(({ row }) => (row.original === undefined ? [row.row] : []));
  if (originalsOf.length > 0) return { originalsOf };
  if (!delivery.check) {
    return database.transaction((sql) => write(sql, { kind, delivery, sorted, by }));
  }
  const taken = await compareVersions(database, { table: kind.table, candidates: sorted.candidates });
  return inFileOrder([...taken, ...sorted.faulty.map(quarantined)]);
}

async function write<R>(
  sql: Transaction,
  {
    kind,
    delivery,
    sorted,
    by: { actor, idempotency = null },
  }: { kind: RecordKind<R>; delivery: Delivery; sorted: Sorted; by: DeliveredBy },
): Promise<RowOutcome[]> {
  const { target } = kind;
  const { source, file, importId } = delivery;
  const { candidates, columns, faulty } = sorted;
  const recordedAt = await lockForWriting(sql);
  const answered = await answerGiven(sql, idempotency);
  if (answered !== null) return answered;
  if (!(await isNext(sql, importId, delivery.sequence))) throw new ClientError('OUT_OF_ORDER');
  const taken = await writeVersions(sql, { into: kind, candidates, columns, recordedAt, importId });
  const kept = await quarantine(sql, { target, delivery, faulty, recordedAt });
  const arrived = new Set(taken.flatMap(({ row, outcome }) => (outcome === 'UNCHANGED' ? [] : [row])));
  const newOrChanged = candidates.filter(({ row }) => arrived.has(row));
  await replaceWaiting(sql, { target, source, importId, candidates: newOrChanged, recordedAt, actor });
  if (delivery.complete) await noteSeen(sql, { kind, delivery, candidates, faulty });
  await declareThrough(sql, { target, source, through: null, recordedAt });
  const outcomes = inFileOrder([...taken, ...kept]);
  const unknown = countUnknown(delivery.rows);
  const { sequence } = delivery;
  await logDelivery(sql, { importId, sequence, recordedAt, target, source, file, actor, outcomes, unknown });
  await rememberAnswer(sql, { idempotency, outcomes, recordedAt });
  return outcomes;
}

function quarantined({ row, reasons }: Faulty): RowOutcome {
  return { row: row.row, outcome: 'QUARANTINED', reason: reasons[0] ?? null };
}

function inFileOrder(outcomes: readonly RowOutcome[]): RowOutcome[] {
  return outcomes.toSorted((left, right) => left.row - right.row);
}

function countUnknown(rows: readonly DeliveredRow[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const field of rows.flatMap(({ unknown }) => unknown)) counts[field] = (counts[field] ?? 0) + 1;
  return counts;
}
