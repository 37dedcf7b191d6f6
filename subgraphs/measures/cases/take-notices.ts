import type { DeviationFeed, DeviationNotice } from '../../../schema/deviations/feed.ts';
import type { Database, Sql } from '../../platform/database.ts';
import { lockForWriting } from '../../platform/records/write-lock.ts';
import type { Case } from './case.ts';
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
  { unit, after, page }: { readonly unit: string; readonly after: number; readonly page: DeviationFeed },
): Promise<void> {
  await database.transaction(async (sql) => {
    const recordedAt = await lockForWriting(sql);
    if ((await readPosition(sql, unit)) !== after) return;
    await sql.query(
      `insert into deviation_notice (unit, sequence, recorded_at, notice)
       select $1, (notice ->> 'sequence')::bigint, $2, notice from json_array_elements($3) as told(notice)`,
      [unit, recordedAt, JSON.stringify(page.notices)],
    );
    const versions = await followAll(sql, page.notices, { unit, recordedAt });
    await writeVersions(sql, versions);
    const gone = versions.filter(({ step }) => step === 'GONE').map(({ systemicCase }) => systemicCase);
    await endEmptyCases(
      sql,
      gone.filter((id) => id !== null),
      recordedAt,
    );
    await movePosition(sql, unit, page.next);
  });
}

/** Every version the notices make, in their order: a deviation may come several times in one page. */
async function followAll(
  sql: Sql,
  notices: readonly DeviationNotice[],
  taken: { readonly unit: string; readonly recordedAt: string },
): Promise<Case[]> {
  const known = await readCases(sql, `${CURRENT} and unit = $1 and deviation = any($2)`, [
    taken.unit,
    notices.map(({ id }) => id),
  ]);
  const current = new Map(known.map((one) => [one.deviation, one]));
  const systemic = await SystemicCases.ofRules(sql, [...new Set(notices.map(({ rule }) => rule))]);
  const versions = notices.flatMap((notice) => {
    const next = followNotice(current.get(notice.id) ?? null, notice, taken);
    if (next === null) return [];
    const placed = next.step === 'OPENED' || next.step === 'REOPENED' ? systemic.place(next) : next;
    current.set(notice.id, placed);
    return [placed];
  });
  return [...versions, ...systemic.versions];
}
