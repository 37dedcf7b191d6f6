import { midnightOf } from '../../commands/conformance/oslo-time.ts';
import { isAlone, nextDay } from '../../commands/conformance/plain-days.ts';
import type { Found } from '../../commands/conformance/plain-days.ts';
import { isDay } from '../../schema/records/measure.ts';
import type { MeasureRecord } from '../../schema/records/measure.ts';
import type { RuleSet } from '../../schema/rules/rule-set.ts';
import type { Rule } from '../../schema/rules/rule.ts';

/**
 * Isolation of one person, plainly from the definitions and without the code of the service: time is walked from
 * one border to the next, and at each the question is asked anew who is alone. Moments in milliseconds.
 */
export type PlainMeasure = {
  /** Decides between those begun at the same moment. */
  readonly id: string;
  readonly unit: string;
  readonly record: MeasureRecord;
  readonly decided: readonly { readonly level: string; readonly decidedAt: string }[];
  readonly reported: readonly { readonly toLevel: string; readonly sentAt: string | null }[];
};
const MINUTE = 60_000;
const LEVELS = ['LOCAL', 'REGIONAL', 'DIRECTORATE'];

type Stretch = PlainMeasure & { readonly start: number; readonly end: number };

/** All that is found in the measures of one unit. */
export function plainTotals(measures: readonly PlainMeasure[], { rules }: RuleSet, now: number): Found[] {
  return rules.flatMap((rule) =>
    plainPassings(measures, rule, now)
      .filter(({ dueAt }) => dueAt < now)
      .map(({ measure, occurrence, dueAt, metAt }): Found => [
        rule.code,
        measure.record.sourceKey,
        occurrence,
        dueAt,
        metAt,
      ]),
  );
}

type Passed = {
  readonly measure: PlainMeasure;
  readonly occurrence: number;
  readonly dueAt: number;
  readonly metAt: number | null;
};

export function plainPassings(measures: readonly PlainMeasure[], rule: Rule, now: number): Passed[] {
  const { demands } = rule;
  if (demands.type !== 'CUMULATIVE') return [];
  const stretches = measures
    .filter(({ record }) => isAlone(record, demands.alone))
    .map((one): Stretch => ({ ...one, start: startOf(one.record), end: endOf(one.record, now) }))
    .filter(({ start, end }) => end > start);
  const borders = [...new Set(stretches.flatMap(({ start, end }) => [start, end]))].toSorted((a, b) => a - b);
  const found: Passed[] = [];
  let [begun, total, pause, times, before] = [0, 0, Number.POSITIVE_INFINITY, 0, Number.NEGATIVE_INFINITY];
  for (const [index, from] of borders.entries()) {
    const to = borders[index + 1] ?? from;
    const alone = stretches.filter(({ start, end }) => start <= from && end >= to);
    if (alone.length === 0) {
      pause += to - from;
      continue;
    }
    if (pause > demands.pause * MINUTE)
      [begun, total, times, before] = [from, 0, 0, Number.NEGATIVE_INFINITY];
    pause = 0;
    for (;;) {
      const limit = (demands.over + times * (demands.every ?? 0)) * MINUTE;
      if (total + to - from <= limit || (times > 0 && demands.every === null)) break;
      times += 1;
      const passedAt = from + limit - total;
      const whole = isolationFrom(begun, stretches, demands.pause * MINUTE);
      const acts = actsOf(whole, demands);
      const metAt = acts.find((at) => at > before) ?? null;
      before = passedAt;
      const allowed = (one: Stretch) =>
        one.record.legalBasis !== null && rule.appliesTo.exceptLegalBases?.includes(one.record.legalBasis);
      const then = whole
        .filter((one) => one.end > passedAt && !allowed(one))
        .map((one) => ({ one, at: Math.max(passedAt, one.start) }))
        .toSorted(
          (left, right) =>
            left.at - right.at || right.one.start - left.one.start || (left.one.id > right.one.id ? -1 : 1),
        )[0];
      const oneSees = whole.some((one) => Math.min(one.end, passedAt) - one.start >= limit);
      if (then === undefined || (oneSees && !demands.evenOfOne) || (metAt !== null && metAt <= then.at))
        continue;
      found.push({ measure: then.one, occurrence: times, dueAt: then.at, metAt });
    }
    total += to - from;
  }
  return found;
}

/** The stretches of the isolation that begins at a moment, with its pauses. */
function isolationFrom(begun: number, stretches: readonly Stretch[], pause: number): Stretch[] {
  let until = begun;
  const whole: Stretch[] = [];
  for (const one of stretches.toSorted((left, right) => left.start - right.start)) {
    if (one.start < begun) continue;
    if (one.start - until > pause) break;
    whole.push(one);
    until = Math.max(until, one.end);
  }
  return whole;
}

function actsOf(
  whole: readonly Stretch[],
  { event, level }: { readonly event: string | null; readonly level: string | null },
): number[] {
  const enough = (own: string) => LEVELS.indexOf(own) >= LEVELS.indexOf(level ?? 'LOCAL');
  const moments = whole.flatMap(({ decided, reported }) => {
    if (event === 'HIGHER_DECISION')
      return decided.filter((one) => enough(one.level)).map(({ decidedAt }) => decidedAt);
    if (event === 'REPORT_SENT')
      return reported.filter((one) => enough(one.toLevel)).map(({ sentAt }) => sentAt);
    return [];
  });
  return moments.flatMap((at) => (at === null ? [] : [Date.parse(at)])).toSorted((a, b) => a - b);
}

/** Where only the day is known: the last second of it. */
function startOf({ start }: MeasureRecord): number {
  return isDay(start) ? Date.parse(midnightOf(nextDay(start))) - 1000 : Date.parse(start);
}

/** Where only days are known: so many times 24 hours after the start. */
function endOf(record: MeasureRecord, now: number): number {
  const { start, end } = record;
  if (end === null) return Math.max(now, startOf(record));
  return isDay(start) ? startOf(record) + (Date.parse(end) - Date.parse(start)) : Date.parse(end);
}
