import { findRule } from '../../../schema/rules/rule-set.ts';
import { findUnit, UNITS } from '../../../schema/units.ts';
import type { Database, Sql } from '../../platform/database.ts';
import { lockForWriting } from '../../platform/records/write-lock.ts';
import { afterStep, newCase } from './case.ts';
import type { Case, Facts } from './case.ts';
import { CURRENT, readCases, stepMany, writeVersions } from './case-rows.ts';
import { reopened } from './follow-notice.ts';
import { refuse } from './case-answer.ts';
import type { CaseAnswer } from './case-answer.ts';
import type { Actor } from './reach.ts';

const UNFINISHED = `status not in ('CLOSED', 'GONE')`;

/** Opens one case for a rule in some units; the open cases of the rule there become its members. */
export async function openSystemicCase(
  database: Database,
  wanted: {
    readonly rule: string;
    readonly units: readonly string[] | null;
    readonly note: string;
    readonly by: Actor;
  },
): Promise<CaseAnswer> {
  const { rule, note, by } = wanted;
  if (by.party !== 'DIRECTORATE') return refuse('NOT_PERMITTED', null);
  const units = UNITS.map(({ code }) => code).filter((code) => wanted.units?.includes(code) ?? true);
  if (findRule(rule) === undefined) return refuse('UNKNOWN_RULE', null);
  if (units.length === 0 || wanted.units?.some((code) => findUnit(code) === undefined) === true)
    return refuse('UNKNOWN_UNIT', null);
  return database.transaction(async (sql) =>
    startSystemicCase(sql, { rule, units, note, by, recordedAt: await lockForWriting(sql) }),
  );
}

/** Starts the case, unless one of the same code is open for one of the units; open cases of the code become members. */
export async function startSystemicCase(
  sql: Sql,
  {
    rule,
    units,
    note,
    by,
    recordedAt,
  }: {
    readonly rule: string;
    readonly units: readonly string[];
    readonly note: string;
    readonly by: Actor;
    readonly recordedAt: string;
  },
): Promise<CaseAnswer> {
  const [rival] = await readCases(
    sql,
    `${CURRENT} and systemic and rule = $1 and units && $2 and ${UNFINISHED}`,
    [rule, units],
  );
  if (rival !== undefined) return refuse('SYSTEMIC_CASE_EXISTS', rival);
  const opened: Case = {
    ...newCase({ rule, units, recordedAt, deviation: null, facts: NO_FACTS, firstSeenAt: recordedAt }),
    party: 'DIRECTORATE',
    actor: by.name,
    note,
  };
  await writeVersions(sql, [opened]);
  await stepMany(sql, {
    where: `rule = $2 and unit = any($3) and not systemic and systemic_case is null and ${UNFINISHED}`,
    values: [recordedAt, rule, units, opened.id, by.name],
    sets: {
      systemic_case: '$4::uuid',
      waits_for: 'null',
      step: `'JOINED'`,
      party: `'DIRECTORATE'`,
      actor: '$5::text',
    },
  });
  return { case: opened, error: null };
}

/** What a systemic case has answered for is closed with it. */
export async function closeMembers(sql: Sql, { id, recordedAt, actor }: Case): Promise<void> {
  await stepMany(sql, {
    where: `systemic_case = $2 and ${UNFINISHED}`,
    values: [recordedAt, id, actor],
    sets: {
      status: `'CLOSED'`,
      closed_at: '$1::timestamptz',
      waits_for: 'null',
      step: `'CLOSED'`,
      party: `'DIRECTORATE'`,
      actor: '$3::text',
    },
  });
}

/**
 * Puts cases just opened or reopened where they are answered: into the open systemic case of their rule and unit.
 * One that was closed is reopened when the rule was broken again after it, or when a member of it recurs. Gives
 * the versions that come on top, and whom each case belongs to.
 */
export class SystemicCases {
  readonly #cases: Case[];
  readonly versions: Case[] = [];

  constructor(cases: readonly Case[]) {
    this.#cases = [...cases];
  }

  static async ofRules(sql: Sql, rules: readonly string[]): Promise<SystemicCases> {
    return new SystemicCases(await readCases(sql, `${CURRENT} and systemic and rule = any($1)`, [rules]));
  }

  /** The case as a member of the systemic case it belongs to, or on its own. */
  place(one: Case): Case {
    const home = this.#homeOf(one);
    if (home === null)
      return one.systemicCase === null ? one : { ...one, systemicCase: null, waitsFor: 'UNIT' };
    if (home.status === 'CLOSED' || home.status === 'GONE') this.#reopen(home, one.recordedAt);
    return { ...one, systemicCase: home.id, waitsFor: null };
  }

  #homeOf(one: Case): Case | null {
    const covering = this.#cases.filter(
      ({ rule, units }) => rule === one.rule && one.unit !== null && units.includes(one.unit),
    );
    const unfinished = covering.find(({ status }) => status !== 'CLOSED' && status !== 'GONE');
    const recurs = ({ id, closedAt }: Case) =>
      id === one.systemicCase || (closedAt !== null && one.dutyDueAt !== null && one.dutyDueAt > closedAt);
    return unfinished ?? covering.filter(recurs).toSorted(newestFirst)[0] ?? null;
  }

  #reopen(home: Case, recordedAt: string): void {
    const again = afterStep(home, { ...reopened(home), party: 'SYSTEM', actor: 'system', recordedAt });
    this.versions.push(again);
    this.#cases[this.#cases.indexOf(home)] = again;
  }
}

/** Systemic cases whose every member is gone are gone themselves. */
export async function endEmptyCases(sql: Sql, ids: readonly string[], recordedAt: string): Promise<void> {
  const empty = await readCases(
    sql,
    `${CURRENT} and case_id = any($1::uuid[]) and status <> 'GONE' and not exists (
       select from case_version member
        where member.superseded_at = 'infinity' and member.systemic_case = case_version.case_id
          and member.status <> 'GONE')`,
    [ids],
  );
  const gone = { step: 'GONE', status: 'GONE', party: 'SYSTEM', actor: 'system', recordedAt } as const;
  await writeVersions(
    sql,
    empty.map((one) => afterStep(one, gone)),
  );
}

function newestFirst(one: Case, other: Case): number {
  return (other.closedAt ?? '') < (one.closedAt ?? '') ? -1 : 1;
}

const NO_FACTS: Facts = {
  target: null,
  record: null,
  occurrence: null,
  ruleSet: null,
  facility: null,
  kind: null,
  means: null,
  startedOn: null,
  dutyDueAt: null,
  metAt: null,
  atLeast: false,
};
