import { quartersOf } from '../../../schema/published/cube.ts';
import type { Question } from '../../../schema/practice/question.ts';
import type { Database } from '../../platform/database.ts';
import type { RegisterPart, UnitPart } from '../answer-practice.ts';
import { publishQuarter } from '../published/publish-quarter.ts';
import type { PublishedQuarter } from '../published/publish-quarter.ts';
import type { PublishedDays } from '../published/published-days.ts';

type Cell = { readonly kind: string; readonly extent: string | null; readonly unit: string | null };

/** The published cube of a year, quarter by quarter: what is hidden in one of them is hidden in the year. */
export class PublishedYear {
  readonly #quarters: readonly PublishedQuarter[];

  constructor(quarters: readonly PublishedQuarter[]) {
    this.#quarters = quarters;
  }

  /** Whether some quarter waits for units to declare their measures complete, so that nothing of the year is final. */
  get isNotYet(): boolean {
    return this.#quarters.some(
      (quarter) => quarter.kind === 'withheld' && quarter.reason === 'PUBLISHED_NOT_DECLARED',
    );
  }

  /** Measures begun; null where they are hidden. */
  started({ kind, extent, unit }: Cell): number | null {
    const counts = this.#quarters.map((quarter) =>
      quarter.kind === 'published' ? quarter.started({ kind, extent, sex: null }, unit) : null,
    );
    return counts.reduce<number | null>(
      (sum, count) => (sum === null || count === null ? null : sum + count),
      0,
    );
  }

  /** Inmate-days of all sexes. */
  days(unit: string | null): PublishedDays {
    let sum = 0;
    for (const quarter of this.#quarters) {
      if (quarter.kind === 'withheld') return { kind: 'absent', reason: quarter.reason };
      const days = quarter.days(null, unit);
      if (days.kind === 'absent') return days;
      sum += days.days;
    }
    return { kind: 'shown', days: sum };
  }
}

export async function publishedYear(
  period: Question['period'],
  parts: {
    readonly answered: readonly UnitPart[];
    readonly register: RegisterPart;
    readonly database: Database;
  },
): Promise<PublishedYear> {
  const quarters = [];
  for (const quarter of quartersOf(period) ?? []) quarters.push(await publishQuarter(quarter, parts));
  return new PublishedYear(quarters);
}
