import type { DeliveredRow } from '../../schema/records/delivery.ts';
import type { RowTexts } from './row-texts.ts';

/** A row as it was read, on its way to its owner; its record is JSON text already. */
export type OutgoingRow = Pick<DeliveredRow, 'row' | 'faults' | 'unknown'> & {
  readonly record: string;
  /** Whether day and month were put right. */
  readonly repaired: boolean;
  /** The row as it came, as JSON text; null where the record is what came. */
  readonly original: (() => string) | null;
  readonly unit: string | null;
  /** The person as the source names them, until the register has given the pseudonym. */
  readonly identifier: string | null;
  /** Whether the row calls that person a minor, on the day its measure began; null where it does not say. */
  readonly flagged: { readonly minor: boolean; readonly day: string } | null;
  /** Characters of the row as it came. */
  readonly size: number;
};

/** One that waits in a batch, its texts with the others'. */
export type WaitingRow = Omit<OutgoingRow, 'record' | 'unit' | 'size'> & { readonly record: () => string };

export function waitingRow(
  { row, faults, unknown, record, repaired, original, identifier, flagged }: OutgoingRow,
  texts: RowTexts,
): WaitingRow {
  return {
    row,
    faults,
    unknown,
    record: texts.keep(record),
    repaired,
    // Read from the texts, the row's cells are needed no longer.
    original: original === null ? null : texts.keep(original()),
    identifier,
    flagged,
  };
}
