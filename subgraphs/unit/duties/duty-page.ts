import { ClientError } from '../../platform/client-error.ts';
import type { RuleSet } from '../../../schema/rules/rule-set.ts';
import type { Database, Row } from '../../platform/database.ts';
import { withinGranted } from '../../platform/access/require-clearance.ts';
import type { Period } from '../../platform/access/require-clearance.ts';
import { Parameters } from '../../platform/practice-sql.ts';
import { atOneMoment } from '../../platform/records/write-lock.ts';
import { tellMoment } from '../../platform/watermark.ts';
import { pageOf, readPosition } from '../../platform/page.ts';
import type { Page, PageArguments } from '../../platform/page.ts';
import { judgedThrough } from './deviation-clock.ts';
import { ruleRows } from './rule-rows.ts';
import { INCOMPLETE, unmetDuties } from './unmet-duties.ts';

export type DutyQuestion = PageArguments & {
  readonly states?: readonly string[] | null;
  readonly withinDays?: number;
};
export type DutyPage = Page<Row> & { readonly judgedAt: string };

const DAY = 86_400_000;
const LONGEST_DAYS = 366;

/**
 * The work list of a unit: what is not done and overdue, due within a week, or coming up, of measures in force
 * and of ended ones that something is still to follow; what is due first comes first.
 */
export async function readDuties(
  database: Database,
  asked: DutyQuestion & { unit: string; set: RuleSet; granted: readonly Period[] },
): Promise<DutyPage> {
  const { unit, set, granted, states = null, withinDays = 30, ...page } = asked;
  const { first, position } = readPosition(page);
  if (withinDays < 0 || withinDays > LONGEST_DAYS) throw new ClientError('PERIOD_INVALID');
  return atOneMoment(database, null, async (sql) => {
    await tellMoment(sql, { open: true });
    const judgedAt = await judgedThrough(sql, { asOf: null, now: new Date().toISOString() });
    const parameters = new Parameters();
    const now = parameters.add(judgedAt, 'timestamptz');
    const horizon = new Date(Date.parse(judgedAt) + withinDays * DAY).toISOString();
    const until = parameters.add(horizon, 'timestamptz');
    const seen = [
      `superseded_at = 'infinity'`,
      ...withinGranted(parameters, granted, { from: 'started_on', to: 'last_day' }),
    ].join(' and ');
    const unmet = unmetDuties(parameters, {
      measures: `select * from measure_version where ${seen} and not withdrawn and is_interval and ended_on is null`,
      known: `superseded_at = 'infinity' and not withdrawn`,
      rules: ruleRows(set),
      horizon,
    });
    const beyond =
      position === null
        ? 'true'
        : `(due_at, id) > (${parameters.add(position[0], 'timestamptz')}, ${parameters.add(position[1], 'uuid')})`;
    const rows = await sql.query(
      `select id, record, rule, occurrence, due_at as "dueAt", state, kind, means, facility, started_on as "startedOn"
         from (select *, md5(rule || ':' || record || ':' || occurrence)::uuid as id,
                      case when due_at < ${now} then 'OVERDUE'
                           when due_at < ${now} + interval '7 days' then 'THIS_WEEK' else 'COMING_UP' end as state
                 from (select id as record, rule, occurrence, due_at, kind, means, facility, started_on
                         from ${unmet} as unmet
                        where met_at is null and rule <> '${INCOMPLETE}'
                        union all
                       select record, rule, occurrence, due_at, kind, means, facility, started_on
                         from deviation
                        where state <> 'GONE' and not is_open and due_at >= ${now} and due_at < ${until}
                          and met_at is null and rule <> '${INCOMPLETE}'
                          and exists (select from measure_version where id = record and ${seen})) as unmet) as duty
        where ${beyond} and ${parameters.oneOf('state', states)}
        order by due_at, id
        limit ${parameters.add(first + 1, 'int')}`,
      parameters.values,
    );
    const nodeOf = ({ rule, record, ...duty }: Row) => ({
      ...duty,
      id: `${String(rule)}:${String(record)}:${String(duty['occurrence'])}`,
      rule: { code: rule },
      measureId: `${unit}:${String(record)}`,
    });
    return { judgedAt, ...pageOf(rows, { first, position, orderedBy: 'dueAt', nodeOf }) };
  });
}
