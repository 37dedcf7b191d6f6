import type { Bucket } from '../../../schema/practice/calendar.ts';
import type { InmatesState } from '../../../schema/practice/state.ts';
import { SEXES } from '../../../schema/vocabulary.ts';
import { FEWEST_PERSONS } from './hideable-table.ts';
import type { HideableTable } from './hideable-table.ts';

const DAY = 86_400_000;

/** Of all sexes, then of each. */
const ROWS = [null, ...SEXES];

/**
 * Inmate-days of a quarter by sex, in the units that have a population. Nobody has more of them than the
 * quarter has days, so that more than twice as many rest on three persons at least.
 */
export function daysTable(
  { from, to, quarter }: Pick<Bucket, 'from' | 'to' | 'quarter'>,
  { groups, populatedUnits }: Pick<InmatesState, 'groups' | 'populatedUnits'>,
): HideableTable {
  const longest = (Date.parse(to) - Date.parse(from)) / DAY;
  const own = groups.filter(({ key }) => key.quarter === quarter);
  const daysOf = (sex: string | null, unit: string) =>
    own
      .filter((group) => group.unit === unit && (sex === null || (group.key.sex ?? 'UNKNOWN') === sex))
      .reduce((sum, { days }) => sum + days, 0);
  const withTotal = (values: readonly number[]) => [...values, values.reduce((sum, one) => sum + one, 0)];
  return {
    rows: ROWS.map((sex) => daysRow(sex)),
    parents: ROWS.map((sex) => (sex === null ? null : 0)),
    units: populatedUnits,
    cells: ROWS.map((sex) =>
      withTotal(populatedUnits.map((unit) => daysOf(sex, unit))).map((value) => ({
        value,
        isPrimary: value > 0 && value <= (FEWEST_PERSONS - 1) * longest,
        isSingle: value > 0 && value <= longest,
      })),
    ),
  };
}

/** Name of the row of this sex, or of all. */
export function daysRow(sex: string | null): string {
  return sex === null ? 'INMATE_DAYS' : `INMATE_DAYS ${sex}`;
}
