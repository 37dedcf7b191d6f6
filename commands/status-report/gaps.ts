import { osloDay } from '../../schema/practice/calendar.ts';
import { findRule, RULE_SET, RULE_SET_VERSION } from '../../schema/rules/rule-set.ts';
import type { Rule } from '../../schema/rules/rule.ts';
import type { Documentation, Status } from './ask-status.ts';
import { dutiesThrough } from './duties.ts';
import type { Word, Words } from './words.ts';

/** Everything the report cannot show, each as a sentence that says why. */
export function findGaps(status: Status, words: Words): string[] {
  const { now, before, periods } = status;
  const through = new Set(dutiesThrough(periods.now, periods.before).map(({ code }) => code));
  const enabled = RULE_SET.rules.filter((rule) => rule.enabled);
  return [
    ...missingUnits(status, { found: now, period: 'inPeriod' }, words),
    ...missingUnits(status, { found: before, period: 'inPeriodBefore' }, words),
    ...missingFeeds(status, words),
    ...status.followedUpNow.awaited.map(({ unit, reading }) => `${nameOf(status, unit.code)}: ${reading}`),
    ...missingTotals(status, words),
    ...undeclared(status, words),
    ...hidden(status, words),
    ...ruleSetGaps(status, words),
    ...duties(
      words,
      'notThrough',
      enabled.filter(({ scope, code }) => scope === 'MEASURE' && !through.has(code)),
    ),
    ...duties(
      words,
      'notJudged',
      enabled.filter(({ scope }) => scope === 'REGIME_DAY'),
    ),
    ...duties(
      words,
      'unverified',
      enabled.filter(({ verified }) => !verified),
    ),
    ...duties(
      words,
      'switchedOff',
      RULE_SET.rules.filter((rule) => !rule.enabled),
    ),
    ...unknownDuties(status, words),
  ];
}

export function nameOf({ units }: Pick<Status, 'units'>, unit: string): string {
  return units.find(({ code }) => code === unit)?.name ?? unit;
}

/** Whether shares by duty can be computed: the units judged by the rules this report knows. */
export function judgedByOwnRules({ now, before }: Status): boolean {
  return [now, before].every((found) => ruleSetsOf(found).every((version) => version === RULE_SET_VERSION));
}

function ruleSetsOf({ coverage }: Documentation): string[] {
  return [...new Set(coverage.answered.flatMap(({ ruleSets }) => ruleSets))];
}

function missingUnits(
  status: Status,
  { found, period }: { readonly found: Documentation; readonly period: Word },
  words: Words,
): string[] {
  return found.coverage.missing.map(({ unit, message }) =>
    words.say('unitMissing', { unit: nameOf(status, unit.code), message, period: words.say(period) }),
  );
}

function missingFeeds(status: Status, words: Words): string[] {
  return status.followedUpNow.coverage.missing.map(({ unit, message, dataThrough }) =>
    words.say('feedMissing', {
      unit: nameOf(status, unit.code),
      message,
      through: dataThrough === null ? words.say('never') : words.moment(dataThrough),
    }),
  );
}

function missingTotals(status: Status, words: Words): string[] {
  const { isolationOverUnits } = status;
  if (isolationOverUnits === null) return [words.say('notAddedUp')];
  return isolationOverUnits.coverage.missing.map(({ unit, message }) =>
    words.say('atLeast', { unit: nameOf(status, unit.code), message }),
  );
}

function undeclared(status: Status, words: Words): string[] {
  const { answered } = status.now.coverage;
  const silent = answered.filter(({ dataThrough }) => dataThrough === null);
  const short = answered.flatMap(({ unit, dataThrough }) =>
    dataThrough !== null && osloDay(dataThrough) < status.periods.now.to ? [{ unit, dataThrough }] : [],
  );
  const named = silent.map(({ unit }) => nameOf(status, unit.code)).join(', ');
  return [
    ...(silent.length > 0 ? [words.say('undeclared', { units: named })] : []),
    ...short.map(({ unit, dataThrough }) =>
      words.say('declaredShort', { unit: nameOf(status, unit.code), through: words.moment(dataThrough) }),
    ),
  ];
}

function hidden(status: Status, words: Words): string[] {
  const groups = [...status.now.groups, ...status.before.groups];
  const units = new Set(
    groups.flatMap(({ unit, figures }) =>
      figures.status === 'PUBLISHED' ? [] : [nameOf(status, unit.code)],
    ),
  );
  return units.size > 0 ? [words.say('hidden', { units: [...units].join(', ') })] : [];
}

function ruleSetGaps(status: Status, words: Words): string[] {
  const versions = [...new Set([...ruleSetsOf(status.now), ...ruleSetsOf(status.before)])];
  const units = versions.join(', ');
  return [
    ...(versions.length > 1 ? [words.say('mixedRules', { units })] : []),
    ...(judgedByOwnRules(status) ? [] : [words.say('otherRules', { units, own: RULE_SET_VERSION })]),
  ];
}

function duties(words: Words, word: Word, rules: readonly Rule[]): string[] {
  const titles = [...new Set(rules.map(({ title }) => title[words.language]))];
  return titles.length === 0 ? [] : [words.say(word, { duties: titles.join('; ') })];
}

function unknownDuties({ now }: Status, words: Words): string[] {
  const codes = now.total?.deviations?.map(({ rule }) => rule.code) ?? [];
  const unknown = codes.filter((code) => findRule(code) === undefined);
  return unknown.length === 0 ? [] : [words.say('unknownDuties', { duties: unknown.join(', ') })];
}
