import { pseudonymAnswer } from '../../schema/records/pseudonyms.ts';
import type { PseudonymQuestion } from '../../schema/records/pseudonyms.ts';
import type { WaitingRow } from './outgoing-row.ts';
import { OwnerUnavailable, postToOwner } from './owner-requests.ts';
import type { Vouch } from './owner-requests.ts';

/** The pseudonym of each identifier. */
export type Pseudonyms = ReadonlyMap<string, string>;

/**
 * Asks the register about the persons of a batch in one request; the identifier goes nowhere else. Gives their
 * pseudonyms, and the rows with a fault where they call somebody a minor, or not one, against the register's
 * birth date.
 */
export async function identifyPersons(
  rows: readonly WaitingRow[],
  { url, vouch }: { readonly url: string | undefined; readonly vouch: Vouch },
): Promise<{ readonly rows: readonly WaitingRow[]; readonly pseudonyms: Pseudonyms }> {
  const identifiers = [...new Set(rows.flatMap(({ identifier }) => identifier ?? []))];
  if (identifiers.length === 0) return { rows, pseudonyms: new Map() };
  const places = new Map(identifiers.map((identifier, place) => [identifier, place]));
  const flagged = rows.flatMap((row) => {
    const place = row.identifier === null ? undefined : places.get(row.identifier);
    return place === undefined || row.flagged === null ? [] : [{ row, place, ...row.flagged }];
  });
  const minorOn = flagged.map(({ place, day }): [number, string] => [place, day]);
  const answered = await postToOwner(
    new URL('/pseudonyms', url),
    { body: JSON.stringify({ identifiers, minorOn } satisfies PseudonymQuestion), vouch },
    pseudonymAnswer,
  );
  if (!answered.ok) throw new OwnerUnavailable(answered.code);
  const { pseudonyms, minors } = answered.value;
  const contradicted = new Set(
    flagged.flatMap(({ row, minor }, index) => ((minors[index] ?? minor) === minor ? [] : [row])),
  );
  return {
    rows: rows.map((row) =>
      contradicted.has(row)
        ? { ...row, faults: [...row.faults, { code: 'AGE_CONTRADICTS_BIRTH_DATE', field: null }] }
        : row,
    ),
    pseudonyms: new Map(identifiers.map((identifier, place) => [identifier, pseudonyms[place] ?? ''])),
  };
}
