import type { Cell } from '../../../schema/practice/state.ts';
import type { RuleSet } from '../../../schema/rules/rule-set.ts';
import type { Row, Sql } from '../../platform/database.ts';
import { knownAt } from '../../platform/practice-sql.ts';
import type { Parameters } from '../../platform/practice-sql.ts';
import { recordsTouching } from '../practice/records-touching.ts';
import type { Reading } from '../practice/records-touching.ts';
import { dutyRows } from './open-duties.ts';
import type { OpenDuty } from './open-duties.ts';
import { ruleRows } from './rule-rows.ts';
import { INCOMPLETE, unmetDuties } from './unmet-duties.ts';

export type Judged = {
  /** Up to when duties count as overdue. */
  readonly through: string;
  /** The rules a past moment is judged by. */
  readonly set: RuleSet;
  /** Those of measures in force, by their latest versions. */
  readonly open: readonly OpenDuty[];
};

/** What was not in order with the measures that began in each group. */
export type Shortcomings = { readonly deviations: Cell['deviations']; readonly incomplete: number };

export const NO_SHORTCOMINGS: Shortcomings = { deviations: [], incomplete: 0 };

/**
 * Counts by group and rule, as rows (bucket, …, rule, count), of measures begun in the bucket. Those kept serve
 * for the latest versions of measures that have ended; a past moment is judged now.
 */
export async function readShortcomings(
  sql: Sql,
  options: {
    readonly parameters: Parameters;
    readonly reading: Reading;
    readonly judged: Judged;
    readonly asOf: string | null;
    readonly openOnly: boolean;
  },
): Promise<Row[]> {
  const { parameters, reading, judged, asOf, openOnly } = options;
  const grouped = ['bucket', ...reading.columns, 'rule'].join(', ');
  if (openOnly && judged.open.length === 0) return [];
  const known =
    asOf === null
      ? [...(openOnly ? [] : [KEPT]), dutyRows(parameters, judged.open)].join(' union all ')
      : judgedThen(parameters, { reading, judged, asOf });
  const statement = `select ${grouped}, count(*) as count
       from ${recordsTouching(parameters, reading)} as touching
       join (${known}) as unmet using (id)
      where begun and due_at < ${parameters.add(judged.through, 'timestamptz')}
      group by ${grouped}`;
  return openOnly ? sql.prepared(statement, parameters.values) : sql.query(statement, parameters.values);
}

function judgedThen(
  parameters: Parameters,
  { reading, judged, asOf }: { readonly reading: Reading; readonly judged: Judged; readonly asOf: string },
): string {
  const begun = [
    `started_on < ${reading.end}`,
    `started_on >= (${reading.starts})[1]`,
    ...reading.conditions,
  ];
  const unmet = unmetDuties(parameters, {
    measures: `select * from measure_version as version where ${begun.join(' and ')}`,
    known: knownAt(parameters, asOf),
    rules: ruleRows(judged.set),
    horizon: judged.through,
  });
  return `select id, rule, due_at from ${unmet} as unmet`;
}

const KEPT = `select record as id, rule, due_at from deviation where state <> 'GONE' and not is_open`;

/** Those counts by the name of their group. */
export function shortcomingsBy(
  rows: readonly Row[],
  nameOf: (row: Row) => string,
): ReadonlyMap<string, Shortcomings> {
  const groups = Map.groupBy(rows, nameOf);
  return new Map([...groups].map(([name, counts]) => [name, shortcomingsOf(counts)]));
}

function shortcomingsOf(rows: readonly Row[]): Shortcomings {
  const counts = rows.map((row) => [String(row['rule']), Number(row['count'])] as const);
  return {
    deviations: counts.flatMap(([rule, count]): Cell['deviations'] =>
      rule === INCOMPLETE || count === 0 ? [] : [[rule, count]],
    ),
    incomplete: counts.reduce((sum, [rule, count]) => (rule === INCOMPLETE ? sum + count : sum), 0),
  };
}
