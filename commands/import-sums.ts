import { LANGUAGE, message } from '../schema/messages.ts';
import type { ImportSums } from '../schema/records/delivery.ts';
import { isReasonCode, reasonSentence } from '../schema/records/reasons.ts';

/** Where every row of an import went, as a person reads it: accepted + quarantined + blank = read. */
export function formatSums(sums: ImportSums, check: boolean): string {
  const reasons = Object.entries(sums.reasons)
    .toSorted(([one, left], [other, right]) => right - left || (one < other ? -1 : 1))
    .flatMap(([reason, count]) => [
      `    ${reason}  ${count}  ${explain(reason)}`,
      ...(sums.examples[reason] ?? []).map(
        ({ row, original }) => `        ${message('row')} ${row}: ${original}`,
      ),
    ]);
  const unknown = Object.entries(sums.unknown).map(([field, count]) => `    ${field}  ${count}`);
  const lines = [
    ...(check ? [message('nothingChanged')] : []),
    line('rowsRead', sums.read),
    `${line('rowsAccepted', sums.accepted)}  (${message('rowsAcceptedAs', { new: sums.new, changed: sums.changed, unchanged: sums.unchanged })})`,
    line('rowsQuarantined', sums.quarantined),
    ...reasons,
    line('rowsBlank', sums.blank),
    ...(sums.repaired > 0 ? [line('rowsRepaired', sums.repaired)] : []),
    ...(unknown.length > 0 ? [message('valuesUnknown'), ...unknown] : []),
    ...(sums.withdrawn > 0 ? [line('recordsWithdrawn', sums.withdrawn)] : []),
    ...(sums.notWithdrawn.length > 0
      ? [message('notWithdrawn', { owners: sums.notWithdrawn.join(', ') })]
      : []),
    ...(sums.undeliveredTo.length > 0
      ? [
          `${line('rowsUndelivered', sums.undelivered)}: ${message('ownersSilent', { owners: sums.undeliveredTo.join(', ') })}`,
        ]
      : []),
    ...(sums.conflicts > 0
      ? [
          line('keysInConflict', sums.conflicts),
          ...sums.conflictsSeen.map(({ key, units }) => `    ${key}: ${units.join(', ')}`),
        ]
      : []),
    ...(!check && sums.quarantined > 0 ? [message('seeQuarantine')] : []),
    ...(check ? [] : [message('importNumber', { id: sums.importId })]),
  ];
  return lines.join('\n');
}

/** The same on one line. */
export function formatShort(sums: ImportSums): string {
  const parts = [
    line('rowsRead', sums.read),
    line('rowsAccepted', sums.accepted),
    line('rowsQuarantined', sums.quarantined),
    line('rowsBlank', sums.blank),
    ...(sums.undelivered > 0 ? [line('rowsUndelivered', sums.undelivered)] : []),
  ];
  return parts.map((part) => part.replaceAll(/ +/g, ' ')).join(', ');
}

function line(code: Parameters<typeof message>[0], count: number): string {
  return `${message(code).padEnd(14)} ${count}`;
}

function explain(reason: string): string {
  const [, code = '', field = null] = /^(\w+?)(?:\((.*)\))?$/.exec(reason) ?? [];
  return isReasonCode(code) ? reasonSentence({ code, field }, LANGUAGE) : '';
}
