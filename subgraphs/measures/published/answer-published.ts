import { z } from 'zod';
import { readKey } from '../../../schema/practice/question.ts';
import { unitStateFor } from '../../../schema/practice/state.ts';
import { quartersOf } from '../../../schema/published/cube.ts';
import { UNITS } from '../../../schema/units.ts';
import type { Database } from '../../platform/database.ts';
import { coverageOf, readRegister } from '../answer-practice.ts';
import type { PracticeReference } from '../answer-practice.ts';
import { partOf, readParts } from '../answered-parts.ts';
import { CUBE_ROWS } from './cube-rows.ts';
import type { CubeRow } from './cube-rows.ts';
import { publishQuarter } from './publish-quarter.ts';
import type { PublishedQuarter, ShownQuarter } from './publish-quarter.ts';
import { hiddenCounts, shownCounts } from './published-counts.ts';
import type { PublishedCounts } from './published-counts.ts';

/** The published cube of every quarter asked, from what the units and the register answered. */
export async function answerPublished(reference: PracticeReference, database: Database) {
  const question = readKey(reference.key);
  if (reference.units === undefined) return { key: reference.key };
  const parts = z.array(partOf).catch([]).parse(reference.units);
  const { answered, missing } = readParts(question.units, parts, unitStateFor(question.by));
  const register = readRegister(partOf.safeParse(reference.inmates).data);
  const ratesFrom = register.kind === 'answered' ? register.state.populatedUnits : [];
  const quarters = [];
  for (const quarter of quartersOf(question.period) ?? []) {
    if (missing.length > 0) {
      quarters.push(withhold(quarter, { reason: 'PUBLISHED_UNIT_MISSING', undeclared: [] }));
      continue;
    }
    const published = await publishQuarter(quarter, { answered, register, database });
    quarters.push(published.kind === 'withheld' ? withhold(quarter, published) : show(quarter, published));
  }
  return {
    key: reference.key,
    coverage: coverageOf({ answered, missing, register, ratesFrom }),
    quarters,
  };
}

type Named = { readonly quarter: string };
type Withheld = Extract<PublishedQuarter, { kind: 'withheld' }>;

function show({ quarter }: Named, published: ShownQuarter) {
  const groups = groupsOf((row, unit) => {
    const started = published.started(row, unit);
    return started === null
      ? hiddenCounts('SUPPRESSED', 'FEW_PERSONS')
      : shownCounts(started, published.days(row.sex, unit));
  });
  return { quarter, status: 'PUBLISHED', reason: null, groups };
}

/** What is withheld has every group all the same, so that nothing of it looks as if it did not exist. */
function withhold({ quarter }: Named, { reason, undeclared }: Omit<Withheld, 'kind'>) {
  const groups = groupsOf(() => hiddenCounts('WITHHELD', reason));
  return { quarter, status: 'WITHHELD', reason, undeclared, groups };
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
