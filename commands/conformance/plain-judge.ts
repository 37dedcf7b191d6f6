import type { MeasureRecord } from '../../schema/records/measure.ts';
import type { RuleSet } from '../../schema/rules/rule-set.ts';
import type { Rule } from '../../schema/rules/rule.ts';
import { MEANS } from '../../schema/vocabulary.ts';
import { happened, holds } from './plain-facts.ts';
import type { JudgedMeasure } from './plain-facts.ts';
import { after, dueFrom, earliest, lastsLonger, midnight, MINUTE } from './plain-moments.ts';

/**
 * What rules demand of one measure, duty by duty from their definition. It shares with a unit nothing but the
 * contract: no SQL, no table of deviations. Moments in milliseconds; `metAt` is later than `dueAt`, or null.
 */
export type Deviation = {
  readonly rule: string;
  readonly documentation: boolean;
  readonly occurrence: number;
  readonly dueAt: number;
  readonly metAt: number | null;
};

/** The duties of a measure that were due before `through` and not met by then. */
export function judge(measure: JudgedMeasure, { rules }: RuleSet, through: string): Deviation[] {
  return rules.flatMap((rule, index): Deviation[] => {
    if (!applies(rule, measure.record)) return [];
    const earlier = rules.slice(0, index).filter(({ code }) => code === rule.code);
    const base = new Set(earlier.map(({ demands }) => JSON.stringify(demands))).size * 1_000_000;
    return unmet(rule, measure, Date.parse(through))
      .filter(({ dueAt }) => dueAt < Date.parse(through) && binds(rule, measure.record, dueAt))
      .map((one) => ({
        ...one,
        occurrence: (earlier.some(({ demands }) => same(demands, rule.demands)) ? 0 : base) + one.occurrence,
        rule: rule.code,
        documentation: rule.documentation,
      }));
  });
}

type Unmet = Pick<Deviation, 'occurrence' | 'dueAt' | 'metAt'>;

function applies({ scope, enabled, appliesTo }: Rule, record: MeasureRecord): boolean {
  const { kinds, means, extents, legalBases, exceptLegalBases } = appliesTo;
  const extent = record.kind === 'EXCLUSION' ? (record.extent ?? 'UNKNOWN') : null;
  return (
    scope === 'MEASURE' &&
    enabled &&
    (kinds?.includes(record.kind) ?? true) &&
    (means?.includes(record.means) ?? true) &&
    (extents === null || (extent !== null && extents.includes(extent))) &&
    (legalBases === null || (record.legalBasis !== null && legalBases.includes(record.legalBasis))) &&
    !(record.legalBasis !== null && exceptLegalBases?.includes(record.legalBasis))
  );
}

function binds({ validFrom, validTo, appliesTo }: Rule, record: MeasureRecord, dueAt: number): boolean {
  const { ageGroup, adultOn } = record;
  const isMinor = ageGroup === 'UNDER_18' && (adultOn === null || dueAt < midnight(adultOn));
  return (
    dueAt >= midnight(validFrom) &&
    (validTo === null || dueAt < midnight(validTo)) &&
    (appliesTo.minor === null || appliesTo.minor === isMinor)
  );
}

function unmet({ demands }: Rule, measure: JudgedMeasure, through: number): Unmet[] {
  const { record } = measure;
  const first = (dueAt: number | null, metAt: number | null = null): Unmet[] =>
    dueAt === null || (metAt !== null && metAt <= dueAt) ? [] : [{ occurrence: 1, dueAt, metAt }];
  switch (demands.type) {
    case 'FIELDS':
      return demands.fields.every(({ field, is }) => holds(record, field, is))
        ? []
        : first(after(record.start, 0));
    case 'FORBIDDEN':
      return first(after(record.start, 0));
    case 'MAXIMUM':
      return lastsLonger(record, demands.over) ? first(after(record.start, demands.over)) : [];
    case 'EVENT': {
      const metAt = happened(measure, demands.event, demands.level)[0] ?? null;
      if (metAt === null && demands.ifItHappens) return [];
      return first(dueFrom(record, demands.anchor, demands.within), metAt);
    }
    case 'DECISION':
    case 'REPORT':
      return beyond(measure, demands, through);
    case 'INTERVAL':
      return gaps(measure, demands);
    default:
      return [];
  }
}

type Beyond = Extract<Rule['demands'], { type: 'DECISION' | 'REPORT' }>;

/** Each time counts what happened since the time before. */
function beyond(measure: JudgedMeasure, { type, level, over, every }: Beyond, through: number): Unmet[] {
  const { record } = measure;
  const moments = happened(measure, type === 'DECISION' ? 'HIGHER_DECISION' : 'REPORT_SENT', level);
  const found: Unmet[] = [];
  let before = Number.NEGATIVE_INFINITY;
  for (
    let occurrence = 1, minutes = over;
    lastsLonger(record, minutes);
    occurrence += 1, minutes += every ?? 0
  ) {
    const dueAt = after(record.start, minutes);
    if (dueAt >= through) break;
    const since = before;
    const metAt = moments.find((at) => at > since) ?? null;
    if (metAt === null || metAt > dueAt) found.push({ occurrence, dueAt, metAt });
    if (every === null) break;
    before = dueAt;
  }
  return found;
}

function gaps(
  measure: JudgedMeasure,
  { event, every }: Extract<Rule['demands'], { type: 'INTERVAL' }>,
): Unmet[] {
  const { record } = measure;
  if (MEANS[record.means].course === 'EVENT') return [];
  const start = after(record.start, 0);
  const end = record.end === null ? Number.POSITIVE_INFINITY : earliest(record.end);
  const moments = [...new Set(happened(measure, event, null).filter((at) => at > start))];
  return [start, ...moments].flatMap((since, index): Unmet[] => {
    const dueAt = index === 0 ? after(record.start, every) : since + every * MINUTE;
    const metAt = moments[index] ?? null;
    if (dueAt >= end || (metAt !== null && metAt <= dueAt)) return [];
    return [{ occurrence: Math.floor((since - start) / (every * MINUTE)) + 1, dueAt, metAt }];
  });
}

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
