import { comparison } from './definitions/comparison.ts';
import { dataQuality } from './definitions/data-quality.ts';
import { followUp, followUpByRule } from './definitions/follow-up.ts';
import { keyFigures } from './definitions/key-figures.ts';
import { publishedFigures } from './definitions/published-figures.ts';
import { lengths } from './definitions/lengths.ts';
import { practice, practiceMonthly } from './definitions/practice.ts';
import { rules } from './definitions/rules.ts';
import { units } from './definitions/units.ts';
import type { Feed } from './feed.ts';
import { deviations } from './definitions/deviations.ts';
import { measures } from './definitions/measures.ts';
import type { RecordFeed } from './record-feed.ts';

/** Every feed there is. A further one is a file in `definitions/` and a line here. */
export const FEEDS: readonly (Feed | RecordFeed)[] = [
  practice,
  practiceMonthly,
  lengths,
  comparison,
  keyFigures,
  publishedFigures,
  followUp,
  followUpByRule,
  deviations,
  measures,
  dataQuality,
  rules,
  units,
];

export function findFeed(name: string): Feed | RecordFeed | undefined {
  return FEEDS.find((feed) => feed.name === name);
}
