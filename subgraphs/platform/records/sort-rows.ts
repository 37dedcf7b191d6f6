import { setImmediate } from 'node:timers/promises';
import type { Delivery } from '../../../schema/records/delivery.ts';
import { reasonsOf } from '../../../schema/records/reasons.ts';
import { copyLine } from './copy-rows.ts';
import type { Faulty } from './quarantine.ts';
import { underTombstone } from './erased-persons.ts';
import type { ErasedPersons } from './erased-persons.ts';
import { contentHash, recordId } from './record-kind.ts';
import type { RecordKind } from './record-kind.ts';
import type { Candidate } from './versions.ts';

/** The rows of a delivery: those that hold, with the columns their content is for, and those that do not. */
export type Sorted = {
  readonly candidates: readonly Candidate[];
  readonly columns: readonly string[];
  readonly faulty: readonly Faulty[];
};

/** Rows sorted before others get their turn: the delivery that is being written, and questions. */
const ROWS_AT_A_TIME = 10;

/** Sorts one delivery after another as they came: those of one import are only taken in their order. */
export function sortInOrder<R>(
  kind: RecordKind<R>,
  delivery: Delivery,
  erased: ErasedPersons,
): Promise<Sorted> {
  const sorted = lastSorted.then(() => sortRows(kind, delivery, erased));
  lastSorted = sorted.catch(() => undefined);
  return sorted;
}

let lastSorted: Promise<unknown> = Promise.resolve();

async function sortRows<R>(
  kind: RecordKind<R>,
  { rows, source }: Delivery,
  erased: ErasedPersons,
): Promise<Sorted> {
  const candidates: Candidate[] = [];
  const faulty: Faulty[] = [];
  let columns: readonly string[] = [];
  for (const [index, row] of rows.entries()) {
    if (index % ROWS_AT_A_TIME === ROWS_AT_A_TIME - 1) await setImmediate();
    const read =
      row.faults.length > 0
        ? null
        : kind.schema.safeParse(withSource(kind, row.record, source), { reportInput: true });
    if (read === null) faulty.push({ row, reasons: row.faults });
    else if (!read.success) faulty.push({ row, reasons: reasonsOf(read.error) });
    else {
      const values = underTombstone(kind.columns(read.data), erased);
      columns = Object.keys(values);
      candidates.push({
        row: row.row,
        id: recordId(kind, read.data),
        hash: contentHash(read.data),
        key: String(values['source_key'] ?? values['pseudonym']),
        content: copyLine(Object.values(values)),
      });
    }
  }
  return { candidates, columns, faulty };
}

/** A record says nothing of its source: that is the delivery's. Persons come from none, they are the register's. */
function withSource<R>(kind: RecordKind<R>, record: unknown, source: string): unknown {
  return kind.target === 'persons' || typeof record !== 'object' ? record : { ...record, source };
}
