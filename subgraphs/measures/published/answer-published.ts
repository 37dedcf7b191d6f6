import { z } from 'zod';
import type { Bucket } from '../../../schema/practice/calendar.ts';
import { readKey } from '../../../schema/practice/question.ts';
import { unitStateFor } from '../../../schema/practice/state.ts';
import { quartersOf } from '../../../schema/published/cube.ts';
import type { PublicCode } from '../../../schema/public-codes.ts';
import { UNITS } from '../../../schema/units.ts';
import type { Database } from '../../platform/database.ts';
import { coverageOf, readRegister } from '../answer-practice.ts';
import type { PracticeReference, RegisterPart, UnitPart } from '../answer-practice.ts';
import { partOf, readParts } from '../answered-parts.ts';
import { CUBE_ROWS } from './cube-rows.ts';
import type { CubeRow } from './cube-rows.ts';
import { cubeTable } from './cube-table.ts';
import { fixedPattern } from './fixed-pattern.ts';
import { hiddenCounts, shownCounts } from './published-counts.ts';
import type { PublishedCounts } from './published-counts.ts';
import { publishedDays } from './published-days.ts';

type Quarter = Bucket & { readonly quarter: string };
type Parts = {
  readonly answered: readonly UnitPart[];
  readonly register: RegisterPart;
  readonly database: Database;
};

/** The published cube of every quarter asked, from what the units and the register answered. */
export async function answerPublished(reference: PracticeReference, database: Database) {
  const question = readKey(reference.key);
  if (reference.units === undefined) return { key: reference.key };
  const parts = z.array(partOf).catch([]).parse(reference.units);
  const { answered, missing } = readParts(question.units, parts, unitStateFor(question.by));
  const register = readRegister(partOf.safeParse(reference.inmates).data);
  const ratesFrom = register.kind === 'answered' ? register.state.populatedUnits : [];
  const quarters = [];
  for (const quarter of quartersOf(question.period) ?? [])
    quarters.push(
      missing.length === 0
        ? await publish(quarter, { answered, register, database })
        : withhold(quarter, 'PUBLISHED_UNIT_MISSING'),
    );
  return {
    key: reference.key,
    coverage: coverageOf({ answered, missing, register, ratesFrom }),
    quarters,
  };
}

async function publish(quarter: Quarter, { answered, ...parts }: Parts) {
  const table = cubeTable(quarter.quarter, answered);
  const hidden = await fixedPattern(parts.database, quarter.quarter, table);
  if (hidden === null) return withhold(quarter, 'PUBLISHED_TOO_FEW');
  const daysOf = await publishedDays(quarter, parts);
  const groups = groupsOf((row, unit) => {
    if (hidden.has(`${row.name} @ ${unit ?? 'ALL'}`)) return hiddenCounts('SUPPRESSED', 'FEW_PERSONS');
    const column = unit === null ? table.units.length : table.units.indexOf(unit);
    const started = table.cells[table.rows.indexOf(row.name)]?.[column]?.value ?? 0;
    return shownCounts(started, daysOf(row.sex, unit));
  });
  return { quarter: quarter.quarter, status: 'PUBLISHED', reason: null, groups };
}

/** What is withheld has every group all the same, so that nothing of it looks as if it did not exist. */
function withhold({ quarter }: Quarter, reason: PublicCode) {
  return { quarter, status: 'WITHHELD', reason, groups: groupsOf(() => hiddenCounts('WITHHELD', reason)) };
}

function groupsOf(figures: (row: CubeRow, unit: string | null) => PublishedCounts) {
  return [null, ...UNITS.map(({ code }) => code)].flatMap((unit) =>
    CUBE_ROWS.map((row) => ({
      unit: unit === null ? null : { code: unit },
      kind: row.kind,
      extent: row.extent,
      sex: row.sex,
      figures: figures(row, unit),
    })),
  );
}
