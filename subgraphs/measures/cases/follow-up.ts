import { z } from 'zod';
import { followUpCounts } from '../../../schema/deviations/follow-up.ts';
import { osloDay } from '../../../schema/practice/calendar.ts';
import { UNITS } from '../../../schema/units.ts';
import { CASE_STATUSES } from '../../../schema/vocabulary.ts';
import type { Database } from '../../platform/database.ts';
import { listAwaited } from './awaited-list.ts';
import { restrictCases } from './case-filter.ts';
import type { DeviationFilter } from './case-filter.ts';
import { coverageOfFeeds } from './feed-positions.ts';

const figures = z.object({
  ...followUpCounts.shape,
  ...Object.fromEntries(CASE_STATUSES.map((status) => [status, z.int()])),
});
type Figures = z.infer<typeof figures>;
/** What a row is grouped by is not null in it: `by` says which. */
const group = z.object({
  by: z.enum(['ALL', 'UNIT', 'RULE']),
  unit: z.string().nullable(),
  rule: z.string().nullable(),
  units: z.int(),
});

const OPEN = `status not in ('CLOSED', 'GONE')`;
const BY_STATUS = CASE_STATUSES.map(
  (status) => `count(*) filter (where status = '${status}') as "${status}"`,
);

/** Counts and ageing of single deviations: all together, by unit, by rule. */
export async function readFollowUp(database: Database, filter: DeviationFilter) {
  const now = new Date();
  const { parameters, where } = restrictCases(filter, now);
  const today = parameters.add(osloDay(now.toISOString()), 'date');
  const moment = parameters.add(now.toISOString(), 'timestamptz');
  const rows = await database.query(
    `select case grouping(unit, rule) when 3 then 'ALL' when 1 then 'UNIT' else 'RULE' end as by, unit, rule,
            count(distinct unit) filter (where status <> 'GONE') as units,
            count(*) filter (where status <> 'GONE') as deviations,
            count(*) filter (where ${OPEN}) as open,
            count(*) filter (where waits_for is not null and due_on < ${today}) as overdue,
            count(*) filter (where ${OPEN} and systemic_case is not null) as "inSystemicCases",
            count(*) filter (where ${OPEN} and action is not null) as "actionsPlanned",
            count(*) filter (where ${OPEN} and corrected_at is null and action_deadline < ${today}) as "actionsOverdue",
            percentile_disc(0.5) within group (order by extract(epoch from ${moment} - first_seen_at)::float8)
              filter (where ${OPEN}) / 86400 as "medianDaysOpen",
            percentile_disc(0.5) within group (order by extract(epoch from closed_at - first_seen_at)::float8)
              filter (where status = 'CLOSED') / 86400 as "medianDaysToClose",
            ${BY_STATUS.join(', ')}
       from case_version
      where ${where} and not systemic
      group by grouping sets ((), (unit), (rule))`,
    parameters.values,
  );
  const groups = rows.map((row) => ({ ...group.parse(row), figures: toldFigures(figures.parse(row)) }));
  const asked = UNITS.map(({ code }) => code).filter((code) => filter.units?.includes(code) ?? true);
  return {
    coverage: () => coverageOfFeeds(database, filter.units ?? null),
    awaited: () => listAwaited(database, filter),
    total: groups.find(({ by }) => by === 'ALL')?.figures ?? NONE,
    units: asked.map((code) => ({
      unit: { code },
      figures: groups.find(({ by, unit }) => by === 'UNIT' && unit === code)?.figures ?? NONE,
    })),
    rules: groups
      .filter(({ by }) => by === 'RULE')
      .map((one) => ({ ...one, ruleCode: one.rule ?? '' }))
      .toSorted(
        (one, other) => other.figures.open - one.figures.open || (one.ruleCode < other.ruleCode ? -1 : 1),
      ),
  };
}

function toldFigures(row: Figures) {
  const counts: Readonly<Record<string, unknown>> = row;
  return { ...row, statuses: CASE_STATUSES.map((status) => ({ status, count: Number(counts[status]) })) };
}

const NONE = toldFigures({
  ...figures.keyof().options.reduce((zero, name) => ({ ...zero, [name]: 0 }), {} as Figures),
  medianDaysOpen: null,
  medianDaysToClose: null,
});
