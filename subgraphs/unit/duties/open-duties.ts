import type { RuleSet } from '../../../schema/rules/rule-set.ts';
import type { Sql } from '../../platform/database.ts';
import { Parameters } from '../../platform/practice-sql.ts';
import { ruleRows } from './rule-rows.ts';
import { unmetDuties } from './unmet-duties.ts';

/** What was not done in time for a measure in force; the moment as PostgreSQL writes it, to be given back to it. */
export type OpenDuty = { readonly id: string; readonly rule: string; readonly due: string };

/** The measures in force as this process last judged them; empty before. */
export type RememberedDuties = { latest?: Judgement };
type Judgement = {
  readonly watermark: string;
  readonly horizon: number;
  readonly duties: readonly OpenDuty[];
};

/** Judged ahead by so much, since what falls due before an earlier moment is among what falls due before a later one. */
const AHEAD_MS = 3_600_000;

/**
 * The duties of all measures in force that fall due before `through`, and some that fall due soon after, by
 * their latest versions. To judge takes many times as long as the rest of an answer, most of it the planning of
 * the statement, so it is done once for each watermark and hour.
 */
export async function openDuties(
  sql: Sql,
  remembered: RememberedDuties,
  asked: { readonly watermark: string; readonly through: string; readonly set: RuleSet },
): Promise<readonly OpenDuty[]> {
  const { watermark, through, set } = asked;
  const { latest } = remembered;
  if (latest?.watermark === watermark && Date.parse(through) < latest.horizon) return latest.duties;
  const horizon = Date.parse(through) + AHEAD_MS;
  const duties = await judge(sql, { horizon: new Date(horizon).toISOString(), set });
  remembered.latest = { watermark, horizon, duties };
  return duties;
}

function judge(
  sql: Sql,
  { horizon, set }: { readonly horizon: string; readonly set: RuleSet },
): Promise<OpenDuty[]> {
  const parameters = new Parameters();
  const unmet = unmetDuties(parameters, {
    measures: `select * from measure_version where superseded_at = 'infinity' and not withdrawn and is_interval and ended_on is null`,
    known: `superseded_at = 'infinity' and not withdrawn`,
    rules: ruleRows(set),
    horizon,
  });
  return sql.query(`select id, rule, due_at::text as due from ${unmet} as unmet`, parameters.values);
}

/** Duties as rows (id, rule, due_at). */
export function dutyRows(parameters: Parameters, duties: readonly OpenDuty[]): string {
  const ids = parameters.add(
    duties.map(({ id }) => id),
    'uuid[]',
  );
  const rules = parameters.add(
    duties.map(({ rule }) => rule),
    'text[]',
  );
  const due = parameters.add(
    duties.map((duty) => duty.due),
    'timestamptz[]',
  );
  return `select * from unnest(${ids}, ${rules}, ${due}) as open(id, rule, due_at)`;
}
