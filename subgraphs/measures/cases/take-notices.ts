import type { DeviationFeed, DeviationNotice } from '../../../schema/deviations/feed.ts';
import type { Database, Sql } from '../../platform/database.ts';
import { lockForWriting } from '../../platform/records/write-lock.ts';
import { isAnyReady, isAwaited, keepAwaited, takeReady } from './awaited-deviations.ts';
import type { Declared } from './awaited-deviations.ts';
import { CURRENT, readCases, writeVersions } from './case-rows.ts';
import { movePosition, readPosition } from './feed-positions.ts';
import { followNotice } from './follow-notice.ts';
import { endEmptyCases, SystemicCases } from './systemic-case.ts';

/**
 * Keeps a page of a unit's feed and what it makes of the cases, in one transaction with the cursor: stopped
 * anywhere, the page is taken whole or not at all. A page that does not begin where the feed was read to is left:
 * another process was first.
 */
export async function takeNotices(
  database: Database,
  {
    unit,
    after,
    page,
    waitMs,
  }: {
    readonly unit: string;
    readonly after: number;
    readonly page: DeviationFeed;
    /** So long a case is not opened, counted from when its deviation was first seen, while records may still come. */
    readonly waitMs: number;
  },
): Promise<void> {
  await database.transaction(async (sql) => {
    const recordedAt = await lockForWriting(sql);
    if ((await readPosition(sql, unit)) !== after) return;
    await sql.query(
      `insert into deviation_notice (unit, sequence, recorded_at, notice)
       select $1, (notice ->> 'sequence')::bigint, $2, notice from json_array_elements($3) as told(notice)`,
      [unit, recordedAt, JSON.stringify(page.notices)],
    );
    const waiting = { declared: page.declared, now: recordedAt, waitMs };
    await followAll(sql, page.notices, {
      unit,
      recordedAt,
      waitMs,
      waits: (notice) => isAwaited(notice, waiting),
    });
    await movePosition(sql, unit, page.next);
  });
}

/** Opens the cases of a unit's deviations that wait for nothing any more. */
export async function openAwaited(database: Database, unit: string, declared: Declared): Promise<void> {
  if (!(await isAnyReady(database, unit, declared))) return;
  await database.transaction(async (sql) => {
    const recordedAt = await lockForWriting(sql);
    const ready = await takeReady(sql, unit, { declared, now: recordedAt });
    await followAll(sql, ready, { unit, recordedAt, waitMs: 0, waits: () => false });
  });
}

type Taken = {
  readonly unit: string;
  readonly recordedAt: string;
  readonly waitMs: number;
  /** Whether what it rests on may still come. */
  readonly waits: (notice: DeviationNotice) => boolean;
};

/** Every step the notices make, in their order: a deviation may come several times in one page. */
async function followAll(sql: Sql, notices: readonly DeviationNotice[], taken: Taken): Promise<void> {
  const { unit, recordedAt, waitMs } = taken;
  const known = await readCases(sql, `${CURRENT} and unit = $1 and deviation = any($2)`, [
    unit,
    notices.map(({ id }) => id),
  ]);
  const current = new Map(known.map((one) => [one.deviation, one]));
  const awaited = new Map<string, DeviationNotice>();
  const systemic = await SystemicCases.ofRules(sql, [...new Set(notices.map(({ rule }) => rule))]);
  const versions = notices.flatMap((notice) => {
    const next = followNotice(current.get(notice.id) ?? null, notice, taken);
    awaited.delete(notice.id);
    if (next === null) return [];
    const opens = next.step === 'OPENED' || next.step === 'REOPENED';
    if (opens && taken.waits(notice)) {
      awaited.set(notice.id, notice);
      return [];
    }
    const placed = opens ? systemic.place(next) : next;
    current.set(notice.id, placed);
    return [placed];
  });
  await writeVersions(sql, [...versions, ...systemic.versions]);
  const gone = versions
    .filter(({ step }) => step === 'GONE')
    .flatMap(({ systemicCase }) => systemicCase ?? []);
  await endEmptyCases(sql, gone, recordedAt);
  const ids = notices.map(({ id }) => id);
  await sql.query('delete from awaited_deviation where unit = $1 and deviation = any($2)', [unit, ids]);
  const waiting = [...awaited.values()].map((notice) => ({ unit, notice }));
  await keepAwaited(sql, waiting, { waitMs, overUnits: false });
}
