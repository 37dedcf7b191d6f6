import type { KeyFigureDefinition } from '../../../schema/key-figures/definition.ts';
import { delivered, suppressed, withheld } from './figure-value.ts';
import type { FigureValue } from './figure-value.ts';
import type { PublishedYear } from './published-year.ts';
import { isDeclaredTo } from '../published/declared.ts';
import { addBands } from './count-also.ts';
import type { CountedPlace } from './counted-place.ts';
import { isFew } from './few.ts';
import { isLengthShown } from './published-lengths.ts';

const FEWEST_PERSONS = 3;

/** A figure of one unit as it is published: from the cube or not at all, since it could be held against the cube. */
export function publishedOfUnit(
  definition: KeyFigureDefinition,
  year: PublishedYear,
  unit: string,
): FigureValue {
  return fromCube(definition, year, unit) ?? withheld('NOT_PUBLISHED_BY_UNIT');
}

/** A place and what a figure would be there, were nothing hidden. */
export type Counted = { readonly exact: FigureValue; readonly place: CountedPlace };

/**
 * A figure of the whole country as it is published. `rests` are the country without one unit each: what is left to
 * a unit that takes its own part away.
 */
export function publishedOfAll(
  definition: KeyFigureDefinition,
  year: PublishedYear,
  { all, rests }: { readonly all: Counted; readonly rests: readonly Counted[] },
): FigureValue {
  if (isNotYet(definition, all.place)) return withheld('PUBLISHED_NOT_DECLARED');
  const cube = fromCube(definition, year, null);
  if (cube !== null || all.exact.kind === 'absent') return cube ?? all.exact;
  const places = [all, ...rests];
  return places.some((counted) => tellsOfFew(definition, counted)) ||
    !isLengthShown(
      definition,
      places.map(({ place }) => place),
    )
    ? suppressed()
    : all.exact;
}

/** Whether some unit has not declared such records complete through the end of the year. */
function isNotYet({ counts }: KeyFigureDefinition, { beside: { parts, to } }: CountedPlace): boolean {
  const target = restsOn(counts);
  return target !== null && parts.some((part) => !isDeclaredTo(part[target].dataThrough, to));
}

/** The records other than measures that a published figure is made of. */
function restsOn({ figure }: KeyFigureDefinition['counts']): 'regimeDays' | 'complaints' | null {
  if (figure === 'OUT_OF_CELL_SHARE') return 'regimeDays';
  return figure === 'COMPLAINTS' || figure === 'UPHELD_SHARE' ? 'complaints' : null;
}

function tellsOfFew({ of, counts }: KeyFigureDefinition, { exact, place }: Counted): boolean {
  // Whether records hold what they must is told of the service, not of the people in them.
  if (counts.figure === 'COMPLETE_SHARE') return false;
  // Bands add up to what is recorded, so that where one tells of few none is shown.
  if (counts.figure === 'OUT_OF_CELL_SHARE')
    return addBands(place.beside.parts).some(
      ({ days, persons }) => isFew(days) || (days > 0 && persons < FEWEST_PERSONS),
    );
  const { persons, started } = place.cellOf(of);
  // Where a measure names no person, as searches of cells do not, the number of measures has to do.
  if (started > 0 && (persons?.length ?? started) < FEWEST_PERSONS) return true;
  // Of few people, as minors are, more than how often can be told apart.
  if (of.ageGroups !== undefined && (counts.figure !== 'STARTED' || persons === null)) return started > 0;
  if (exact.kind === 'absent') return isFew(started);
  const { numerator, denominator } = exact;
  switch (counts.figure) {
    case 'HOURS':
    case 'MEAN_HOURS':
    case 'MEDIAN_HOURS':
    case 'P90_HOURS':
    case 'RATE':
      return isFew(started);
    case 'SHARE':
    case 'KEPT_SHARE':
    case 'UPHELD_SHARE':
      return isFew(numerator) || isFew((denominator ?? 0) - numerator);
    default:
      return isFew(numerator);
  }
}

/** Null for what the cube does not have. */
function fromCube(
  { of, counts }: KeyFigureDefinition,
  year: PublishedYear,
  unit: string | null,
): FigureValue | null {
  const { kinds, extents, ...others } = of;
  const [kind, extent] = [kinds?.[0], extents?.[0]];
  const isRow = kind !== undefined && kinds?.length === 1 && (extents?.length ?? 1) === 1;
  if (!isRow || Object.values(others).some((filter) => filter !== undefined)) return null;
  if (counts.figure !== 'STARTED' && counts.figure !== 'RATE') return null;
  const started = year.started({ kind, extent: extent ?? null, unit });
  if (started === null) return suppressed();
  if (counts.figure === 'STARTED') return delivered(started);
  const days = year.days(unit);
  if (days.kind === 'absent') return { kind: 'absent', status: 'WITHHELD', reason: days.reason };
  return days.days === 0
    ? withheld('NO_INMATE_DAYS')
    : delivered(1000 * started, days.days, (1000 * started) / days.days);
}
