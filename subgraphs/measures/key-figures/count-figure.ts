import type { KeyFigureDefinition } from '../../../schema/key-figures/definition.ts';
import { countsByBand, LENGTH_BANDS, summariseLengths } from '../../../schema/practice/lengths.ts';
import type { Cell } from '../../../schema/practice/state.ts';
import { countAlso } from './count-also.ts';
import type { CountedPlace } from './counted-place.ts';
import { delivered, shareOf, withheld } from './figure-value.ts';
import type { FigureValue } from './figure-value.ts';

const HOUR = 3600;

/** What the definition says, of the measures of one place. */
export function countFigure(definition: KeyFigureDefinition, place: CountedPlace): FigureValue {
  const { needsKnown, of, counts } = definition;
  if (needsKnown !== undefined) {
    const known = place.knownShare(needsKnown.field, needsKnown.among);
    if (known !== null && known < needsKnown.atLeast) return withheld('RECORDS_INCOMPLETE');
  }
  const cell = place.cellOf(of);
  switch (counts.figure) {
    case 'STARTED':
      return delivered(cell.started);
    case 'IN_FORCE_AT_END':
      return delivered(cell.inForceAtEnd);
    case 'PERSONS':
      return cell.persons === null ? withheld('PERSON_MISSING') : delivered(cell.persons.length);
    case 'RATE':
      return rateOf(cell, place.daysOf(of));
    case 'HOURS':
      return delivered(cell.seconds / HOUR);
    case 'MEAN_HOURS':
      return shareOf(cell.endedSeconds / HOUR, cell.ended);
    case 'MEDIAN_HOURS':
      return hours(summariseLengths(cell.bins).medianSeconds);
    case 'P90_HOURS':
      return hours(summariseLengths(cell.bins).p90Seconds);
    case 'OVER_DAYS':
      return delivered(countOver(cell, counts.days));
    case 'SHARE':
      return shareOf(place.cellOf({ ...of, ...counts.within }).started, cell.started);
    case 'KEPT_SHARE':
      return keptShare(cell, counts);
    case 'COMPLETE_SHARE':
      return shareOf(cell.completeRecords, cell.started);
    default:
      return countAlso(counts, place.beside, of.ageGroups);
  }
}

function rateOf({ started }: Cell, days: ReturnType<CountedPlace['daysOf']>): FigureValue {
  if ('reason' in days) return { kind: 'absent', status: 'WITHHELD', reason: days.reason };
  return delivered(1000 * started, days.days, (1000 * started) / days.days);
}

function hours(seconds: number | null): FigureValue {
  return seconds === null ? withheld('NOTHING_TO_COUNT') : delivered(seconds / HOUR);
}

/** Longer than so many days, which is the border of a band; ongoing ones at their length so far. */
export function countOver({ bins, ongoingByBand }: Cell, days: number): number {
  const ended = countsByBand(bins);
  return LENGTH_BANDS.reduce(
    (sum, { fromDays }, band) =>
      fromDays >= days ? sum + (ended[band] ?? 0) + (ongoingByBand[band] ?? 0) : sum,
    0,
  );
}

/** One deviation is one measure: such rules ask for a thing once. */
function keptShare(
  cell: Cell,
  { rule, overDays }: { readonly rule: string; readonly overDays: number },
): FigureValue {
  const asked = overDays === 0 ? cell.started : countOver(cell, overDays);
  const [, broken = 0] = cell.deviations.find(([code]) => code === rule) ?? [];
  return shareOf(Math.max(0, asked - broken), asked);
}
