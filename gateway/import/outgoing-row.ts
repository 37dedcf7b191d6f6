import type { DeliveredRow } from '../../schema/records/delivery.ts';

/**
 * A row on its way to its owner. Its record is JSON text already: thousands of rows wait for their answer at
 * once, and as objects they would outlive the young generation and fill the heap.
 */
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
