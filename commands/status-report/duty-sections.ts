import type { Rule } from '../../schema/rules/rule.ts';
import type { Status } from './ask-status.ts';
import { countDuties, dutiesThrough, isDocumentation, per100, shareKept } from './duties.ts';
import type { DutyCounts } from './duties.ts';
import { judgedByOwnRules, nameOf } from './gaps.ts';
import { list, table } from './markdown.ts';
import type { Words } from './words.ts';

const FEWEST_IN_ONE_UNIT = 10;
const TIMES_ALL = 3;

type Compared = { readonly rules: readonly Rule[]; readonly now: DutyCounts; readonly before: DutyCounts };

/** Which duties of documentation are kept to which share, by unit. */
export function byDuty(status: Status, words: Words): string[] {
  const { rules, now, before } = compared(status);
  const units = status.now.coverage.answered.map(({ unit }) => unit.code);
  const duties = rules.filter(isDocumentation);
  const rows = duties.map((rule) => {
    const [all, earlier] = [now(rule, null), before(rule, null)];
    return [
      rule.title[words.language],
      words.count(all.concerned),
      words.percent(shareKept(all)),
      words.percent(shareKept(earlier)),
      words.points(shareKept(all), shareKept(earlier)),
      ...units.map((unit) => words.percent(shareKept(now(rule, unit)))),
    ];
  });
  const titles = ['duty', 'concerned', 'allUnits', 'before', 'change'] as const;
  return [
    `## ${words.say('byDuty')}`,
    words.say('byDutyNote'),
    ...(duties.length === 0
      ? [words.say('none')]
      : [
          table(
            [...titles.map((title) => words.say(title)), ...units.map((unit) => nameOf(status, unit))],
            rows,
          ),
          `${words.say('basis')}:`,
          list(basesOf(duties, words)),
        ]),
  ];
}

/** Where each duty stands; many stand in the same place. */
function basesOf(duties: readonly Rule[], words: Words): string[] {
  return [...Map.groupBy(duties, ({ legalReference }) => legalReference)].map(
    ([reference, here]) => `${reference}: ${here.map(({ title }) => title[words.language]).join('; ')}`,
  );
}

/** What else was broken, most often first. */
export function otherDuties(status: Status, words: Words): string[] {
  const { rules, now, before } = compared(status);
  const rows = rules
    .filter((rule) => !isDocumentation(rule))
    .map((rule) => ({ rule, all: now(rule, null), earlier: before(rule, null) }))
    .filter(({ all, earlier }) => all.deviations + earlier.deviations > 0)
    .toSorted((one, other) => other.all.deviations - one.all.deviations)
    .map(({ rule, all, earlier }) => {
      const broken = brokenIn(status, rule, now);
      const [worst] = broken.toSorted((one, other) => (other.rate ?? 0) - (one.rate ?? 0));
      return [
        rule.title[words.language],
        rule.legalReference,
        words.count(all.deviations),
        words.decimal(per100(all)),
        words.count(earlier.deviations),
        words.decimal(per100(earlier)),
        words.count(broken.length),
        worst === undefined ? '–' : `${nameOf(status, worst.unit)} ${words.decimal(worst.rate)}`,
      ];
    });
  const titles = ['duty', 'basis', 'deviations', 'per100', 'before', 'per100', 'inUnits', 'highest'] as const;
  return [
    `## ${words.say('otherDuties')}`,
    words.say('otherDutiesNote'),
    rows.length === 0
      ? words.say('none')
      : table(
          titles.map((title) => words.say(title)),
          rows,
        ),
  ];
}

/** Duties broken by many, or by one unit far more than by all. */
export function possiblySystemic(status: Status, words: Words): string[] {
  const { rules, now } = compared(status);
  const answered = status.now.coverage.answered.length;
  const found = rules.flatMap((rule) => {
    const duty = rule.title[words.language];
    const all = now(rule, null);
    const broken = brokenIn(status, rule, now);
    const wide = broken.length > 1 && 2 * broken.length >= answered;
    const high = broken.filter(
      ({ deviations, rate }) =>
        deviations >= FEWEST_IN_ONE_UNIT && rate !== null && rate >= TIMES_ALL * (per100(all) ?? 0),
    );
    return [
      ...(wide
        ? [words.say('brokenWidely', { duty, deviations: words.count(all.deviations), units: broken.length })]
        : []),
      ...high.map(({ unit, deviations, rate }) =>
        words.say('brokenHere', {
          unit: nameOf(status, unit),
          duty,
          deviations: words.count(deviations),
          rate: words.decimal(rate),
          all: words.decimal(per100(all)),
        }),
      ),
    ];
  });
  return [
    `## ${words.say('systemic')}`,
    words.say('systemicNote'),
    found.length === 0 ? words.say('none') : list(found),
  ];
}

/** Duties that can be compared; none where the units judge by other rules than this report knows. */
function compared({ now, before, concernedNow, concernedBefore, periods, ...rest }: Status): Compared {
  const known = judgedByOwnRules({ now, before, concernedNow, concernedBefore, periods, ...rest });
  return {
    rules: known ? dutiesThrough(periods.now, periods.before) : [],
    now: countDuties(now, concernedNow),
    before: countDuties(before, concernedBefore),
  };
}

function brokenIn({ now: { coverage } }: Status, rule: Rule, count: DutyCounts) {
  return coverage.answered.flatMap(({ unit: { code: unit } }) => {
    const counted = count(rule, unit);
    return counted.deviations === 0 ? [] : [{ unit, deviations: counted.deviations, rate: per100(counted) }];
  });
}
