import { z } from 'zod';
import { deviationNotice } from '../../../schema/deviations/feed.ts';
import type { DeviationFeed, DeviationNotice } from '../../../schema/deviations/feed.ts';
import { restsOn } from '../../../schema/rules/rests-on.ts';
import type { Sql } from '../../platform/database.ts';

/** By kind of record, up to when a unit declared to have brought in all of it. */
export type Declared = DeviationFeed['declared'];
type Due = Pick<DeviationNotice, 'rule' | 'dueAt' | 'seenAt'>;

/** Whether a record that would show that nothing was wrong may still come, and has not been waited for long enough. */
export function isAwaited(
  { rule, dueAt, seenAt }: Due,
  { declared, now, waitMs }: { readonly declared: Declared; readonly now: string; readonly waitMs: number },
): boolean {
  if (Date.parse(seenAt) + waitMs <= Date.parse(now)) return false;
  return restsOn(rule).some((target) => {
    const through = declared[target] ?? null;
    return through === null || Date.parse(through) < Date.parse(dueAt);
  });
}

/** Keeps what waits, as it was told last. */
export async function keepAwaited(
  sql: Sql,
  waiting: readonly { readonly unit: string; readonly notice: Due & { readonly id: string } }[],
  { waitMs, overUnits }: { readonly waitMs: number; readonly overUnits: boolean },
): Promise<void> {
  const rows = waiting.map(({ unit, notice }) => ({
    unit,
    deviation: notice.id,
    rule: notice.rule,
    over_units: overUnits,
    rests_on: restsOn(notice.rule),
    due_at: notice.dueAt,
    opens_at: new Date(Date.parse(notice.seenAt) + waitMs).toISOString(),
    notice,
  }));
  await sql.query(
    'insert into awaited_deviation select * from json_populate_recordset(null::awaited_deviation, $1)',
    [JSON.stringify(rows)],
  );
}

const READY = `
  unit = $1 and not over_units
   and (opens_at <= $2 or not exists (
     select from unnest(rests_on) as kind
      where coalesce(($3::json ->> kind)::timestamptz, '-infinity') < due_at))`;

/** Whether any of a unit's waits no longer. */
export async function isAnyReady(sql: Sql, unit: string, declared: Declared): Promise<boolean> {
  const values = [unit, new Date().toISOString(), JSON.stringify(declared)];
  return (await sql.query(`select from awaited_deviation where ${READY} limit 1`, values)).length > 0;
}

/** Takes out those that wait no longer: all that could come has, or enough time has passed. */
export async function takeReady(
  sql: Sql,
  unit: string,
  { declared, now }: { readonly declared: Declared; readonly now: string },
): Promise<DeviationNotice[]> {
  const values = [unit, now, JSON.stringify(declared)];
  const taken = await sql.query(`delete from awaited_deviation where ${READY} returning notice`, values);
  return z
    .array(z.object({ notice: deviationNotice }))
    .parse(taken)
    .map(({ notice }) => notice);
}
