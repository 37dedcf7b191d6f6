import type { RuleSet } from '../../../schema/rules/rule-set.ts';
import type { Database, Sql } from '../../platform/database.ts';
import { lockAgainstWriters, atOneMoment } from '../../platform/records/write-lock.ts';
import { judgedThrough } from '../duties/deviation-clock.ts';
import { findDeFactoIsolation } from './de-facto-isolation.ts';
import { findEndlessMeasures } from './endless-measures.ts';
import { codesOf } from './finding.ts';
import { endFindings, keepFindings, passFindings } from './keep-findings.ts';
import type { At, Looked } from './keep-findings.ts';
import { findSilence, SILENCE } from './silence.ts';
import { findRepeatedJustifications, recordsConcerned } from './repeated-justifications.ts';
import { findTotalIsolation } from './total-isolation.ts';
import { readTouched } from './touched.ts';

/** Persons, or justifications, of one transaction: a writer waits no longer than for these. */
const AT_ONCE = 2000;
/** Silence is not looked for again for so many times as long as looking took: it reads all there is. */
const PAUSE_TO_LOOKING = 60;
const LONGEST_PAUSE_MS = 600_000;

/**
 * Brings the findings of a unit up to date: with what was recorded since they were last, with measures in force as
 * time passes, and with all records where the rules are others. Goes on from the beginning where it was stopped.
 */
export async function lookAnew(
  database: Database,
  { unit, set }: { readonly unit: string; readonly set: RuleSet },
): Promise<void> {
  const inTurn: InTurn = (work) =>
    database.transaction(async (sql) => {
      const recordedAt = await lockAgainstWriters(sql);
      const through = await judgedThrough(sql, { asOf: null, now: recordedAt });
      return work(sql, { through, recordedAt, ruleSet: set.version });
    });
  const begun = await inTurn(async (sql, at) => {
    await passFindings(sql, at);
    const [clock] = await sql.query<Clock>(
      `select looked_to::text as "lookedTo", rule_set as "ruleSet",
              coalesce(silence_at + silence_pause > $1::timestamptz, false) as "silenceLately" from finding_clock`,
      [at.recordedAt],
    );
    const since = clock?.ruleSet === set.version ? clock.lookedTo : null;
    const silence = since === null || clock?.silenceLately === false;
    return { since, silence, lookedTo: at.recordedAt, ...(await readTouched(sql, since)) };
  });
  const { records, persons, justifications, since, lookedTo, silence } = begun;
  for (const some of inParts(persons))
    await inTurn(async (sql, at) => keepFindings(sql, await lookAtPersons(sql, set, { some, at }), at));
  for (const some of inParts(justifications))
    await inTurn(async (sql, at) =>
      keepFindings(
        sql,
        await lookAtJustifications(sql, set, { texts: some, records: since === null ? null : records }),
        at,
      ),
    );
  if (silence) await lookForSilence(database, { unit, set, inTurn });
  await inTurn(async (sql, at) => {
    const { through } = at;
    const endless = await findEndlessMeasures(sql, set, { records, through });
    await keepFindings(sql, { rules: codesOf(set, ['START_WITHOUT_STOP']), records, found: endless }, at);
    for (const looked of await lookAtNobodys(sql, set, records)) await keepFindings(sql, looked, at);
    if (since === null)
      await endFindings(sql, { where: 'rule_set <> $3', values: [set.version], ruleSet: set.version });
    await sql.query('update finding_clock set looked_to = $1, rule_set = $2', [lookedTo, set.version]);
  });
}

/** One transaction that writes, and up to when what it finds is due. */
type InTurn = <T>(work: (sql: Sql, at: At) => Promise<T>) => Promise<T>;
type Clock = {
  readonly lookedTo: string | null;
  readonly ruleSet: string | null;
  /** Whether silence, which is one of days, was looked for a short while ago. */
  readonly silenceLately: boolean;
};
const OF_PERSONS = ['DE_FACTO', 'CUMULATIVE'];
const OF_JUSTIFICATIONS = ['JUSTIFICATION_REPEATED'];

function inParts(all: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(all.length / AT_ONCE) }, (_, part) =>
    all.slice(part * AT_ONCE, (part + 1) * AT_ONCE),
  );
}

async function lookAtPersons(
  sql: Sql,
  set: RuleSet,
  { some, at }: { readonly some: readonly string[]; readonly at: At },
): Promise<Looked> {
  const found = [
    ...(await findDeFactoIsolation(sql, set, some)),
    ...(await findTotalIsolation(sql, set, { persons: some, through: at.through })),
  ];
  const records = await idsOf(
    sql,
    `select id from measure_version where superseded_at = 'infinity' and is_interval and person = any($1::text[])
      union all
     select id from regime_day_version where superseded_at = 'infinity' and person = any($1::text[])`,
    some,
  );
  return { rules: codesOf(set, OF_PERSONS), records, found };
}

async function lookAtJustifications(
  sql: Sql,
  set: RuleSet,
  { texts, records }: { readonly texts: readonly string[]; readonly records: readonly string[] | null },
): Promise<Looked> {
  const concerned =
    records === null
      ? await idsOf(
          sql,
          `select id from measure_version
            where superseded_at = 'infinity' and justification is not null and justification = any($1::text[])`,
          texts,
        )
      : await recordsConcerned(sql, { texts, records });
  const found = await findRepeatedJustifications(sql, set, { texts, records: concerned });
  return { rules: codesOf(set, OF_JUSTIFICATIONS), records: concerned, found };
}

/** Looks without holding up writers: what they add meanwhile shows the next time. */
async function lookForSilence(
  database: Database,
  { unit, set, inTurn }: { readonly unit: string; readonly set: RuleSet; readonly inTurn: InTurn },
): Promise<void> {
  const began = performance.now();
  const found = await atOneMoment(database, null, async (sql) => {
    const now = new Date().toISOString();
    return findSilence(sql, set, { unit, through: await judgedThrough(sql, { asOf: null, now }), now });
  });
  const pauseMs = Math.min(LONGEST_PAUSE_MS, PAUSE_TO_LOOKING * (performance.now() - began));
  const rules = codesOf(set, SILENCE);
  await inTurn(async (sql, at) => {
    const known = await sql.query<{ record: string }>(
      'select distinct record from finding where rule = any($1)',
      [rules],
    );
    await keepFindings(sql, { rules, records: known.map(({ record }) => record), found }, at);
    await sql.query(
      `update finding_clock set silence_at = $1, silence_pause = $2::float8 * interval '1 millisecond'`,
      [at.recordedAt, pauseMs],
    );
  });
}

/** Records that no longer name a person, or no longer say why: nobody above has looked at them. */
async function lookAtNobodys(sql: Sql, set: RuleSet, touched: readonly string[]): Promise<Looked[]> {
  const lacking = (condition: string) =>
    idsOf(
      sql,
      `select id from measure_version where superseded_at = 'infinity' and id = any($1::uuid[]) and (${condition})`,
      touched,
    );
  const nobodys = await lacking('person is null or not is_interval');
  const unexplained = await lacking('justification is null');
  return [
    { rules: codesOf(set, OF_PERSONS), records: nobodys, found: [] },
    { rules: codesOf(set, OF_JUSTIFICATIONS), records: unexplained, found: [] },
  ];
}

async function idsOf(sql: Sql, statement: string, values: readonly string[]): Promise<string[]> {
  return (await sql.query<{ id: string }>(statement, [values])).map(({ id }) => id);
}
