import { compare } from '../check.ts';
import type { Check, Difference } from '../check.ts';
import { FeedFollower } from '../feed.ts';
import { expectedOf, silentSet } from '../silent-places.ts';
import { TEXTS } from '../texts.ts';
import type { UnitClient } from '../unit-client.ts';

/** Places that file nothing though something was due, and those that write long afterwards. */
export const SILENCE_CHECKS: readonly Check[] = [{ code: 'SILENCE', text: TEXTS.SILENCE, run: checkSilence }];

async function checkSilence(unit: UnitClient): Promise<Difference[]> {
  const feed = await FeedFollower.fromNowOn(unit);
  const set = silentSet(unit);
  for (const [target, records] of Object.entries(set)) await unit.post(target as keyof typeof set, records);
  const expected = expectedOf(set);
  const told = await feed.standing(
    ({ target, startedOn }) => target === 'unit' && startedOn >= '2003' && startedOn < '2004',
    // A unit need not look through all its records each time it is asked.
    { number: expected.length, tries: 60 },
  );
  const found = told.map(({ rule, facility, startedOn, dueAt, metAt }) => ({
    rule,
    facility,
    startedOn,
    dueAt: new Date(dueAt).toISOString(),
    metAt: metAt === null ? null : new Date(metAt).toISOString(),
  }));
  return compare('notices', inOrder(expected), inOrder(found));
}

function inOrder<T extends { rule: string; facility: string | null; startedOn: string }>(
  found: readonly T[],
): T[] {
  const name = ({ rule, facility, startedOn }: T) => `${rule} ${facility} ${startedOn}`;
  return found.toSorted((one, other) => (name(one) < name(other) ? -1 : 1));
}
