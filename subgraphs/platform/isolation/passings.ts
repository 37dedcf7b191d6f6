import { osloDay } from '../../../schema/practice/calendar.ts';
import type { Demands } from '../../../schema/rules/demands.ts';
import type { Rule } from '../../../schema/rules/rule.ts';
import { DECISION_LEVELS } from '../../../schema/vocabulary.ts';

/** One measure that may keep a person alone, and what happened to it; moments in milliseconds. */
export type Isolation = {
  readonly record: string;
  readonly unit: string;
  readonly means: string;
  readonly extent: string | null;
  readonly legalBasis: string | null;
  readonly startedAt: number;
  /** Null: goes on. */
  readonly endedAt: number | null;
  readonly happened: readonly { readonly event: string; readonly level: string; readonly at: number }[];
};

/** Where isolation in total passes a time of the rule, and nobody had acted on it as the rule demands. */
export type Passing = {
  /** The measure in force then; of several the one begun last. */
  readonly record: string;
  readonly unit: string;
  /** 1 when `over` is passed, one more for each `every` after it. */
  readonly occurrence: number;
  readonly dueAt: number;
  /** When it was acted on after all; null while it was not. */
  readonly metAt: number | null;
};

export type CumulativeRule = Rule & { readonly demands: Extract<Demands, { type: 'CUMULATIVE' }> };

export function isCumulative(rule: Rule): rule is CumulativeRule {
  return rule.demands.type === 'CUMULATIVE' && rule.enabled;
}

const MINUTE = 60_000;

/**
 * Total isolation (samlet utelukkelsestid) of one person by one rule, §37(5): over changes of ground and transfers,
 * overlaps once, and a pause up to the rule's adds no time and ends nothing. Measures that go on count up to `now`.
 */
export function passings(isolations: readonly Isolation[], rule: CumulativeRule, now: number): Passing[] {
  const counted = isolations
    .filter((one) => keepsAlone(one, rule.demands.alone))
    .map((one) => ({ ...one, end: one.endedAt ?? Math.max(now, one.startedAt) }))
    .filter(({ startedAt, end }) => end > startedAt)
    .toSorted(byStart);
  return runsOf(counted, rule.demands.pause * MINUTE)
    .flatMap((run) => passingsOf(run, rule))
    .filter(({ dueAt }) => isValidOn(rule, osloDay(new Date(dueAt).toISOString())));
}

type Counted = Isolation & { readonly end: number };
/** Measures of one isolation in the order of their starts, and the time that each adds. */
type Run = { readonly measures: Counted[]; readonly added: { from: number; to: number }[] };

function runsOf(counted: readonly Counted[], pause: number): Run[] {
  const runs: Run[] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const measure of counted) {
    if (measure.startedAt - end > pause) runs.push({ measures: [], added: [] });
    const run = runs.at(-1);
    run?.measures.push(measure);
    if (measure.end > end) run?.added.push({ from: Math.max(measure.startedAt, end), to: measure.end });
    end = Math.max(end, measure.end);
  }
  return runs;
}

function passingsOf({ measures, added }: Run, { demands, appliesTo }: CumulativeRule): Passing[] {
  const { over, every, event, level, evenOfOne } = demands;
  const found: Passing[] = [];
  let total = 0;
  let limit = over * MINUTE;
  let occurrence = 1;
  let before = Number.NEGATIVE_INFINITY;
  const acted = measures
    .flatMap(({ happened }) => happened)
    .filter((one) => one.event === event && rank(one.level) >= rank(level ?? 'LOCAL'))
    .map(({ at }) => at)
    .toSorted((left, right) => left - right);
  for (const { from: begin, to } of added) {
    for (; total + to - begin > limit; occurrence += 1, limit += (every ?? 0) * MINUTE) {
      const passedAt = begin + limit - total;
      const since = before;
      const metAt = acted.find((at) => at > since) ?? null;
      before = passedAt;
      const inForce = measureFrom(measures, passedAt, appliesTo.exceptLegalBases);
      const seenAlone = measures.some(({ startedAt, end }) => Math.min(end, passedAt) - startedAt >= limit);
      if (inForce !== null && (evenOfOne || !seenAlone) && (metAt === null || metAt > inForce.at)) {
        const { record, unit } = inForce.measure;
        found.push({ record, unit, occurrence, dueAt: inForce.at, metAt });
      }
      if (every === null) return found;
    }
    total += to - begin;
  }
  return found;
}

/** The measure in force at a moment, or the next after it; those on these grounds are allowed. */
function measureFrom(measures: readonly Counted[], moment: number, allowed: readonly string[] | null) {
  const left = measures
    .filter(({ end, legalBasis }) => end > moment && !(legalBasis !== null && allowed?.includes(legalBasis)))
    .map((measure) => ({ measure, at: Math.max(moment, measure.startedAt) }));
  const at = Math.min(...left.map((one) => one.at));
  return left.findLast((one) => one.at === at) ?? null;
}

/** Whether a measure is one of those that keep a person alone. */
function keepsAlone({ means, extent }: Isolation, alone: CumulativeRule['demands']['alone']): boolean {
  return alone.some(
    (one) => one.means === means && (one.extents === null || one.extents.some((other) => other === extent)),
  );
}

function byStart(one: Isolation, other: Isolation): number {
  return one.startedAt - other.startedAt || (one.record < other.record ? -1 : 1);
}

function isValidOn({ validFrom, validTo }: Rule, day: string): boolean {
  return validFrom <= day && (validTo === null || day < validTo);
}

function rank(level: string): number {
  return DECISION_LEVELS.findIndex((one) => one === level);
}
