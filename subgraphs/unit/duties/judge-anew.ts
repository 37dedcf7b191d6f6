import type { RuleSet } from '../../../schema/rules/rule-set.ts';
import type { Database } from '../../platform/database.ts';
import { lockForWriting } from '../../platform/records/write-lock.ts';
import { isJudgedBy, readClock } from './deviation-clock.ts';
import { keepDeviations } from './keep-deviations.ts';

/** So few at a time that a writer who waits hardly notices. */
const AT_ONCE = 5000;

/** Whether the records have never been judged, or by other rules than these, or both. */
export async function judgingDue(database: Database, set: RuleSet): Promise<'NO' | 'FIRST' | 'ANEW'> {
  const clock = await readClock(database);
  if (clock.ruleSet === null) return 'FIRST';
  return isJudgedBy(clock, set) ? 'NO' : 'ANEW';
}

/**
 * Judges all records by these rules, some at a time, each time in a transaction of its own. Questions are
 * answered meanwhile, from records judged by either rules. Goes on where it was stopped.
 */
export async function judgeAnew(
  database: Database,
  set: RuleSet,
  isStopped: () => boolean = () => false,
): Promise<void> {
  while (!isStopped() && (await judgeSome(database, set)));
}

/** False when no record was left. */
async function judgeSome(database: Database, set: RuleSet): Promise<boolean> {
  return database.transaction(async (sql) => {
    const recordedAt = await lockForWriting(sql);
    const clock = await readClock(sql);
    const from = clock.nextRuleSet === set.version ? clock.judgedTo : null;
    const rows = await sql.query<{ id: string }>(
      `select id from measure_version
        where superseded_at = 'infinity' and not withdrawn and ($1::uuid is null or id > $1)
        order by id limit $2`,
      [from, AT_ONCE],
    );
    const last = rows.at(-1);
    if (last === undefined) {
      await sql.query('update deviation_clock set rule_set = $1, next_rule_set = null, judged_to = null', [
        set.version,
      ]);
      return false;
    }
    await keepDeviations(sql, { set, ids: rows.map(({ id }) => id), recordedAt });
    await sql.query('update deviation_clock set next_rule_set = $1, judged_to = $2', [set.version, last.id]);
    return true;
  });
}
