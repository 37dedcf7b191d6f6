import type { Bucket } from '../../../schema/practice/calendar.ts';
import type { PublicCode } from '../../../schema/public-codes.ts';
import type { Database } from '../../platform/database.ts';
import type { RegisterPart, UnitPart } from '../answer-practice.ts';
import { CUBE_ROWS } from './cube-rows.ts';
import type { CubeRow } from './cube-rows.ts';
import { cubeTable } from './cube-table.ts';
import { undeclaredUnits } from './declared.ts';
import type { Undeclared } from './declared.ts';
import { fixedPattern } from './fixed-pattern.ts';
import { publishedDays } from './published-days.ts';
import type { PublishedDays } from './published-days.ts';

type Row = { readonly [field in 'kind' | 'extent' | 'sex']: string | null };

/** What may be shown of a quarter, or why nothing is; of units and sexes, null stands for all of them. */
export type PublishedQuarter =
  | ({ readonly kind: 'published' } & ShownQuarter)
  | { readonly kind: 'withheld'; readonly reason: PublicCode; readonly undeclared: readonly Undeclared[] };
export type ShownQuarter = {
  /** Measures begun; null where they are hidden. */
  started(row: Row, unit: string | null): number | null;
  days(sex: string | null, unit: string | null): PublishedDays;
};

/**
 * Hides what must be hidden of one quarter, from the parts of all units. It is published first when all of them have
 * declared their measures complete up to its end.
 */
export async function publishQuarter(
  quarter: Bucket & { readonly quarter: string },
  {
    answered,
    ...parts
  }: {
    readonly answered: readonly UnitPart[];
    readonly register: RegisterPart;
    readonly database: Database;
  },
): Promise<PublishedQuarter> {
  const table = cubeTable(quarter.quarter, answered);
  const undeclared = undeclaredUnits(answered, quarter.to);
  const isComplete = undeclared.length === 0;
  const pattern = await fixedPattern(parts.database, quarter.quarter, { table, isComplete });
  if (pattern.kind === 'absent') return { kind: 'withheld', reason: pattern.reason, undeclared };
  const { hidden } = pattern;
  const days = await publishedDays(quarter, parts);
  return {
    kind: 'published',
    started: (asked, unit) => {
      const row = CUBE_ROWS.findIndex((one) => isRow(one, asked));
      if (hidden.has(`${CUBE_ROWS[row]?.name} @ ${unit ?? 'ALL'}`)) return null;
      return table.cells[row]?.[unit === null ? table.units.length : table.units.indexOf(unit)]?.value ?? 0;
    },
    days,
  };
}

function isRow({ kind, extent, sex }: CubeRow, asked: Row): boolean {
  return kind === asked.kind && extent === asked.extent && sex === asked.sex;
}
