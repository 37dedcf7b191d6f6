import type { DeliveredRow } from '../../schema/records/delivery.ts';
import { personFieldOf } from '../../schema/records/targets.ts';
import type { Target } from '../../schema/records/targets.ts';
import type { OutgoingRow } from './outgoing-row.ts';
import type { Pseudonyms } from './pseudonyms.ts';

/** A `DeliveredRow` as JSON text, with the pseudonym in its record; with the row as it came where that is wanted. */
export function deliveredText(
  { row, record, faults, unknown, original, identifier }: OutgoingRow,
  {
    target,
    pseudonyms,
    originalsOf,
  }: {
    readonly target: Target;
    readonly pseudonyms: Pseudonyms;
    readonly originalsOf: ReadonlySet<number>;
  },
): string {
  const pseudonym = identifier === null ? undefined : pseudonyms.get(identifier);
  const whole = pseudonym === undefined ? record : withField(record, personFieldOf(target), pseudonym);
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
