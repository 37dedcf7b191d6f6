import { z } from 'zod';
import type { DeliveredRow } from '../../schema/records/delivery.ts';
import type { Target } from '../../schema/records/targets.ts';
import type { OutgoingRow } from './delivering.ts';
import { OwnerUnavailable, postToOwner } from './owner-requests.ts';
import type { Vouch } from './owner-requests.ts';

const answer = z.strictObject({ pseudonyms: z.array(z.string()) });

/**
 * Asks the register for the pseudonyms of a batch in one request. The identifier goes
 * nowhere else.
 */
export async function fillPseudonyms(
  rows: readonly OutgoingRow[],
  {
    target,
    url,
    vouch,
  }: { readonly target: Target; readonly url: string | undefined; readonly vouch: Vouch },
): Promise<DeliveredRow[]> {
  const identifiers = [...new Set(rows.flatMap(({ identifier }) => identifier ?? []))];
  const pseudonyms = new Map<string, string>();
  if (identifiers.length > 0) {
    const answered = await postToOwner(
      new URL('/pseudonyms', url),
      { body: JSON.stringify({ identifiers }), vouch },
      answer,
    );
    if (!answered.ok) throw new OwnerUnavailable(answered.code);
    identifiers.forEach((identifier, index) =>
      pseudonyms.set(identifier, answered.value.pseudonyms[index] ?? ''),
    );
  }
  const field = target === 'persons' || target === 'stays' ? 'pseudonym' : 'person';
  return rows.map(({ unit: _unit, size: _size, identifier, original, ...rest }): DeliveredRow => {
    const row =
      original === null
        ? { ...rest, original }
        : rest.faults.length > 0
          ? { ...rest, original: original() }
          : rest;
    const pseudonym = identifier === null ? undefined : pseudonyms.get(identifier);
    if (identifier === null || pseudonym === undefined) return row;
    return {
      ...row,
      record: { ...(row.record as object), [field]: pseudonym },
    };
  });
}
