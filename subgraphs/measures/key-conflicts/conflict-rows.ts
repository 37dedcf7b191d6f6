import type { KeyConflicts } from '../../../schema/records/source-keys.ts';
import { UNITS } from '../../../schema/units.ts';
import type { Database, Sql } from '../../platform/database.ts';
import { lockForWriting } from '../../platform/records/write-lock.ts';

/** By target and source (as JSON), the change the latest whole look knew of. */
export async function looksKnown(sql: Sql): Promise<ReadonlyMap<string, string>> {
  const rows = await sql.query<{ target: string; source: string; changedAt: string }>(
    'select target, source, changed_at as "changedAt" from key_look',
  );
  return new Map(rows.map(({ target, source, changedAt }) => [JSON.stringify([target, source]), changedAt]));
}

/**
 * Keeps what a look found. Where a unit did not answer, what was found with it before stands, and the source is
 * looked at again in the next round.
 */
export async function keepConflicts(
  database: Database,
  looked: {
    readonly target: string;
    readonly source: string;
    readonly changedAt: string;
    readonly found: KeyConflicts;
  },
): Promise<void> {
  const { target, source, changedAt, found } = looked;
  const keys = found.conflicts.map(({ key }) => key);
  await database.transaction(async (sql) => {
    const recordedAt = await lockForWriting(sql);
    await sql.query(
      `delete from key_conflict
        where target = $1 and source = $2 and key <> all($3::text[]) and not units && $4::text[]`,
      [target, source, keys, found.unanswered],
    );
    await sql.query(
      `insert into key_conflict (target, source, key, units, found_at)
       select $1, $2, given->>'key', array(select jsonb_array_elements_text(given->'units')), $4
         from jsonb_array_elements($3::jsonb) as given
           on conflict (target, source, key) do update
          set units = array(select distinct unnest(excluded.units || array(select unit from unnest(key_conflict.units) as unit
                                                                             where unit = any($5::text[]))) order by 1)`,
      [target, source, JSON.stringify(found.conflicts), recordedAt, found.unanswered],
    );
    if (found.unanswered.length > 0) return;
    await sql.query(
      `insert into key_look (target, source, changed_at) values ($1, $2, $3)
           on conflict (target, source) do update set changed_at = excluded.changed_at`,
      [target, source, changedAt],
    );
  });
}

/** Notes that all sources have been looked at, but at these units. Moves the watermark only where that is news. */
export async function keepRound(database: Database, unanswered: readonly string[]): Promise<void> {
  const [before] = await database.query<{ same: boolean }>(
    'select unanswered = $1::text[] as same from key_round',
    [unanswered],
  );
  await database.transaction(async (sql) => {
    if (before?.same !== true) await lockForWriting(sql);
    await sql.query(
      `insert into key_round (looked_at, unanswered) values (clock_timestamp(), $1)
           on conflict ((true)) do update set looked_at = excluded.looked_at, unanswered = excluded.unanswered`,
      [unanswered],
    );
  });
}

/** A round longer ago than this says nothing of now. */
const CURRENT_FOR_MS = 10 * 60_000;

/** What is known of these units' keys rests on the latest round. */
export async function coverageOfKeys(sql: Sql, units: readonly string[]) {
  const [round] = await sql.query<{ lookedAt: string; unanswered: string[] }>(
    'select looked_at as "lookedAt", unanswered from key_round',
  );
  const isCurrent = round !== undefined && Date.parse(round.lookedAt) > Date.now() - CURRENT_FOR_MS;
  const reasonOf = (unit: string) => {
    if (!isCurrent) return 'KEYS_NOT_COMPARED';
    return round.unanswered.includes(unit) ? 'UNIT_UNAVAILABLE' : null;
  };
  const parts = UNITS.map(({ code }) => code)
    .filter((code) => units.includes(code))
    .map((code) => ({ unit: { code }, dataThrough: null, ruleSets: [], reason: reasonOf(code) }));
  return {
    complete: parts.every(({ reason }) => reason === null),
    answered: parts.filter(({ reason }) => reason === null),
    missing: parts.filter(({ reason }) => reason !== null),
    ruleSets: [],
    registers: [],
    ratesFrom: [],
  };
}
