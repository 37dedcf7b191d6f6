import type { Database, Sql } from '../../platform/database.ts';
import { lockForWriting } from '../../platform/records/write-lock.ts';
import type { Case } from '../cases/case.ts';
import { CURRENT, readCases, writeVersions } from '../cases/case-rows.ts';
import { followNotice } from '../cases/follow-notice.ts';
import { endEmptyCases, SystemicCases } from '../cases/systemic-case.ts';
import type { OverUnits } from './find-over-units.ts';
import type { Gathered } from './gather.ts';
import { PURPOSE } from './gather.ts';

/**
 * Makes cases of what was found over the units, and notes that it was looked for, in one transaction. What is no
 * longer found is gone; not so while a unit is missing, which may be why.
 */
export async function keepOverUnits(
  database: Database,
  gathered: Gathered | null,
  found: readonly OverUnits[],
): Promise<void> {
  await database.transaction(async (sql) => {
    const recordedAt = await lockForWriting(sql);
    await noteLook(sql, { gathered, found, recordedAt });
    if (gathered === null) return;
    const known = await readCases(
      sql,
      `${CURRENT} and not systemic and target in ('transfers', 'stays') and (status <> 'GONE' or deviation = any($1))`,
      [found.map(({ id }) => id)],
    );
    const versions = await follow(sql, { known, found, recordedAt, whole: gathered.missing.size === 0 });
    await writeVersions(sql, versions);
    const gone = versions
      .filter(({ step }) => step === 'GONE')
      .flatMap(({ systemicCase }) => systemicCase ?? []);
    await endEmptyCases(sql, gone, recordedAt);
  });
}

async function follow(
  sql: Sql,
  given: {
    readonly known: readonly Case[];
    readonly found: readonly OverUnits[];
    readonly recordedAt: string;
    readonly whole: boolean;
  },
): Promise<Case[]> {
  const { known, found, recordedAt, whole } = given;
  const caseOf = new Map(known.map((one) => [one.deviation, one]));
  const systemic = await SystemicCases.ofRules(sql, [...new Set(found.map(({ rule }) => rule))]);
  const versions = found.flatMap((one) => {
    const next = followNotice(caseOf.get(one.id) ?? null, one, { unit: one.unit, recordedAt });
    if (next === null) return [];
    return next.step === 'OPENED' || next.step === 'REOPENED' ? systemic.place(next) : next;
  });
  const standing = new Set(found.map(({ id }) => id));
  const vanished = whole ? known.filter(({ deviation }) => !standing.has(deviation ?? '')) : [];
  const ended = vanished.flatMap(
    (one) => followNotice(one, noticeOf(one), { unit: one.unit ?? '', recordedAt }) ?? [],
  );
  return [...versions, ...ended, ...systemic.versions];
}

/** A case's deviation as it was told, now gone. */
function noticeOf(one: Case) {
  return {
    id: one.deviation ?? '',
    rule: one.rule,
    record: one.record ?? '',
    occurrence: one.occurrence ?? 1,
    ruleSet: one.ruleSet ?? '',
    target: one.target ?? 'transfers',
    facility: one.facility,
    kind: one.kind,
    means: one.means,
    startedOn: one.startedOn ?? '',
    dueAt: one.dutyDueAt ?? '',
    metAt: one.metAt,
    seenAt: one.firstSeenAt,
    atLeast: one.atLeast,
    state: 'GONE',
  } as const;
}

/** On record: how many persons' isolations were fetched, what for and from where. */
async function noteLook(
  sql: Sql,
  given: {
    readonly gathered: Gathered | null;
    readonly found: readonly OverUnits[];
    readonly recordedAt: string;
  },
): Promise<void> {
  const { gathered, found, recordedAt } = given;
  await sql.query(
    `insert into isolation_look (looked_at, purpose, persons, answered, missing, found)
     values ($1, $2, $3, $4, $5, $6)`,
    [
      recordedAt,
      PURPOSE,
      gathered?.persons.length ?? null,
      JSON.stringify(Object.fromEntries(gathered?.through ?? [])),
      JSON.stringify(Object.fromEntries(gathered?.missing ?? [])),
      found.length,
    ],
  );
}
