import type { Database, Sql } from '../../platform/database.ts';
import { lockForWriting } from '../../platform/records/write-lock.ts';
import { isAwaited, keepAwaited } from '../cases/awaited-deviations.ts';
import type { Case } from '../cases/case.ts';
import { CURRENT, readCases, writeVersions } from '../cases/case-rows.ts';
import { readDeclared } from '../cases/feed-positions.ts';
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
  {
    gathered,
    found: foundNow,
    waitMs,
  }: {
    readonly gathered: Gathered | null;
    readonly found: readonly OverUnits[];
    /** So long a case is not opened while records it rests on may still come. */
    readonly waitMs: number;
  },
): Promise<void> {
  await database.transaction(async (sql) => {
    const recordedAt = await lockForWriting(sql);
    await noteLook(sql, { gathered, found: foundNow, recordedAt });
    if (gathered === null) return;
    const whole = gathered.missing.size === 0;
    const found = await sinceFirstSeen(sql, foundNow);
    const known = await readCases(
      sql,
      `${CURRENT} and not systemic and target in ('transfers', 'stays') and (status <> 'GONE' or deviation = any($1))`,
      [found.map(({ id }) => id)],
    );
    const declared = await readDeclared(sql);
    const waits = (one: OverUnits) =>
      one.target === 'transfers' &&
      one.units.some((unit) =>
        isAwaited(one, { declared: declared.get(unit) ?? {}, now: recordedAt, waitMs }),
      );
    const { versions, awaited } = await follow(sql, { known, found, waits, recordedAt, whole });
    await writeVersions(sql, versions);
    const gone = versions
      .filter(({ step }) => step === 'GONE')
      .flatMap(({ systemicCase }) => systemicCase ?? []);
    await endEmptyCases(sql, gone, recordedAt);
    await sql.query('delete from awaited_deviation where over_units and ($1 or deviation = any($2))', [
      whole,
      found.map(({ id }) => id),
    ]);
    const kept = awaited.map((notice) => ({ unit: notice.unit, notice }));
    await keepAwaited(sql, kept, { waitMs, overUnits: true });
  });
}

/** What is found is found anew each time: of what waits for a case, when that was the first time is kept. */
async function sinceFirstSeen(sql: Sql, found: readonly OverUnits[]): Promise<OverUnits[]> {
  const rows = await sql.query<{ deviation: string; seenAt: string }>(
    `select deviation, notice ->> 'seenAt' as "seenAt" from awaited_deviation where over_units`,
  );
  const seen = new Map(rows.map(({ deviation, seenAt }) => [deviation, seenAt]));
  return found.map((one) => ({ ...one, seenAt: seen.get(one.id) ?? one.seenAt }));
}

async function follow(
  sql: Sql,
  given: {
    readonly known: readonly Case[];
    readonly found: readonly OverUnits[];
    readonly waits: (one: OverUnits) => boolean;
    readonly recordedAt: string;
    readonly whole: boolean;
  },
): Promise<{ readonly versions: Case[]; readonly awaited: OverUnits[] }> {
  const { known, found, waits, recordedAt, whole } = given;
  const caseOf = new Map(known.map((one) => [one.deviation, one]));
  const systemic = await SystemicCases.ofRules(sql, [...new Set(found.map(({ rule }) => rule))]);
  const awaited: OverUnits[] = [];
  const versions = found.flatMap((one) => {
    const next = followNotice(caseOf.get(one.id) ?? null, one, { unit: one.unit, recordedAt });
    if (next === null) return [];
    const opens = next.step === 'OPENED' || next.step === 'REOPENED';
    if (opens && waits(one)) {
      awaited.push(one);
      return [];
    }
    return opens ? systemic.place(next) : next;
  });
  const standing = new Set(found.map(({ id }) => id));
  const vanished = whole ? known.filter(({ deviation }) => !standing.has(deviation ?? '')) : [];
  const ended = vanished.flatMap(
    (one) => followNotice(one, noticeOf(one), { unit: one.unit ?? '', recordedAt }) ?? [],
  );
  return { versions: [...versions, ...ended, ...systemic.versions], awaited };
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
