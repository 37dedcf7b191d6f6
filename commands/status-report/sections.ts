import { osloDay } from '../../schema/practice/calendar.ts';
import type { Documented, FollowUpFigures, Status } from './ask-status.ts';
import { findGaps, nameOf } from './gaps.ts';
import { list, table } from './markdown.ts';
import { lastDay } from './periods.ts';
import { byDuty, otherDuties, possiblySystemic } from './duty-sections.ts';
import { overRecords } from './over-records.ts';
import type { Words } from './words.ts';

/** The report, in Markdown. */
export function writeReport(status: Status, words: Words, made: Date): string {
  const { now, before } = status.periods;
  const gaps = findGaps(status, words);
  return [
    `# ${words.say('title')}`,
    words.say('periods', {
      from: words.day(now.from),
      to: words.day(lastDay(now)),
      beforeFrom: words.day(before.from),
      beforeTo: words.day(lastDay(before)),
      made: words.moment(made),
    }),
    `## ${words.say('inShort')}`,
    inShort(status, words, { gaps: gaps.length, made }),
    `## ${words.say('byUnit')}`,
    words.say('byUnitNote'),
    byUnit(status, words),
    ...byDuty(status, words),
    ...otherDuties(status, words),
    ...overRecords(status, words),
    ...possiblySystemic(status, words),
    `## ${words.say('ageing')}`,
    words.say('ageingNote'),
    ageing(status, words),
    `## ${words.say('systemicCases')}`,
    systemicCases(status, words),
    `## ${words.say('plan')}`,
    words.say('planNote'),
    plan(status, words, made),
    `## ${words.say('foundation')}`,
    foundation(status, words),
    `## ${words.say('gaps')}`,
    gaps.length === 0 ? words.say('noGaps') : list(gaps),
    '',
  ].join('\n\n');
}

function inShort(status: Status, words: Words, { gaps, made }: { gaps: number; made: Date }): string {
  const { now, before, followedUpNow, followedUpBefore, actions } = status;
  const { deviations, open, overdue } = followedUpNow.total;
  const late = actions.filter((one) => isLate(one, made));
  return list([
    words.say('unitsAnswered', { answered: now.coverage.answered.length, all: status.units.length }),
    words.say('startedInShort', {
      started: words.count(now.total?.started ?? null),
      before: words.count(before.total?.started ?? null),
      share: `${words.percent(shareOf(now.total))} %`,
      shareBefore: `${words.percent(shareOf(before.total))} %`,
    }),
    words.say('deviationsInShort', {
      deviations: words.count(deviations),
      before: words.count(followedUpBefore.total.deviations),
      open: words.count(open),
      overdue: words.count(overdue),
    }),
    words.say('actionsInShort', { actions: words.count(actions.length), overdue: words.count(late.length) }),
    words.say('gapsInShort', { count: gaps }),
  ]);
}

function byUnit({ now, before, units }: Status, words: Words): string {
  const line = (name: string, figures: Documented | null, earlier: Documented | null) => [
    name,
    words.count(figures?.started ?? null),
    words.count(figures?.completeRecords ?? null),
    words.percent(shareOf(figures)),
    words.percent(shareOf(earlier)),
    words.points(shareOf(figures), shareOf(earlier)),
  ];
  const titles = ['unit', 'started', 'complete', 'share', 'before', 'change'] as const;
  const of = (found: Status['now'], code: string) =>
    found.groups.find(({ unit }) => unit.code === code)?.figures ?? null;
  return table(
    titles.map((title) => words.say(title)),
    [
      ...units.map(({ code, name }) => line(name, of(now, code), of(before, code))),
      line(words.say('allUnits'), now.total, before.total),
    ],
  );
}

function shareOf(figures: Documented | null): number | null {
  if (figures?.started == null || figures.completeRecords === null || figures.started === 0) return null;
  return figures.completeRecords / figures.started;
}

function ageing({ followedUpNow, followedUpBefore, units }: Status, words: Words): string {
  const line = (name: string, figures: FollowUpFigures | undefined, earlier: FollowUpFigures | undefined) => [
    name,
    ...[
      figures?.deviations,
      earlier?.deviations,
      figures?.open,
      figures?.overdue,
      figures?.inSystemicCases,
      countOf(figures, 'CLOSED'),
      countOf(figures, 'GONE'),
    ].map((count) => words.count(count ?? null)),
    words.decimal(figures?.medianDaysOpen ?? null),
    words.decimal(figures?.medianDaysToClose ?? null),
  ];
  const titles = [
    'unit',
    'deviations',
    'before',
    'open',
    'overdue',
    'inSystemic',
    'closed',
    'gone',
    'daysOpen',
    'daysToClose',
  ] as const;
  const of = (found: Status['followedUpNow'], code: string) =>
    found.units.find(({ unit }) => unit.code === code)?.figures;
  return table(
    titles.map((title) => words.say(title)),
    [
      ...units.map(({ code, name }) => line(name, of(followedUpNow, code), of(followedUpBefore, code))),
      line(words.say('allUnits'), followedUpNow.total, followedUpBefore.total),
    ],
  );
}

function countOf(figures: FollowUpFigures | undefined, wanted: 'CLOSED' | 'GONE'): number | undefined {
  return figures?.statuses.find(({ status }) => status === wanted)?.count;
}

function systemicCases({ systemicCases: { nodes } }: Status, words: Words): string {
  if (nodes.length === 0) return words.say('none');
  const titles = ['inUnits', 'duty', 'members', 'nextDue', 'status'] as const;
  return table(
    titles.map((title) => words.say(title)),
    nodes.map((one) => {
      const status = words.status(one.status);
      return [
        one.units.map(({ name }) => name).join(', '),
        one.rule?.title ?? one.ruleCode,
        words.count(one.members.totalCount),
        words.day(one.dueOn),
        one.overdue ? words.say('late', { status }) : status,
      ];
    }),
  );
}

function plan({ actions }: Status, words: Words, made: Date): string {
  if (actions.length === 0) return words.say('none');
  const rows = actions
    .toSorted((one, other) => (one.action.deadline < other.action.deadline ? -1 : 1))
    .map((one) => {
      const units = one.units.map(({ name }) => name).join(', ');
      const status = words.status(one.status);
      return [
        one.systemic ? words.say('systemicOver', { units }) : units,
        one.rule?.title ?? one.ruleCode,
        one.action.action,
        words.day(one.action.deadline),
        isLate(one, made) ? words.say('late', { status }) : status,
      ];
    });
  const titles = ['unit', 'duty', 'action', 'deadline', 'status'] as const;
  return table(
    titles.map((title) => words.say(title)),
    rows,
  );
}

function isLate({ action }: Status['actions'][number], made: Date): boolean {
  return action.correctedAt === null && action.deadline < osloDay(made.toISOString());
}

function foundation(status: Status, words: Words): string {
  const { answered } = status.now.coverage;
  const titles = ['unit', 'declared', 'ruleSet'] as const;
  return table(
    titles.map((title) => words.say(title)),
    answered.map(({ unit, dataThrough, ruleSets }) => [
      nameOf(status, unit.code),
      dataThrough === null ? '–' : words.moment(dataThrough),
      ruleSets.join(', '),
    ]),
  );
}
