import { comparison } from './definitions/comparison.ts';
import { dataQuality } from './definitions/data-quality.ts';
import { followUp, followUpByRule } from './definitions/follow-up.ts';
import { lengths } from './definitions/lengths.ts';
import { practice, practiceMonthly } from './definitions/practice.ts';
import { rules } from './definitions/rules.ts';
import { units } from './definitions/units.ts';
import type { Feed } from './feed.ts';

/** Every feed there is. A further one is a file in `definitions/` and a line here. */
export const FEEDS: readonly Feed[] = [
  practice,
  practiceMonthly,
  lengths,
  comparison,
  followUp,
  followUpByRule,
  dataQuality,
  rules,
  units,
];

export function findFeed(name: string): Feed | undefined {
  return FEEDS.find((feed) => feed.name === name);
}
