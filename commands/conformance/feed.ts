import { hash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { deviationFeed } from '../../schema/deviations/feed.ts';
import type { DeviationNotice } from '../../schema/deviations/feed.ts';
import type { Target } from '../../schema/records/targets.ts';
import { UnusableAnswer } from './check.ts';
import { parseJson, SOURCE } from './unit-client.ts';
import type { UnitClient } from './unit-client.ts';

/** All that follows, page by page in the order of sequences. */
export async function readFeed(unit: UnitClient, since: number): Promise<DeviationNotice[]> {
  const notices: DeviationNotice[] = [];
  for (let from = since, more = true; more;) {
    const path = `/deviations?after=${from}&first=200`;
    const { status, text } = await unit.request(path);
    const page = deviationFeed.safeParse(parseJson(text));
    const sequences = page.data?.notices.map(({ sequence }) => sequence) ?? [];
    const isInOrder = sequences.every((sequence, index) => sequence > (sequences[index - 1] ?? from));
    if (status !== 200 || !page.success || !isInOrder || (page.data.more && sequences.length === 0))
      throw new UnusableAnswer({
        about: `GET ${path}`,
        expected: 'schema/deviations/feed.ts',
        came: text.slice(0, 200),
      });
    notices.push(...page.data.notices);
    ({ next: from, more } = page.data);
  }
  return notices;
}

/** Follows the feed from its end, as the directorate does: what was told stands until it is told to be gone. */
export class FeedFollower {
  readonly #unit: UnitClient;
  readonly #latest = new Map<string, DeviationNotice>();
  #read: number;

  private constructor(unit: UnitClient, end: number) {
    this.#unit = unit;
    this.#read = end;
  }

  static async fromNowOn(unit: UnitClient): Promise<FeedFollower> {
    return new FeedFollower(unit, (await readFeed(unit, 0)).at(-1)?.sequence ?? 0);
  }

  /** What stands of these notices, once it is as many as expected, or when that was asked often enough. */
  async standing(
    isOne: (notice: DeviationNotice) => boolean,
    {
      number,
      tries,
    }: {
      readonly number: number;
      /** With pauses that grow to a second between them. */
      readonly tries: number;
    },
  ): Promise<DeviationNotice[]> {
    for (let attempt = 1; ; attempt += 1) {
      for (const notice of await readFeed(this.#unit, this.#read)) {
        this.#latest.set(notice.id, notice);
        this.#read = notice.sequence;
      }
      const standing = [...this.#latest.values()].filter((one) => one.state === 'BROKEN' && isOne(one));
      if (standing.length === number || attempt === tries) return standing;
      await wait(Math.min(1000, 50 * 2 ** attempt));
    }
  }
}

/** The id of a record, which is the same in every unit (schema/records/source-keys.ts). */
export function idOf(target: Target, sourceKey: string): string {
  const digits = hash('sha256', `${target}\0${SOURCE}\0${sourceKey}`);
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20, 32),
  ].join('-');
}
