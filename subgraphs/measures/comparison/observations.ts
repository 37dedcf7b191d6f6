import type { Counted, Indicator } from '../../../schema/comparison/indicators.ts';
import type { ComparisonQuestion } from '../../../schema/comparison/question.ts';
import { BIN_EDGES, LENGTH_BANDS, countsByBand } from '../../../schema/practice/lengths.ts';
import type { Cell, FinalCell, GroupKey } from '../../../schema/practice/state.ts';
import type { RegisterPart, UnitPart } from '../answer-practice.ts';

/** Events counted, and what they are counted against, in one stratum of one unit, group and part of time. */
export type Observation = {
  readonly unit: string;
  readonly stratum: string;
  readonly group: string | null;
  readonly time: string | null;
  readonly events: number;
  readonly exposure: number;
};

type Parts = {
  readonly answered: readonly UnitPart[];
  readonly cases: readonly UnitPart[];
  readonly register: RegisterPart;
};

/** Every stratum with its events, from the states of the units, and its exposure, from the register or the same states. */
export function observationsOf(
  { adjustFor, by }: Pick<ComparisonQuestion, 'adjustFor' | 'by'>,
  indicator: Indicator,
  { answered, cases, register }: Parts,
): Observation[] {
  const found = new Map<string, Observation>();
  const add = (unit: string, key: GroupKey, part: { events?: number; exposure?: number }) => {
    const place = {
      unit,
      stratum: adjustFor.map((dimension) => valueOf(key, dimension)).join(' '),
      group: isTime(by) || by === 'UNIT' || by === 'REGION' ? null : valueOf(key, by),
      time: isTime(by) ? (key.month ?? key.quarter) : null,
    };
    const identity = [unit, place.stratum, place.group, place.time].join('|');
    const known = found.get(identity);
    found.set(identity, {
      ...place,
      events: (known?.events ?? 0) + (part.events ?? 0),
      exposure: (known?.exposure ?? 0) + (part.exposure ?? 0),
    });
  };
  const ofMeasures = indicator.per === 'MEASURES';
  for (const { code, state } of answered)
    for (const { key, cell } of state.groups)
      add(code, key, {
        events: indicator.counted.of === 'FLAGGED' ? 0 : eventsOf(indicator.counted, key, cell),
        exposure: ofMeasures ? measuresOf(indicator.counted, cell) : 0,
      });
  for (const { code, state } of cases)
    for (const { key, cell } of state.groups) add(code, key, { events: cell.started });
  if (!ofMeasures && register.kind === 'answered')
    for (const { unit, key, days } of register.state.groups)
      if (answered.some(({ code }) => code === unit)) add(unit, key, { exposure: days });
  return [...found.values()];
}

const FIELDS = {
  SECURITY_LEVEL: 'securityLevel',
  CUSTODY: 'custody',
  SEX: 'sex',
  AGE_GROUP: 'ageGroup',
  CITIZENSHIP: 'citizenship',
  VULNERABILITY: 'vulnerability',
} as const satisfies Record<string, keyof GroupKey>;

function valueOf(key: GroupKey, dimension: keyof typeof FIELDS): string {
  return key[FIELDS[dimension]] ?? 'UNKNOWN';
}

function isTime(by: ComparisonQuestion['by']): by is 'MONTH' | 'QUARTER' {
  return by === 'MONTH' || by === 'QUARTER';
}

const HOUR = 3600;

function eventsOf(counted: Counted, { extent }: GroupKey, cell: Cell | FinalCell): number {
  switch (counted.of) {
    case 'STARTED':
    case 'FLAGGED':
      return cell.started;
    case 'HOURS':
      return cell.seconds / HOUR;
    case 'COMPLETE':
      return cell.completeRecords;
    case 'DEVIATIONS':
      return sum(cell.deviations.map(([rule, count]) => (rule === counted.rule ? count : 0)));
    case 'WHOLE':
      return extent === 'WHOLE' ? cell.started : 0;
    default:
      return sum(bandsOf(cell).filter((_, band) => (LENGTH_BANDS[band]?.fromDays ?? 0) >= counted.days));
  }
}

/** The measures a share is of: intervals where it is about length. */
function measuresOf(counted: Counted, cell: Cell | FinalCell): number {
  return counted.of === 'OVER_DAYS' ? sum(bandsOf(cell)) : cell.started;
}

function bandsOf(cell: Cell | FinalCell): number[] {
  const ended = 'bins' in cell ? countsByBand(cell.bins) : cell.lengths.endedByBand;
  return ended.map((count, band) => count + (cell.ongoingByBand[band] ?? 0));
}

/**
 * Hours that come together: the mean length of the interval an hour picked at random belongs to, Σ L² / Σ L.
 * A sum of intervals that begin by chance then has the variance of a Poisson count of such stretches.
 * Null where no interval has ended.
 */
export function hoursTogether(answered: readonly UnitPart[]): number | null {
  let [hours, squares] = [0, 0];
  for (const { state } of answered)
    for (const [bin, count] of state.total.bins) {
      const length = (BIN_EDGES[Math.min(bin, BIN_EDGES.length - 1)] ?? 0) / HOUR;
      hours += count * length;
      squares += count * length * length;
    }
  return hours === 0 ? null : squares / hours;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
