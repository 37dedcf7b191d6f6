import { findRule } from '../../schema/rules/rule-set.ts';
import type { Status } from './ask-status.ts';
import { table } from './markdown.ts';
import type { Words } from './words.ts';

/** What only several records show, or several units: beside the period before, most often first. */
export function overRecords({ followedUpNow, followedUpBefore }: Status, words: Words): string[] {
  const countOf = (found: Status['followedUpNow'], code: string) =>
    found.rules.find(({ ruleCode }) => ruleCode === code);
  const codes = [...followedUpNow.rules, ...followedUpBefore.rules].map(({ ruleCode }) => ruleCode);
  const rows = [...new Set(codes)]
    .flatMap((code) => {
      const rule = findRule(code);
      return rule?.scope === 'SERVICE' ? [rule] : [];
    })
    .map((rule) => ({
      rule,
      now: countOf(followedUpNow, rule.code),
      earlier: countOf(followedUpBefore, rule.code)?.figures.deviations ?? 0,
    }))
    .filter(({ now, earlier }) => (now?.figures.deviations ?? 0) + earlier > 0)
    .toSorted((one, other) => (other.now?.figures.deviations ?? 0) - (one.now?.figures.deviations ?? 0))
    .map(({ rule, now, earlier }) => [
      rule.title[words.language],
      rule.legalReference,
      words.count(now?.figures.deviations ?? 0),
      words.count(earlier),
      words.count(now?.figures.open ?? 0),
      words.count(now?.units ?? 0),
    ]);
  const titles = ['duty', 'basis', 'deviations', 'before', 'open', 'inUnits'] as const;
  return [
    `## ${words.say('overRecords')}`,
    words.say('overRecordsNote'),
    rows.length === 0
      ? words.say('none')
      : table(
          titles.map((title) => words.say(title)),
          rows,
        ),
  ];
}
