import type { FastifyInstance } from 'fastify';
import { feedQuestion } from '../../../schema/deviations/feed.ts';
import type { DeviationFeed, DeviationNotice } from '../../../schema/deviations/feed.ts';
import type { RuleSet } from '../../../schema/rules/rule-set.ts';
import type { Database, Row, Sql } from '../../platform/database.ts';
import { lockAgainstWriters } from '../../platform/records/write-lock.ts';
import { lookAnew } from '../findings/look-anew.ts';
import { judgedThrough, readDeclared } from './deviation-clock.ts';
import { keepDeviations } from './keep-deviations.ts';
import { tellOnceMore } from './told-more.ts';

/**
 * `GET /deviations?after=CURSOR&first=N`: what the unit knows of its deviations, in the order it came to know
 * it. The measures in force are first judged up to now, and, where what is ready does not fill the page, what several
 * records show together.
 */
export function registerFeed(
  app: FastifyInstance,
  database: Database,
  { unit, set }: { readonly unit: string; readonly set: RuleSet },
): void {
  let looking: Promise<void> | null = null;
  /** Whoever asks meanwhile waits for the same look. */
  const look = () =>
    (looking ??= lookAnew(database, { unit, set }).finally(() => {
      looking = null;
    }));
  app.get('/deviations', { config: { needs: 'GATHER' } }, async (request, reply) => {
    const question = feedQuestion.safeParse(request.query);
    if (!question.success) return reply.code(400).send({ code: 'BAD_REQUEST' });
    const { after, first } = question.data;
    const isReady = (await readNotices(database, { after, first: first + 1 })).length > first;
    if (!isReady) await look();
    const feed = await readFeed(database, set, { after, first });
    for (const { record } of feed.notices) request.look.record(record);
    // Asked every few seconds: what shows nothing is no look at anything.
    if (feed.notices.length === 0) request.look.showsNothing();
    return feed;
  });
}

async function readFeed(
  database: Database,
  set: RuleSet,
  { after, first }: { readonly after: number; readonly first: number },
): Promise<DeviationFeed> {
  return database.transaction(async (sql) => {
    const now = await lockAgainstWriters(sql);
    await tellOnceMore(sql, after);
    await judgeThoseInForce(sql, set, now);
    const rows = await readNotices(sql, { after, first: first + 1 });
    const notices = rows.slice(0, first).map(noticeOf);
    const next = notices.at(-1)?.sequence ?? after;
    await sql.query('update deviation_clock set told_through = greatest(told_through, $1)', [next]);
    const judgedAt = await judgedThrough(sql, { asOf: null, now });
    return { notices, next, more: rows.length > first, judgedAt, declared: await readDeclared(sql) };
  });
}

async function judgeThoseInForce(sql: Sql, set: RuleSet, now: string): Promise<void> {
  const open = await sql.query<{ id: string }>(
    `select id from measure_version
      where superseded_at = 'infinity' and is_interval and ended_on is null and not withdrawn`,
  );
  await keepDeviations(sql, { set, ids: open.map(({ id }) => id), recordedAt: now });
}

function readNotices(sql: Sql, { after, first }: { after: number; first: number }): Promise<Row[]> {
  const told = (table: string, target: string) => `
    (select sequence, record, rule, occurrence, rule_set as "ruleSet", ${target} as target, facility, kind, means,
            started_on as "startedOn", due_at as "dueAt", met_at as "metAt", state, seen_at as "seenAt"
       from ${table} where sequence > $1 order by sequence limit $2)`;
  return sql.query(
    `${told('deviation', `'measures'`)} union all ${told('finding', 'target')} order by sequence limit $2`,
    [after, first],
  );
}

/** What was told and then turned out not to be due yet is told as gone. */
function noticeOf(row: Row): DeviationNotice {
  return {
    ...(row as Omit<DeviationNotice, 'id' | 'state'>),
    id: `${String(row['rule'])}:${String(row['record'])}:${String(row['occurrence'])}`,
    state: row['state'] === 'BROKEN' ? 'BROKEN' : 'GONE',
  };
}
