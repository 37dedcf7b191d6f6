import { z } from 'zod';
import type { Sql } from '../../platform/database.ts';
import { caseVersion } from './case.ts';
import type { Case } from './case.ts';

/** Where each part of a case is kept. */
const COLUMNS: Readonly<Record<keyof Case, string>> = {
  id: 'case_id',
  version: 'version',
  recordedAt: 'recorded_at',
  unit: 'unit',
  units: 'units',
  rule: 'rule',
  systemic: 'systemic',
  deviation: 'deviation',
  target: 'target',
  record: 'record',
  occurrence: 'occurrence',
  ruleSet: 'rule_set',
  facility: 'facility',
  kind: 'kind',
  means: 'means',
  startedOn: 'started_on',
  dutyDueAt: 'duty_due_at',
  metAt: 'met_at',
  atLeast: 'at_least',
  firstSeenAt: 'first_seen_at',
  status: 'status',
  waitsFor: 'waits_for',
  dueOn: 'due_on',
  owner: 'owner',
  action: 'action',
  actionDeadline: 'action_deadline',
  actionPlannedAt: 'action_planned_at',
  correctedAt: 'corrected_at',
  closedAt: 'closed_at',
  timesReopened: 'times_reopened',
  systemicCase: 'systemic_case',
  step: 'step',
  party: 'party',
  actor: 'actor',
  note: 'note',
};
const ALL = Object.values(COLUMNS).join(', ');

export const CASE_FIELDS = Object.entries(COLUMNS)
  .map(([name, column]) => `${column} as "${name}"`)
  .join(', ');
export const CURRENT = `superseded_at = 'infinity'`;

const casesRead = z.array(caseVersion);

/** Cases as they stand, or all their versions, wherever `condition` holds. */
export async function readCases(sql: Sql, condition: string, values: readonly unknown[]): Promise<Case[]> {
  return casesRead.parse(
    await sql.query(`select ${CASE_FIELDS} from case_version where ${condition}`, values),
  );
}

/** Adds versions. Of several of one case in the same list, each supersedes the one before it. */
export async function writeVersions(sql: Sql, versions: readonly Case[]): Promise<void> {
  if (versions.length === 0) return;
  await sql.query(
    `update case_version set superseded_at = $2
      where ${CURRENT} and case_id in (select unnest($1::uuid[]))`,
    [versions.map(({ id }) => id), versions[0]?.recordedAt],
  );
  const latest = new Map(versions.map(({ id, version }) => [id, version]));
  const rows = versions.map((version) => ({
    ...Object.fromEntries(
      Object.entries(COLUMNS).map(([name, column]) => [column, version[name as keyof Case]]),
    ),
    superseded_at: latest.get(version.id) === version.version ? 'infinity' : version.recordedAt,
  }));
  await sql.query(
    `insert into case_version (${ALL}, superseded_at)
     select ${ALL}, superseded_at from json_populate_recordset(null::case_version, $1)`,
    [JSON.stringify(rows)],
  );
}

/**
 * The same step in many cases at once. `sets` gives columns as SQL over `values`, of which the first is the moment
 * of the step; all other columns stay as they were.
 */
export async function stepMany(
  sql: Sql,
  {
    where,
    values,
    sets,
  }: {
    readonly where: string;
    readonly values: readonly unknown[];
    readonly sets: Readonly<Record<string, string>>;
  },
): Promise<void> {
  const changed: Readonly<Record<string, string>> = {
    ...sets,
    version: 'version + 1',
    recorded_at: '$1::timestamptz',
    note: 'null',
  };
  await sql.query(
    `with stepped as (update case_version set superseded_at = $1::timestamptz where ${CURRENT} and ${where} returning *)
     insert into case_version (${ALL})
     select ${Object.values(COLUMNS)
       .map((column) => changed[column] ?? column)
       .join(', ')} from stepped`,
    values,
  );
}
