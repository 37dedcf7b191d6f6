import type { DeliveredRow, Delivery } from '../../schema/records/delivery.ts';
import { personFieldOf } from '../../schema/records/targets.ts';
import type { Target } from '../../schema/records/targets.ts';
import type { WaitingRow } from './outgoing-row.ts';
import type { Pseudonyms } from './pseudonyms.ts';

type Filling = {
  readonly target: Target;
  readonly pseudonyms: Pseudonyms;
  readonly originalsOf: ReadonlySet<number>;
};

/** A `Delivery` as JSON text, in parts. */
export function* deliveryText(
  head: Omit<Delivery, 'rows'>,
  rows: readonly WaitingRow[],
  filling: Filling,
): Generator<string> {
  let before = `${JSON.stringify(head).slice(0, -1)},"rows":[`;
  for (const row of rows) {
    yield before;
    yield rowText(row, filling);
    before = ',';
  }
  yield ']}';
}

/** A `DeliveredRow`, with the pseudonym in its record; with the row as it came where that is wanted. */
function rowText(
  { row, record, faults, unknown, original, identifier }: WaitingRow,
  { target, pseudonyms, originalsOf }: Filling,
): string {
  const pseudonym = identifier === null ? undefined : pseudonyms.get(identifier);
  const whole = pseudonym === undefined ? record() : withField(record(), personFieldOf(target), pseudonym);
  const rest: Omit<DeliveredRow, 'record'> = {
    row,
    faults,
    unknown,
    ...(original === null
      ? { original }
      : faults.length > 0 || originalsOf.has(row)
        ? { original: original() }
        : {}),
  };
  return `${JSON.stringify(rest).slice(0, -1)},"record":${whole}}`;
}

/** An object's JSON text with a field more; one it has already keeps the value that comes last. */
function withField(object: string, name: string, value: string): string {
  const inside = object.slice(1, -1);
  return `{${inside}${inside === '' ? '' : ','}${JSON.stringify(name)}:${JSON.stringify(value)}}`;
}
