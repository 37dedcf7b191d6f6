import type { z } from 'zod';
import { isDay } from '../../schema/records/measure.ts';
import type { MeasureRecord } from '../../schema/records/measure.ts';
import type { TARGETS } from '../../schema/records/targets.ts';
import type { JudgedEvent, JudgedField } from '../../schema/rules/demands.ts';
import type { RuleSet } from '../../schema/rules/rule-set.ts';
import type { Rule } from '../../schema/rules/rule.ts';
import { DECISION_LEVELS, MEANS } from '../../schema/vocabulary.ts';
import { daysBetween, midnightOf } from './oslo-time.ts';

/**
 * What rules demand of one measure, duty by duty from their definition. It shares with a unit nothing but the
 * contract: no SQL, no table of deviations.
 */
export type JudgedMeasure = { readonly record: MeasureRecord; readonly entries: Entries };
type Entries = { readonly [T in EntryTarget]?: readonly z.infer<(typeof TARGETS)[T]['record']>[] };
type EntryTarget =
  | 'reassessments'
  | 'supervision'
  | 'health-notices'
  | 'higher-decisions'
  | 'reports'
  | 'complaints';

/** Moments in milliseconds. `metAt` is later than `dueAt`, or null. */
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

const MINUTE = 60_000;
const DAY_MINUTES = 1440;

/** So long after a moment; where only the day is known, after its last second, whole days being days of the calendar. */
function after(moment: string, minutes: number): number {
  if (!isDay(moment)) return Date.parse(moment) + minutes * MINUTE;
  const days = Math.floor(minutes / DAY_MINUTES);
  const day = new Date(Date.parse(moment) + (days + 1) * DAY_MINUTES * MINUTE).toISOString().slice(0, 10);
  return midnight(day) + (minutes % DAY_MINUTES) * MINUTE - 1000;
}

function earliest(moment: string): number {
  return isDay(moment) ? midnight(moment) : Date.parse(moment);
}

function midnight(day: string): number {
  return Date.parse(midnightOf(day));
}

/** Strictly longer, or without an end so far. */
function lastsLonger({ means, start, end }: MeasureRecord, minutes: number): boolean {
  if (MEANS[means].course === 'EVENT') return false;
  if (end === null) return true;
  if (isDay(start)) return daysBetween(start, end) * DAY_MINUTES > minutes;
  return Date.parse(end) > Date.parse(start) + minutes * MINUTE;
}

function dueFrom(record: MeasureRecord, anchor: string, minutes: number): number | null {
  const { start, end, decision } = record;
  const later = (moment: number) => moment + minutes * MINUTE;
  if (anchor === 'START') return after(start, minutes);
  if (anchor === 'DECISION') {
    const decided = decision?.decidedAt == null ? Number.NEGATIVE_INFINITY : Date.parse(decision.decidedAt);
    return later(Math.max(after(start, 0), decided));
  }
  if (anchor === 'TOLD')
    return later(decision?.inmateToldAt == null ? after(start, 0) : Date.parse(decision.inmateToldAt));
  if (MEANS[record.means].course === 'EVENT') return after(start, minutes);
  return end === null ? null : after(end, minutes);
}

function holds({ decision, coercion, ...record }: MeasureRecord, field: JudgedField, is: string): boolean {
  const [part = '', name = ''] = field.split('.');
  const parts: Record<string, object | null> = { decision, coercion };
  const value = new Map<string, unknown>(
    Object.entries(field.includes('.') ? (parts[part] ?? {}) : record),
  ).get(name === '' ? field : name);
  if (is === 'TRUE') return value === true;
  return value != null && value !== 'UNKNOWN' && !(Array.isArray(value) && value.length === 0);
}

/** When this happened, by or to this level at least, oldest first. */
function happened({ record, entries }: JudgedMeasure, event: JudgedEvent, level: string | null): number[] {
  const { decision, coercion } = record;
  const suffices = (own: string) => rank(own) >= rank(level ?? 'LOCAL');
  const moments = ((): (string | null | undefined)[] => {
    switch (event) {
      case 'DECIDED':
        return [decision?.decidedAt];
      case 'WRITTEN':
        return [decision?.writtenAt];
      case 'INMATE_TOLD':
        return [decision?.inmateToldAt];
      case 'GUARDIAN_TOLD':
        return [decision?.guardianToldAt];
      case 'DEBRIEFED':
        return [coercion?.debriefedAt];
      case 'REASSESSED':
        return (entries.reassessments ?? []).map(({ assessedAt }) => assessedAt);
      case 'STAFF_SUPERVISION':
      case 'HEALTH_SUPERVISION':
        return (entries.supervision ?? [])
          .filter(({ byHealthStaff }) => byHealthStaff === (event === 'HEALTH_SUPERVISION'))
          .map(({ supervisedAt }) => supervisedAt);
      case 'HEALTH_NOTIFIED':
        return (entries['health-notices'] ?? []).map(({ notifiedAt }) => notifiedAt);
      case 'DOCTOR_STATEMENT':
        return (entries['health-notices'] ?? []).map(({ doctorStatementAt }) => doctorStatementAt);
      case 'HIGHER_DECISION':
        return (entries['higher-decisions'] ?? [])
          .filter((one) => suffices(one.level))
          .map(({ decidedAt }) => decidedAt);
      case 'REPORT_SENT':
        return (entries.reports ?? []).filter((one) => suffices(one.toLevel)).map(({ sentAt }) => sentAt);
      default:
        return (entries.complaints ?? []).map(({ filedAt }) => filedAt);
    }
  })();
  return moments
    .flatMap((moment) => (moment == null ? [] : [Date.parse(moment)]))
    .toSorted((left, right) => left - right);
}

function rank(level: string): number {
  return DECISION_LEVELS.findIndex((one) => one === level);
}

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
