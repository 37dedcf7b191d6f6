import { OUT_OF_CELL_BANDS } from '../../../schema/key-figures/counted.ts';
import type { AlsoCountedFigure, MeasuresOf } from '../../../schema/key-figures/definition.ts';
import type { AlsoCounted } from '../../../schema/key-figures/state.ts';
import { isDeclaredTo } from '../published/declared.ts';
import { delivered, shareOf, withheld } from './figure-value.ts';
import type { FigureValue } from './figure-value.ts';

/** What units counted beside their practice, and up to which day it is asked for. */
export type CountedBeside = { readonly parts: readonly AlsoCounted[]; readonly to: string };

/** Of a smaller share of known ages nothing is said of minors. */
const ENOUGH_AGES = 0.8;

/**
 * Figures made of other records than measures. Where a unit has none of them that it rests on, nothing is known of it,
 * which is neither zero nor a sum of the others.
 */
export function countAlso(
  figure: AlsoCountedFigure,
  { parts, to }: CountedBeside,
  ages: MeasuresOf['ageGroups'],
): FigureValue {
  const regime = parts.map(({ regimeDays }) => regimeDays);
  switch (figure.figure) {
    case 'PERSONS_OVER_DAYS':
      return personsOver(figure.days, parts, ages);
    case 'OUT_OF_CELL_SHARE': {
      if (regime.some(({ outOfCell }) => sum(outOfCell, 'days') === 0)) return withheld('NOT_RECORDED');
      const bands = addBands(parts);
      return shareOf(bands[OUT_OF_CELL_BANDS.indexOf(figure.band)]?.days ?? 0, sum(bands, 'days'));
    }
    case 'CONTACT_SHARE': {
      if (regime.some(({ contactDays }) => contactDays === 0)) return withheld('NOT_RECORDED');
      return ofAges(
        regime.flatMap(({ excluded }) => excluded),
        'days',
        ages,
        (groups) => shareOf(sum(groups, 'withContact'), sum(groups, 'days')),
      );
    }
    case 'DE_FACTO_DAYS':
      return regime.some(({ judgedDays }) => judgedDays === 0)
        ? withheld('NOT_RECORDED')
        : delivered(sum(regime, 'deFactoDays'));
    case 'COMPLAINTS':
    case 'UPHELD_SHARE': {
      if (
        parts.some(
          ({ complaints: { byAge, dataThrough } }) => byAge.length === 0 && !isDeclaredTo(dataThrough, to),
        )
      )
        return withheld('NOT_RECORDED');
      const complaints = parts.flatMap(({ complaints: { byAge } }) => byAge);
      return figure.figure === 'COMPLAINTS'
        ? ofAges(complaints, 'filed', ages, (groups) => delivered(sum(groups, 'filed')))
        : ofAges(complaints, 'decided', ages, (groups) =>
            shareOf(sum(groups, 'upheld'), sum(groups, 'decided')),
          );
    }
    default:
      return figure satisfies never;
  }
}

/** Days by band over these units. As many persons as are in one of them there are at the least. */
export function addBands(
  parts: readonly AlsoCounted[],
): { readonly days: number; readonly persons: number }[] {
  return OUT_OF_CELL_BANDS.map((_, index) => {
    const band = parts.flatMap(({ regimeDays }) => regimeDays.outOfCell[index] ?? []);
    return { days: sum(band, 'days'), persons: Math.max(0, ...band.map(({ persons }) => persons)) };
  });
}

function personsOver(
  days: number,
  parts: readonly AlsoCounted[],
  ages: MeasuresOf['ageGroups'],
): FigureValue {
  const found = parts
    .flatMap(({ longExclusions }) => longExclusions)
    .filter((group) => group.days === days && (ages?.includes(group.ageGroup) ?? true));
  const persons = found.map((group) => group.persons);
  return persons.includes(null)
    ? withheld('PERSON_MISSING')
    : delivered(new Set(persons.flatMap((some) => some ?? [])).size);
}

type OfAge = { readonly ageGroup: NonNullable<MeasuresOf['ageGroups']>[number] };

/** The same of these ages alone, unless too few ages are known. */
function ofAges<Field extends string, G extends OfAge & Readonly<Record<Field, number>>>(
  groups: readonly G[],
  counted: Field,
  ages: MeasuresOf['ageGroups'],
  figureOf: (groups: readonly G[]) => FigureValue,
): FigureValue {
  if (ages === undefined) return figureOf(groups);
  const known = groups.filter(({ ageGroup }) => ageGroup !== 'UNKNOWN');
  if (sum(known, counted) < ENOUGH_AGES * sum(groups, counted)) return withheld('RECORDS_INCOMPLETE');
  return figureOf(groups.filter(({ ageGroup }) => ages.includes(ageGroup)));
}

function sum<Field extends string>(rows: readonly Readonly<Record<Field, number>>[], field: Field): number {
  return rows.reduce((total, row) => total + row[field], 0);
}
