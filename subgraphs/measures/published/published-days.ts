import type { Bucket } from '../../../schema/practice/calendar.ts';
import { UNITS } from '../../../schema/units.ts';
import type { Database } from '../../platform/database.ts';
import type { RegisterPart } from '../answer-practice.ts';
import { daysRow, daysTable } from './days-table.ts';
import { isDeclaredTo } from './declared.ts';
import { fixedPattern } from './fixed-pattern.ts';

/** Inmate-days that may be shown, or the public code of why they may not. */
export type PublishedDays =
  | { readonly kind: 'shown'; readonly days: number }
  | { readonly kind: 'absent'; readonly reason: string };

/** The denominators of a quarter, by sex and unit; null stands for all of them. */
export async function publishedDays(
  quarter: Bucket & { readonly quarter: string },
  { register, database }: { readonly register: RegisterPart; readonly database: Database },
): Promise<(sex: string | null, unit: string | null) => PublishedDays> {
  if (register.kind === 'missing') return () => absent(register.reason);
  const table = daysTable(quarter, register.state);
  const isComplete = isDeclaredTo(register.state.dataThrough, quarter.to);
  const pattern = await fixedPattern(database, quarter.quarter, { table, isComplete });
  if (pattern.kind === 'absent' && !isComplete) return () => absent('REGISTER_NOT_DECLARED');
  return (sex, unit) => {
    const column = unit === null ? table.units.length : table.units.indexOf(unit);
    // A rate over some units only would, beside the count over all, tell the count of the others.
    const lacksUnits = unit === null && table.units.length < UNITS.length;
    if (column === -1 || lacksUnits) return absent('NO_POPULATION');
    if (pattern.kind === 'absent' || pattern.hidden.has(`${daysRow(sex)} @ ${unit ?? 'ALL'}`))
      return absent('FEW_PERSONS');
    return { kind: 'shown', days: table.cells[table.rows.indexOf(daysRow(sex))]?.[column]?.value ?? 0 };
  };
}

function absent(reason: string): PublishedDays {
  return { kind: 'absent', reason };
}
